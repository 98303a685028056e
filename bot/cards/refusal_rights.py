"""Words for the refusals that are about who may do what: with who can instead."""

from collections.abc import Mapping
from typing import Final

from bot.cards.refusal_names import Names, Words
from bot.cards.text import capital, few, listed
from flows.own_work import OwnPart, Part
from flows.refusals import Refusal, Why

MOST_NUMBERS: Final = 4
"""Questions of which one person's part is told by number."""
SOMEBODY_CHOSEN: Final = "somebody you chose"
_NAME_LEADS: Final = "none is named yet. A workspace admin names them under /balance settings."


_DECIDES_OR_HAS: Final = ("decides on this, or already has", "decide on this, or already have")
_NOT_ON_OWN: Final = "nobody decides on an assessment that they own. Choose somebody else."


def _who_sets(refusal: Refusal, names: Names, otherwise: str) -> str:
    others = names.each(refusal.people, otherwise) if refusal.people else []
    return listed(["Workspace admins", *others])


def _only_leads(does: str) -> Words:
    return lambda refusal, names: (
        f"Only {names.of(refusal.people, 'governance leads')} can {does}."
        if refusal.people
        else f"Only a governance lead can {does}, and {_NAME_LEADS}"
    )


def _leads_can(refusal: Refusal, names: Names) -> str:
    if not refusal.people:
        return f"A governance lead can, and {_NAME_LEADS}"
    return f"{capital(names.of(refusal.people, 'the governance leads'))} can."


def _replaced_elsewhere(refusal: Refusal, names: Names) -> str:
    said = "Who decides on this was changed after it was submitted. In that channel, only"
    if not refusal.people:
        return f"{said} governance leads may do that, and {_NAME_LEADS}"
    who = names.of(refusal.people, "governance leads")
    return f"{said} {who} may do that. First ask them to choose who decides, then move it."


def _owner_does_not_confirm(refusal: Refusal, names: Names) -> str:
    said = "You own this assessment, so somebody else has to confirm that its conditions are met"
    if not refusal.people:
        return f"{said}. A governance lead can, and {_NAME_LEADS}"
    return f"{said}: {names.of(refusal.people, 'a governance lead')}."


def _only_owner(does: str) -> Words:
    return lambda refusal, names: f"Only {names.of(refusal.people, 'its owner')} can {does}."


def _who_can(refusal: Refusal, names: Names) -> str:
    """Who can decide instead, or who can change that nobody can."""
    if refusal.people:
        return f"{names.of(refusal.people, 'the other reviewers')} can."
    return f"{names.of([refusal.owner], 'its owner')} can choose another reviewer."


def _own_work(refusal: Refusal, names: Names) -> str:
    chosen = SOMEBODY_CHOSEN
    if not refusal.parts:
        who = names.of(refusal.people, chosen)
        return f"{who} cannot decide here. Nobody decides on what they own or answer."
    did = [f"{names.of([part.person], chosen)} {_part(part, names)}" for part in refusal.parts]
    who = "you" if names.reader in refusal.people else "they"
    return f"{listed(did)}, so {who} cannot decide here."


def _part(own: OwnPart, names: Names) -> str:
    """What somebody has to do with an assessment: `answered question 4`."""
    is_reader = own.person == names.reader
    match own.part:
        case Part.SHOWED:
            return f"added evidence for {_numbered(own)}"
        case Part.OWNS:
            return f"{'own' if is_reader else 'owns'} this assessment"
        case Part.ANSWERED:
            return f"answered {_numbered(own)}"
        case Part.EXPLAINED:
            return f"wrote a reason for {_numbered(own)}"
        case Part.CHOSEN:
            return f"{'are' if is_reader else 'is'} chosen to answer"


def _numbered(own: OwnPart) -> str:
    """`questions 4 and 7`; of many, the first and how many more."""
    numbers = few([str(number) for number in own.numbers], MOST_NUMBERS)
    return f"question{'s' if len(numbers) > 1 else ''} {listed(numbers)}"


def _answered_here(refusal: Refusal, names: Names) -> str:
    own = [_part(part, names) for part in refusal.parts]
    did = listed(own) or "answer questions here"
    return f"You {did}, so you cannot decide on it. {capital(_who_can(refusal, names))}"


def _no_own_decision(refusal: Refusal, names: Names) -> str:
    who = f"Only {names.has(refusal.people)} one." if refusal.people else "There is none."
    return f"You have no decision here to withdraw. {who}"


def _only_these_confirm(refusal: Refusal, names: Names) -> str:
    if not refusal.people:
        return (
            "Whoever set this condition has left, and there is no governance lead to confirm it for them. A "
            "workspace admin can name one."
        )
    who = names.of(refusal.people, "whoever set this condition")
    return f"Only {who} can do this: whoever sets a condition also confirms that it is met."


def _sees_to_it(refusal: Refusal, names: Names) -> str:
    if not refusal.people:
        return (
            "You see to this condition, and nobody else can confirm that it is met. Choose Change and give "
            "it to somebody else, or ask a workspace admin to name another governance lead."
        )
    who = names.of(refusal.people, "a governance lead")
    return f"You see to this condition, so somebody else has to confirm that it is met: {who}."


def _doer_and_owner(refusal: Refusal, names: Names) -> list[str]:
    doer, owner = refusal.people[:1], refusal.people[1:]
    found = [*names.each(doer, "whoever does it"), *names.each(owner, "its owner")]
    return list(dict.fromkeys(found))


RIGHTS: Final[Mapping[Why, Words]] = {
    Why.NOT_IN_PANEL: lambda refusal, names: (
        f"You were not asked to answer alone. {capital(names.of(refusal.people, 'its owner'))} chose who was."
    ),
    Why.ONLY_OWNER_CONVENES: _only_owner("have people answer alone first"),
    Why.ONLY_OWNER_REVEALS: _only_owner("reveal the answers before all are done"),
    Why.PERSON_NOT_KNOWN_NOW: lambda refusal, names: (
        f"Slack could not say just now whether {names.does(refusal.people, 'is', 'are', 'this person')} "
        "still here, so nothing was done. Please try again in a moment."
    ),
    Why.NOT_CHOSEN_TO_ANSWER: lambda refusal, names: (
        f"The people who answer here were chosen at the start: {names.of(refusal.people, 'others')}. "
        "You can read along."
    ),
    Why.NOT_CHOSEN_TO_RECORD: lambda refusal, names: (
        f"Facts are recorded by the people who answer and decide: {names.of(refusal.people, 'others')}. "
        "You can read along."
    ),
    Why.ONLY_OWNER_INVITES: _only_owner("invite others, and bring in what they answered"),
    Why.ONLY_OWNER_ABANDONS: _only_owner("abandon this assessment"),
    Why.ONLY_OWNER_DESCRIBES: _only_owner("change its title, its description and who answers"),
    Why.ONLY_OWNER_MOVES: _only_owner("move this assessment"),
    Why.ONLY_OWNER_HANDS_OVER: _only_owner("hand this assessment over"),
    Why.ONLY_OWNER_CHOOSES: _only_owner("choose who decides"),
    Why.ONLY_LEADS_CHOOSE: lambda refusal, names: (
        f"Under the rules here, the owner does not choose who decides. {_leads_can(refusal, names)}"
    ),
    Why.ONLY_LEADS_REPLACE: lambda refusal, names: (
        "This has been submitted. Under the rules that applied then, its owner cannot change who decides. "
        f"{_leads_can(refusal, names)}"
    ),
    Why.REPLACED_ELSEWHERE: _replaced_elsewhere,
    Why.MUST_DECIDE: lambda refusal, names: (
        f"Under the rules here, {names.of(refusal.people, 'somebody you left out')} must always decide, and "
        "cannot be left out."
    ),
    Why.ONLY_THESE_SET_WORKSPACE: lambda refusal, names: (
        f"{_who_sets(refusal, names, 'governance leads')} can change the rules of this workspace."
    ),
    Why.ONLY_THESE_CLOSE: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'its owner and its reviewers')} can close this assessment."
    ),
    Why.ONLY_THESE_TICK: lambda refusal, names: (
        f"Only {listed([*_doer_and_owner(refusal, names), 'the reviewers'])} can tick this off."
    ),
    Why.ONLY_THESE_MEET: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'whoever sees to it')} can say that this condition is met."
    ),
    Why.ONLY_THESE_CONFIRM: _only_these_confirm,
    Why.SEES_TO_IT: _sees_to_it,
    Why.OWNER_DOES_NOT_CONFIRM: _owner_does_not_confirm,
    Why.ONLY_THESE_LOOK_AGAIN: lambda refusal, names: (
        f"Only {listed([*names.each(refusal.people, 'its owner'), 'the reviewers'])} can look again, or "
        "change the day for it."
    ),
    Why.ONLY_LEADS_ERASE: _only_leads("erase an assessment"),
    Why.ONLY_LEADS_SET_RETENTION: _only_leads("say how long assessments are kept"),
    Why.ONLY_THESE_KEEP: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'its owner and the governance leads')} can keep this longer."
    ),
    Why.ONLY_THESE_GIVE_LOOK: lambda refusal, names: (
        f"Only {listed([*names.each(refusal.people, 'its owner'), 'the governance leads'])} can give "
        "the next look to somebody else."
    ),
    Why.ONLY_THESE_START: lambda refusal, names: (
        f"Only {names.of(refusal.people)} can start an assessment in this channel. Ask them to, or choose "
        "another channel."
        if refusal.people
        else "Nobody can start an assessment in this channel until somebody is chosen in its settings. "
        "Choose another channel."
    ),
    Why.ONLY_THESE_SET: lambda refusal, names: (
        f"{_who_sets(refusal, names, 'whoever invited Balance')} can change the settings of this channel."
    ),
    Why.ONLY_THESE_DECIDE: lambda refusal, names: (
        f"Only those who were chosen can decide on this. {capital(_who_can(refusal, names))}"
    ),
    Why.OWNS_IT: lambda refusal, names: (
        f"You own this assessment, so you cannot decide on it. {capital(_who_can(refusal, names))}"
    ),
    Why.ANSWERED_HERE: _answered_here,
    Why.NOBODY_CHOSEN: lambda refusal, names: (
        f"Nobody is chosen to decide yet. {capital(names.of([refusal.owner], 'its owner'))} can choose: the "
        "menu is on the first message, in the channel."
    ),
    Why.ONLY_THESE_TAKE_BACK: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'whoever added it')} can take this back."
    ),
    Why.ONLY_MAKER_WITHDRAWS: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'whoever made it')} can withdraw this decision."
    ),
    Why.NO_OWN_DECISION: _no_own_decision,
    Why.OWN_WORK: _own_work,
    Why.DECIDES_ON_IT: lambda refusal, names: (
        f"{names.does(refusal.people, 'decides', 'decide', SOMEBODY_CHOSEN)} on this, and nobody decides on "
        "what they answer. Please choose other people to answer."
    ),
    Why.LOOKER_REVIEWS: lambda refusal, names: (
        f"{names.does(refusal.people, 'decides', 'decide', 'this person')} on this assessment, or must "
        f"always decide here. Whoever looks again owns the new one, and {_NOT_ON_OWN}"
    ),
    Why.HEIR_REVIEWS: lambda refusal, names: (
        f"{names.does(refusal.people, *_DECIDES_OR_HAS, 'this person')}, and {_NOT_ON_OWN}"
    ),
}
