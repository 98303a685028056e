"""Words for each refusal: for a private word in Slack, where a mention shows as a name, and for the errors
of a form, which Slack draws as plain text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.cards.text import day, escape, few, listed, mention
from flows.days import YEARS_AHEAD
from flows.own_work import OwnPart, Part
from flows.panel import FEWEST
from flows.particulars import TITLE_MAX, TITLE_MIN
from flows.refusals import Refusal, Why

_TO_CHANGE: Final = "To change something, choose Change answers on its summary."
_WITHDRAW_FIRST: Final = "Whoever decided can withdraw the decision first."
_NEW_ONE: Final = "You can start a new one."
_UNCHANGED: Final = "Nothing was changed."
_SEE_WHETHER_IT_FITS: Final = "Nothing is saved yet: see whether your words still fit."
MOST_NUMBERS: Final = 4
"""Questions of which one person's part is told by number."""

_PLAIN: Final[Mapping[Why, str]] = {
    Why.NOT_A_RATING: "Ratings are whole numbers from 1 to 5.",
    Why.NOT_APPLICABLE_WHY: "Say in a few words why this question does not apply.",
    Why.NOT_APPLICABLE_TYPED_WHY: (
        "Please say why this question does not apply. Type n/a because … and the reason."
    ),
    Why.REVEAL_DAY_NOT_TO_COME: "Choose a day after today.",
    Why.ANSWERED_ALONE: (
        "Everybody answers this alone first, in their messages from Balance. Nothing is answered here before "
        "the reveal."
    ),
    Why.BALLOT_BEGUN: "You have begun already, in your messages from Balance.",
    Why.BALLOT_IN_DIRECT_MESSAGE: "You answer alone in your messages from Balance. Choose Begin there.",
    Why.NOT_IN_A_BALLOT: "This is not possible while you answer alone. It is after the reveal.",
    Why.REVEALED_ALREADY: "The answers have been revealed already. The thread in the channel shows them.",
    Why.NOT_REVEALED_YET: "The answers have not been revealed yet.",
    Why.RATED_TWICE: "This question was rated twice. Both rounds are kept, and the team settles it now.",
    Why.RATED_BY_NOBODY: "Nobody on the panel answered this question, so it cannot be rated again.",
    Why.ANSWERED_TOGETHER: "Somebody has answered here already, so the team goes on together.",
    Why.NO_PANEL: "Nobody answers this alone first.",
    Why.NO_MEDIANS_TO_TAKE: "There is no rating in the middle left to take.",
    Why.PANEL_IS_OVER: "This has been submitted, decided or ended. What the panel said stands as it is.",
    Why.NOTHING_TO_DISSENT: "What the team has answered so far is just what you said.",
    Why.TEAM_HAS_NOT_ANSWERED: "The team has not answered yet. Come back when it has.",
    Why.ONLY_RATERS_DISSENT: "Only people whose answers were revealed can say that they see it otherwise.",
    Why.DISSENT_MISSING: "Say in a sentence how you see it.",
    Why.STRANGER: "Slack does not know this account here, so nothing was taken.",
    Why.PARTNERS_SEE: (
        "In this channel, people of partner organisations see the assessment and do not answer. The "
        "channel’s settings can let them answer."
    ),
    Why.PARTNERS_ANSWER: (
        "People of partner organisations may answer here. This is for the people of the organisation that "
        "shares its data."
    ),
    Why.PARTNERS_ELSEWHERE: (
        "This assessment is in another channel now. People of partner organisations can follow it there, if "
        "that channel is shared with them."
    ),
    Why.ONLY_OUR_PEOPLE: (
        "Balance belongs to another organisation than yours. You can read along where it works in a channel "
        "that you share."
    ),
    Why.PARTNER_CHOSEN: (
        "People of partner organisations cannot be chosen. Choose somebody of your own organisation."
    ),
    Why.HOME_NOT_KNOWN_NOW: (
        "Slack did not say just now which organisation you belong to, so nothing was taken. Please try again "
        "in a moment."
    ),
    Why.NOBODY_TO_CHOOSE: "Apps and accounts that are not in use cannot be chosen. Choose a person here.",
    Why.ANSWER_COSTS_DECISION: (
        "You are asked to decide on this assessment. Whoever answers a question cannot decide. Nothing was "
        "saved. To answer all the same, close this window and open it again."
    ),
    Why.REASON_COSTS_DECISION: (
        "You are asked to decide on this assessment. Whoever writes a reason cannot decide. Nothing was "
        "saved. To write it all the same, close this window and open it again."
    ),
    Why.EVIDENCE_COSTS_DECISION: (
        "You are asked to decide on this assessment. Whoever adds evidence cannot decide. Nothing was "
        "saved. To add it all the same, close this window and open it again."
    ),
    Why.EVIDENCE_MISSING: "Give a link or a sentence, or tick what shows it.",
    Why.EVIDENCE_QUESTION_MISSING: "Choose the question that it is evidence for.",
    Why.NO_SUCH_EVIDENCE: f"This evidence is not here. {_UNCHANGED}",
    Why.NOT_IN_A_THREAD: (
        "This works on messages in the thread of an assessment. This message is not in one. Post it there, "
        "or a link to it: then it can be used as evidence."
    ),
    Why.NOT_POSTED_YET: "This assessment is not in its channel yet. Please try again in a moment.",
    Why.RIGHTS_NOT_KNOWN_NOW: (
        "Slack did not say just now whether you may change this. Please try again in a moment."
    ),
    Why.QUESTIONS_CHANGED: (
        "The questions were changed while Balance was running, so nothing was started. Whoever runs Balance "
        "can help: the changed question file needs a new version, and Balance a new start."
    ),
    Why.NOT_COMPARABLE: "These two cannot be compared: they do not answer the same set of questions.",
    Why.HEIR_MISSING: "Choose the person who looks after it from now on.",
    Why.HEIR_GONE: "This person cannot look after it: the account is not in use, or is an app's.",
    Why.AT_A_QUESTION: "This cannot be done at a question.",
    Why.AT_REVIEW: (
        "No question is being asked now. This is the review: choose a question on the card to change its "
        "answer, or type submit to hand it in."
    ),
    Why.FIRST_QUESTION: "This is the first question, so there is none to go back to.",
    Why.NO_SUCH_QUESTION: "This assessment has no such question. Type review to see them all.",
    Why.NO_SUCH_QUESTION_AT_REVIEW: "This assessment has no such question. Choose one from the review.",
    Why.NOTHING_TO_KEEP: (
        "There is no answer to keep yet. Answer this question, or type skip to leave it open."
    ),
    Why.NOTHING_TO_KEEP_AT_REVIEW: (
        "This is the review. Choose a question to change its answer, or type submit."
    ),
    Why.NOT_PAUSED: "This assessment is not paused. Answer the question to go on.",
    Why.NOT_PAUSED_AT_REVIEW: "This assessment is not paused. You can change answers here, or type submit.",
    Why.SUBMITTED_FROM_REVIEW: "An assessment is submitted from its review. Type review to get there.",
    Why.NOTHING_RATED: (
        "Nothing is rated yet, so there is nothing to submit. Please rate at least one question."
    ),
    Why.DONE_AT_THE_END: "You are done from the review of your answers. Type review to get there.",
    Why.NOTHING_SAID: (
        "You have answered nothing yet. Please answer at least one question. Not sure is an answer too."
    ),
    Why.CHANGED_ALREADY: "The answers here can be changed already. Type review to see them all.",
    Why.CHANGED_ALREADY_AT_REVIEW: (
        "The answers here can be changed already. Choose a question, or type submit."
    ),
    Why.NO_ANSWER_YET: "This question has no answer yet. Answer it first, then add the reason.",
    Why.PAUSED: "This assessment is paused. Type resume to go on.",
    Why.PAUSED_ALREADY: "This assessment is already paused. Type resume to go on.",
    Why.SUBMITTED: f"This assessment has been submitted. {_TO_CHANGE}",
    Why.SUBMITTED_NO_PAUSE: (
        f"This assessment has been submitted, so there is nothing to pause. {_TO_CHANGE}"
    ),
    Why.SUBMITTED_NO_RESUME: (
        f"This assessment has been submitted, so there is nothing to resume. {_TO_CHANGE}"
    ),
    Why.SUBMITTED_ALREADY: f"This assessment has already been submitted. {_TO_CHANGE}",
    Why.SUBMITTED_NO_ABANDONING: (
        f"This assessment has been submitted, so it cannot be abandoned. {_TO_CHANGE}"
    ),
    Why.SUBMITTED_AS_DESCRIBED: (
        "This assessment has been submitted. Its title, its description and who answers stay as they were "
        "then."
    ),
    Why.AWAITS_AGAIN: f"This assessment waits for a decision again. {_TO_CHANGE}",
    Why.ABANDONED: f"This assessment was abandoned and cannot go on. {_NEW_ONE}",
    Why.ABANDONED_ALREADY: f"This assessment was abandoned before. {_NEW_ONE}",
    Why.CLOSED: f"This assessment is closed. {_NEW_ONE}",
    Why.CLOSED_ALREADY: "This assessment is closed already.",
    Why.CLOSED_STANDS: "This assessment is closed, so its decision stands.",
    Why.APPROVED: f"This assessment has been approved. Its answers stand. {_WITHDRAW_FIRST}",
    Why.APPROVED_WITH_CONDITIONS: (
        f"This assessment has been approved with conditions. Its answers stand. {_WITHDRAW_FIRST}"
    ),
    Why.DECLINED: f"This assessment has been declined. Its answers stand. {_WITHDRAW_FIRST}",
    Why.APPROVED_ALREADY: f"This assessment has been approved. {_WITHDRAW_FIRST}",
    Why.APPROVED_WITH_CONDITIONS_ALREADY: (
        f"This assessment has been approved with conditions. {_WITHDRAW_FIRST}"
    ),
    Why.DECLINED_ALREADY: f"This assessment has been declined. {_WITHDRAW_FIRST}",
    Why.NOTHING_TO_DECIDE: (
        "There is nothing to decide now: answers are being given. You can decide once they are submitted."
    ),
    Why.NO_DECISION: "There is no decision to withdraw.",
    Why.CLOSED_AFTER_DECISION: "An assessment is closed after a decision. There is none yet.",
    Why.CHANGES_ASKED: "Changes were asked for. Choose a question on the card in the thread to begin.",
    Why.CHANGES_ASKED_ALREADY: ("Changes were asked for already. You can decide when it is submitted again."),
    Why.CHANGES_ASKED_NO_PAUSE: (
        "Changes were asked for. There is nothing to pause before somebody begins with them."
    ),
    Why.CHANGES_ASKED_NO_SUBMIT: (
        "Changes were asked for. Look at these questions first, then submit from the review."
    ),
    Why.CHANGES_UNDER_WAY: (
        "The team is changing answers already. You can decide when they are submitted again."
    ),
    Why.CLOSED_AFTER_CHANGES: (
        "Changes were asked for. This assessment can be closed after the decision that follows them."
    ),
    Why.NOT_ASKED: (
        "Only what is to be looked at again can be changed now. The card in the thread says which questions "
        "that is about."
    ),
    Why.NOT_HERE_TO_ANSWER: "People in the channel of this assessment can answer. You can join them there.",
    Why.NOT_HERE_TO_SEE: "People in the channel of this assessment can see it. You can join them there.",
    Why.NOT_IN_ITS_CHANNEL: (
        "This assessment is in a private channel or conversation that you are not in. Somebody there can "
        "invite you."
    ),
    Why.NOT_IN_THAT_CHANNEL: (
        "Choose a channel that you are in, or a public one. If this is your own conversation with Balance, "
        "write something there first, then try again."
    ),
    Why.NOT_IN_CHANNEL_TO_SET: "Only people in this channel can see and change its settings.",
    Why.WHERE_NOT_KNOWN_NOW: (
        "Slack did not say just now where you are, and this is in a channel that may be private. Please try "
        "again in a moment. If Balance is not in that channel, invite it there first."
    ),
    Why.THREAD_NOT_KNOWN_NOW: (
        f"Slack does not say just now which assessment this thread belongs to. {_UNCHANGED} Please try again "
        "in a minute."
    ),
    Why.NOT_HERE: f"This assessment is not here. {_UNCHANGED}",
    Why.SAVED_BEFORE: (
        "This was saved already, as you had first filled it in. To change it, close this window and open "
        "it again."
    ),
    Why.CARD_OUT_OF_DATE: "This card was out of date. Please use the current card in the thread.",
    Why.OFFER_OUT_OF_DATE: (
        "The team has gone on since this was asked, so it is out of date. Nothing was saved. Please use the "
        "current card in the thread."
    ),
    Why.SUBMITTED_SINCE: f"This assessment was submitted. {_UNCHANGED}",
    Why.APPROVED_MEANWHILE: f"This assessment was approved. {_UNCHANGED}",
    Why.APPROVED_WITH_CONDITIONS_MEANWHILE: f"This assessment was approved with conditions. {_UNCHANGED}",
    Why.DECLINED_MEANWHILE: f"This assessment was declined. {_UNCHANGED}",
    Why.CLOSED_MEANWHILE: f"This assessment was closed. {_UNCHANGED}",
    Why.ABANDONED_MEANWHILE: f"This assessment was abandoned. {_UNCHANGED}",
    Why.MOVED_MEANWHILE: (
        "This assessment was moved to another channel meanwhile. Please ask for it again there."
    ),
    Why.SETTINGS_CHANGED: (
        "Somebody changed what is set here since you opened this form, so nothing of yours was saved. Close "
        "it and open it again: then it shows what is set now."
    ),
    Why.LOOK_CHANGED: (
        "Somebody changed when it is looked at again, or by whom, since you opened this form. Nothing of "
        "yours was saved. Close the form: the summary says how it is now. Then you can open it again."
    ),
    Why.PARTICULARS_CHANGED: (
        "The title, the description or who answers was changed since you opened this form. Nothing of yours "
        "was saved. Copy what you typed, close the form and open it again: then it shows what stands now."
    ),
    Why.WINDOW_OUT_OF_DATE: (
        "Something has changed since you opened this window, so nothing was done. Close it to see how things "
        "stand now."
    ),
    Why.LATE_MESSAGE: (
        "An earlier message of yours came in late, after the card had moved on. It was not counted. "
        "If it still matters, please type it again."
    ),
    Why.NOTHING_TO_UNDO: "No answer of yours stands here, so there is none to take back.",
    Why.NOTHING_ANSWERED: "You have not answered a question here yet. Answer one, then add the reason.",
    Why.DECIDED_NO_CHOOSING: (
        "This is decided. Whoever decided can withdraw that first; then others can be chosen."
    ),
    Why.DECIDED_BY_YOU: "You have decided on this already. To change that, withdraw your decision first.",
    Why.SUBMITTED_MEANWHILE: "This was submitted again meanwhile. Nothing was recorded.",
    Why.ANSWERED_ANEW_MEANWHILE: (
        f"The answer to this question is another one since you opened this. {_SEE_WHETHER_IT_FITS}"
    ),
    Why.OWN_REASON_CHANGED: (
        f"Your own reason for this answer was changed since you opened this. {_SEE_WHETHER_IT_FITS}"
    ),
    Why.SEEN_OTHERWISE_MEANWHILE: (
        "Somebody of the panel said meanwhile that they see it otherwise. Nothing was recorded."
    ),
    Why.RECORDED_MEANWHILE: (
        "Somebody recorded facts for the record meanwhile. Your decision is not recorded yet."
    ),
    Why.LOOK_DAY_MEANWHILE: (
        "Somebody else approved meanwhile, with another day to look again. Nothing was recorded."
    ),
    Why.BEING_CHANGED: ("The team is changing answers just now. You can decide when it is submitted again."),
    Why.WITHDRAWN_ALREADY: "You have withdrawn this decision already.",
    Why.ANSWERS_CHANGED_SINCE: (
        "The team has changed answers since. This decision stays on record as it is; "
        "you can decide on what they submit next."
    ),
    Why.NOTHING_SUBMITTED: "Nothing is submitted yet, so there is nothing to ask about.",
    Why.OVER_NO_ACTION: "This assessment is over. No action can be added to it any more.",
    Why.OVER_NO_OWNER: "This assessment is over. Nobody needs to look after it.",
    Why.OVER_NO_FACTS: "This assessment is over. What is on record for it stands.",
    Why.OVER_NO_VOICES: "This assessment is over. Nobody is asked about it any more.",
    Why.NO_VOICES: "Nobody has answered a question in it.",
    Why.WHOSE_MISSING: "Say who they are, such as: tenants’ panel.",
    Why.WHOSE_IS_A_PERSON: (
        "Say which part they have, without names, mentions or addresses, such as: tenants’ panel."
    ),
    Why.WHOSE_NOT_PLAIN: (
        "Say who they are in plain words, such as: tenants’ panel. Stars, underscores, tildes, backticks "
        "and a dot inside a word are not taken."
    ),
    Why.NO_SHEET: "No facts are kept for the record of this assessment, only its answers.",
    Why.NO_SUCH_GROUP: "These facts are not kept for this assessment. Close this window, and open it again.",
    Why.SHEET_CHANGED: (
        "The sheet of facts was changed while Balance was running, so nothing was saved. Whoever runs "
        "Balance can help: the changed file needs a new version, and Balance a new start."
    ),
    Why.FACT_MISSING: "Say in a few words why. The choice above needs it.",
    Why.NO_SUCH_VALUE: "This cannot be chosen here. Close this window, and open it again.",
    Why.NOT_HERE_TO_RECORD: (
        "People in the channel of this assessment can record facts. You can join them there."
    ),
    Why.SUBJECT_CHANGED: ("What this was about has changed meanwhile. Close this window, and open it again."),
    Why.NOTHING_TO_ACT_ON: (
        "Nothing is rated 1 or 2, nothing is open and there is no condition: nothing to do."
    ),
    Why.NOT_APPROVED: "Only what is approved is looked at again. This assessment is not approved now.",
    Why.LOOK_BEGAN: "Another look has begun already.",
    Why.NOT_DECLINED: "Only what was declined can be started again from its answers.",
    Why.BEGAN_AGAIN: "This was started again already.",
    Why.LOOK_WHY_MISSING: "Say in a few words why it is put off. This stays in History.",
    Why.LOOK_IS_DUE: "The day has come. Look again, or put it off to another day and say why.",
    Why.LOOKER_MISSING: "Choose the person who looks again.",
    Why.LOOKER_GONE: "This person cannot look again: the account is not in use, or is an app's.",
    Why.LOOKER_IS_GUEST: "A guest of this workspace cannot look again for the team. Choose somebody else.",
    Why.LOOKER_OUTSIDE: (
        "This person is not in the channel of this assessment. Invite them there first, or choose somebody "
        "else."
    ),
    Why.LOOK_HAS_NO_DAY: "No day to look again is set. Set one on the summary first.",
    Why.MOVE_CHANNEL_MISSING: "Choose the channel where the team goes on.",
    Why.LOOK_DAY_MISSING: "Choose a day, or choose Never.",
    Why.CHANNEL_MISSING: "Choose the channel where the team works on it.",
    Why.CONDITION_MISSING: "Write at least one condition, or close this and choose Approve.",
    Why.CONDITION_OWNER_MISSING: "Choose who sees to it. Somebody has to, or it will not be met.",
    Why.CONDITION_OWNER_CONFIRMS: (
        "Whoever sets a condition confirms that it is met. So somebody else has to see to it."
    ),
    Why.CONDITION_DAY_MISSING: "Choose the day by which it is to be met.",
    Why.FORM_MISSING: "Tick at least one.",
    Why.CONDITION_NOTE_MISSING: "Say in a few words how it is met, or give a link that shows it.",
    Why.WHAT_IS_MISSING: "Say in a few words what is missing, so that somebody can see to it.",
    Why.NO_SUCH_CONDITION: f"This condition does not stand any more. {_UNCHANGED}",
    Why.CONDITION_NOT_SAID: f"Nobody has said yet that this condition is met. {_UNCHANGED}",
    Why.SAID_IT_THEMSELVES: "You said that it is met, so somebody else has to confirm it.",
    Why.QUESTIONS_MISSING: "Choose at least one question that should be looked at again.",
    Why.WHY_MISSING: "Say in a few words why, so that the team knows what to do.",
    Why.WHY_APPROVED_MISSING: (
        "Say in a sentence why you approve it, knowing what is rated 1 or 2. The record shows this."
    ),
    Why.WITHDRAWAL_WHY_MISSING: "Say in a few words why you withdraw it. The record shows this.",
    Why.QUERY_MISSING: "Write what you would like to know.",
    Why.QUERY_QUESTION_MISSING: "Choose the question that you ask about.",
    Why.ASKS_THEMSELVES: ("You are the person to ask about that one: you gave this answer, or own this."),
    Why.DAY_NOT_TO_COME: "Choose a day that is still to come, or none at all.",
    Why.DAY_IS_PAST: "This day is past. Choose today or a later day.",
    Why.DAY_TOO_FAR: f"Choose a day within the next {YEARS_AHEAD} years.",
    Why.LOOK_DAY_NOT_TO_COME: "Choose a day after today, or choose Never.",
    Why.ERASE_WHY_MISSING: "Say in a few words why it is erased. This is kept.",
    Why.KEEP_DAY_MISSING: "Choose the day until which it is kept at least.",
    Why.KEEP_DAY_NOT_TO_COME: "Choose a day after today.",
    Why.KEEP_WHY_MISSING: "Say in a few words why it is kept longer. This stays in History.",
    Why.NOTHING_TO_KEEP_LONGER: "This assessment is still in use, so nothing erases it by itself.",
    Why.SUBJECT_MISSING: "Choose what this action is about.",
    Why.WHAT_MISSING: "Say what is to be done.",
    Why.WHO_MISSING: "Choose who does it. Somebody has to, or it will not be done.",
    Why.DAY_MISSING: "Choose the day by which it is to be done.",
    Why.NO_SUCH_ACTION: f"This action is not here. {_UNCHANGED}",
    Why.LEADS_MISSING: (
        "Name at least one governance lead. Somebody has to choose who decides where an owner may not."
    ),
    Why.QUIET_HOURS_HALF: "Choose both a beginning and an end of the quiet hours, or neither.",
    Why.QUIET_HOURS_NONE: ("Quiet hours that begin and end at the same hour are none. Choose another hour."),
}


@dataclass(frozen=True, slots=True)
class _Names:
    """How people are named to whoever reads the words. `known`: what they are called, where a mention is not
    drawn."""

    reader: str
    in_form: bool
    known: Mapping[str, str] = field(default_factory=dict)

    def of(self, people: Iterable[str], otherwise: str = "somebody else") -> str:
        """`otherwise` stands for somebody whom plain text cannot name, and where nobody is known."""
        found = [self._one(person, otherwise) for person in people if person]
        return listed(list(dict.fromkeys(found))) or otherwise

    def typed(self, text: str) -> str:
        """Something that was typed, such as a label: plain text needs no escaping."""
        return text if self.in_form else escape(text)

    def _one(self, person: str, otherwise: str) -> str:
        if person == self.reader:
            return "you"
        return self.known.get(person, otherwise) if self.in_form else mention(person)


_NAME_LEADS: Final = "none is named yet. A workspace admin names them under /balance settings."


def _who_sets(refusal: Refusal, names: _Names, otherwise: str) -> str:
    others = [names.of(refusal.people, otherwise)] if refusal.people else []
    return listed(["Workspace admins", *others])


def _only_leads(does: str) -> Callable[[Refusal, _Names], str]:
    return lambda refusal, names: (
        f"Only {names.of(refusal.people, 'governance leads')} can {does}."
        if refusal.people
        else f"Only a governance lead can {does}, and {_NAME_LEADS}"
    )


def _leads_can(refusal: Refusal, names: _Names) -> str:
    if not refusal.people:
        return f"A governance lead can, and {_NAME_LEADS}"
    return f"{_capital(names.of(refusal.people, 'the governance leads'))} can."


def _replaced_elsewhere(refusal: Refusal, names: _Names) -> str:
    said = "Who decides on this was changed after it was submitted. In that channel, only"
    if not refusal.people:
        return f"{said} governance leads may do that, and {_NAME_LEADS}"
    who = names.of(refusal.people, "governance leads")
    return f"{said} {who} may do that. Ask them to choose who decides first, then move it."


def _owner_does_not_confirm(refusal: Refusal, names: _Names) -> str:
    said = "You own this assessment, so somebody else has to look at whether its conditions are met"
    if not refusal.people:
        return f"{said}. A governance lead can, and {_NAME_LEADS}"
    return f"{said}: {names.of(refusal.people, 'a governance lead')}."


def _only_owner(does: str) -> Callable[[Refusal, _Names], str]:
    return lambda refusal, names: f"Only {names.of(refusal.people, 'its owner')} can {does}."


def _who_can(refusal: Refusal, names: _Names) -> str:
    """Who can decide instead, or who can change that nobody can."""
    if refusal.people:
        return f"{names.of(refusal.people, 'the other reviewers')} can."
    return f"{names.of([refusal.owner], 'its owner')} can choose another reviewer."


def _own_work(refusal: Refusal, names: _Names) -> str:
    chosen = "somebody whom you chose"
    if not refusal.parts:
        who = names.of(refusal.people, chosen)
        return f"{who} cannot decide here. Nobody decides on what they own or answer."
    did = [f"{names.of([part.person], chosen)} {_part(part, names)}" for part in refusal.parts]
    who = "you" if names.reader in refusal.people else "they"
    return f"{listed(did)}, so {who} cannot decide here."


def _part(own: OwnPart, names: _Names) -> str:
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


def _answered_here(refusal: Refusal, names: _Names) -> str:
    own = [_part(part, names) for part in refusal.parts]
    did = listed(own) or "answer questions here"
    return f"You {did}, so you cannot decide on it. {_capital(_who_can(refusal, names))}"


def _changed_meanwhile(refusal: Refusal, names: _Names) -> str:
    now = refusal.answer.word if refusal.answer else "another one"
    who = names.of(refusal.people) if refusal.people else ""
    changed = f"{who} changed this answer meanwhile" if who else "Something was changed here meanwhile"
    return f"{changed}: the answer is {now} now. {_SEE_WHETHER_IT_FITS}"


def _decisions_changed(refusal: Refusal, names: _Names) -> str:
    now = "No decision stands now."
    if refusal.people:
        now = f"So far, {names.of(refusal.people)} decided."
    return f"The decisions on this changed since you opened this window, so nothing was done yet. {now}"


def _answered_before(refusal: Refusal, names: _Names) -> str:
    label = names.typed(refusal.questions[0].label)
    answer = refusal.answer.word if refusal.answer else ""
    who = names.of(refusal.people)
    return f"{who} answered this question already: {answer} for “{label}”. That answer stands."


def _answered_anew(refusal: Refusal, names: _Names) -> str:
    label = names.typed(refusal.questions[0].label)
    answer = refusal.answer.word if refusal.answer else "another one"
    return (
        f"{names.of(refusal.people)} has changed the answer that you gave last: “{label}” is {answer} now. "
        "So nothing was saved or changed."
    )


def _asked_about_another(refusal: Refusal, names: _Names) -> str:
    label = names.typed(refusal.questions[0].label)
    answer = refusal.answer.word if refusal.answer else "not answered"
    who = f", by {names.of(refusal.people)}" if refusal.people else ""
    return (
        "Another answer, or another reason for it, was submitted since you opened this: "
        f"“{label}” is {answer} now{who}. Nothing was asked yet. If your question still fits, send it again."
    )


def _same_moment(refusal: Refusal, names: _Names) -> str:
    came = "Your message came in the same moment as a click, so it was not counted:"
    if not refusal.questions:
        return f"{came} it is not clear what it was for. If you still mean it, please type it again."
    return (
        f"{came} it is not clear which question it was for. The question now is "
        f"“{names.typed(refusal.questions[0].label)}”. If you meant that one, please type it again."
    )


def _no_own_decision(refusal: Refusal, names: _Names) -> str:
    who = f"Only {names.of(refusal.people)} can." if refusal.people else "There is none."
    return f"You have no decision here that you could withdraw. {who}"


def _only_these_confirm(refusal: Refusal, names: _Names) -> str:
    if not refusal.people:
        return (
            "Whoever set this condition has left, and there is no governance lead to look at it for them. A "
            "workspace admin can name one."
        )
    who = names.of(refusal.people, "whoever set this condition")
    return f"Only {who} can do this: whoever sets a condition also looks at whether it is met."


def _sees_to_it(refusal: Refusal, names: _Names) -> str:
    if not refusal.people:
        return (
            "You see to this condition, and nobody else can confirm that it is met. Choose Change and give "
            "it to somebody else, or ask a workspace admin to name another governance lead."
        )
    who = names.of(refusal.people, "a governance lead")
    return f"You see to this condition, so somebody else has to look at whether it is met: {who}."


def _title_length(refusal: Refusal, _names: _Names) -> str:
    has = f"This one has {refusal.length}." if refusal.length else "This one is empty."
    return f"A title has {TITLE_MIN} to {TITLE_MAX} characters. {has}"


def _to_tick(refusal: Refusal, names: _Names) -> str:
    labels = listed([names.typed(question.label) for question in refusal.questions])
    return f"Tick each of them before you approve. Still to tick: {labels}."


def _answer_too_long(what: str) -> Callable[[Refusal, _Names], str]:
    return lambda refusal, _names: (
        f"The {what} can have up to {refusal.most:,} characters. This one has {refusal.length:,}. "
        "Nothing is saved yet. Please shorten it."
    )


_TOLD: Final[Mapping[Why, Callable[[Refusal, _Names], str]]] = {
    Why.NO_QUESTION_OF_THIS_NUMBER: lambda refusal, names: (
        f"There is no question {refusal.length}. They run from 1 to {refusal.most}. {_UNCHANGED}"
    ),
    Why.REASON_OF_ANOTHER: lambda refusal, names: (
        f"Your reason was for question {refusal.length}, {names.typed(refusal.questions[0].label)}, which is "
        "not being asked now. Nothing was saved. To say that it does not apply, type go to question "
        f"{refusal.length}, and then n/a because … with the reason."
    ),
    Why.REASON_OF_WHICH: lambda refusal, names: (
        f"Your reason may be for question {refusal.length}, {names.typed(refusal.questions[0].label)}, which "
        "a colleague went back to, or for the one that you answered last. Nothing was saved. Type go to "
        "question with its number first, and then because … with the reason."
    ),
    Why.NAMES_ANOTHER: lambda refusal, names: (
        f"Your words are about question {refusal.length}, {names.typed(refusal.questions[0].label)}, and "
        "another one is being asked. Nothing was saved. To answer it, type go to question "
        f"{refusal.length} first."
    ),
    Why.PANEL_SIZE: lambda refusal, names: (
        f"Choose {FEWEST} to {refusal.most} people who answer alone. You chose {refusal.length}."
    ),
    Why.NAMELESS_WITH_SO_FEW: lambda refusal, names: (
        "These people were told that no names stand beside ratings. With fewer than "
        f"{refusal.most} it could be guessed who said what. Keep at least {refusal.most}."
    ),
    Why.TOO_FEW_DONE: lambda refusal, names: (
        f"At least {refusal.most} people must be done. Of this panel, {refusal.length} "
        f"{'is' if refusal.length == 1 else 'are'}. Nothing was revealed."
    ),
    Why.BEING_RATED_AGAIN: lambda refusal, names: (
        f"{listed([names.typed(one.label) for one in refusal.questions])} is being rated again, alone. It is "
        "settled after that."
    ),
    Why.SETTLED_WITHOUT_REASON: lambda refusal, names: (
        "Please give a reason first. The middle of the panel's ratings lies between two levels for "
        f"{listed([names.typed(one.label) for one in refusal.questions])}. Readers will ask why you chose "
        "this one."
    ),
    Why.NOT_IN_PANEL: lambda refusal, names: (
        f"You were not asked to answer alone. {_capital(names.of(refusal.people, 'its owner'))} chose who is."
    ),
    Why.ONLY_OWNER_CONVENES: _only_owner("have people answer alone first"),
    Why.ONLY_OWNER_REVEALS: _only_owner("reveal the answers before all are done"),
    Why.PERSON_NOT_KNOWN_NOW: lambda refusal, names: (
        f"Slack does not say just now whether {names.of(refusal.people, 'this person')} is still here, so "
        "nothing was done. Please try again in a moment."
    ),
    Why.REASON_TOO_LONG: _answer_too_long("reason"),
    Why.EVIDENCE_TOO_LONG: _answer_too_long("evidence"),
    Why.NOT_CHOSEN_TO_ANSWER: lambda refusal, names: (
        f"The people who answer here were chosen at the start: {names.of(refusal.people, 'others')}. "
        "You can read along."
    ),
    Why.NOT_CHOSEN_TO_RECORD: lambda refusal, names: (
        f"Facts are recorded by who answers and who decides: {names.of(refusal.people, 'others')}. "
        "You can read along."
    ),
    Why.FACT_CHANGED: lambda refusal, names: (
        f"{names.of(refusal.people)} recorded something here meanwhile. Nothing was saved."
    ),
    Why.ONLY_OWNER_INVITES: _only_owner("invite others, and bring in what they answered"),
    Why.VOICES_THERE: lambda refusal, _names: (
        f"These answers were brought in already{f' on {day(refusal.day)}' if refusal.day else ''}. "
        f"{_UNCHANGED}"
    ),
    Why.WHOSE_TOO_LONG: lambda refusal, _names: (
        f"Who they are can have up to {refusal.most} characters. This has {refusal.length:,}."
    ),
    Why.VOICE_TOO_LONG: lambda refusal, _names: (
        f"What somebody wrote for a question can have up to {refusal.most} characters. This has "
        f"{refusal.length:,}."
    ),
    Why.TOO_MANY_VOICES: lambda refusal, _names: (
        f"A group can have up to {refusal.most} people. This one has {refusal.length:,}."
    ),
    Why.TOO_MANY_GROUPS: lambda refusal, _names: (
        f"An assessment can have up to {refusal.most} groups from outside, and this one has them."
    ),
    Why.ONLY_OWNER_ABANDONS: _only_owner("abandon this assessment"),
    Why.ONLY_OWNER_DESCRIBES: _only_owner("change its title, its description and who answers"),
    Why.ONLY_OWNER_MOVES: _only_owner("move this assessment"),
    Why.ONLY_OWNER_HANDS_OVER: _only_owner("hand this assessment over"),
    Why.ONLY_OWNER_CHOOSES: _only_owner("choose who decides"),
    Why.ONLY_LEADS_CHOOSE: lambda refusal, names: (
        f"By the rules here, the owner does not choose who decides. {_leads_can(refusal, names)}"
    ),
    Why.ONLY_LEADS_REPLACE: lambda refusal, names: (
        "This is submitted. By the rules that it was submitted under, its owner cannot change who decides. "
        f"{_leads_can(refusal, names)}"
    ),
    Why.REPLACED_ELSEWHERE: _replaced_elsewhere,
    Why.MUST_DECIDE: lambda refusal, names: (
        f"{names.of(refusal.people, 'somebody whom you left out')} must always decide here, by the rules. "
        "Please do not leave them out."
    ),
    Why.ONLY_THESE_SET_WORKSPACE: lambda refusal, names: (
        f"{_who_sets(refusal, names, 'governance leads')} can change the rules of this workspace."
    ),
    Why.ONLY_THESE_CLOSE: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'its owner and its reviewers')} can close this assessment."
    ),
    Why.ONLY_THESE_TICK: lambda refusal, names: (
        f"{names.of(refusal.people[:1])} does this. They can tick it off, and so can "
        f"{names.of(refusal.people[1:], 'its owner')} and the reviewers."
    ),
    Why.ONLY_THESE_MEET: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'whoever sees to it')} can say that this condition is met."
    ),
    Why.ONLY_THESE_CONFIRM: _only_these_confirm,
    Why.SEES_TO_IT: _sees_to_it,
    Why.OWNER_DOES_NOT_CONFIRM: _owner_does_not_confirm,
    Why.ONLY_THESE_LOOK_AGAIN: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'its owner')} and the reviewers can look again, or change the day "
        "of that."
    ),
    Why.ONLY_LEADS_ERASE: _only_leads("erase an assessment"),
    Why.ONLY_LEADS_SET_RETENTION: _only_leads("say how long assessments are kept"),
    Why.ONLY_THESE_KEEP: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'its owner and the governance leads')} can keep this longer."
    ),
    Why.ERASED_ALREADY: lambda refusal, _names: (
        f"This assessment was erased{f' on {day(refusal.day)}' if refusal.day else ''}."
    ),
    Why.KEPT_SO_LONG_ALREADY: lambda refusal, _names: (
        f"It is kept until {day(refusal.day) if refusal.day else 'then'} as it is. Choose a later day."
    ),
    Why.ONLY_THESE_GIVE_LOOK: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'its owner and those who approved it')} and the governance leads "
        "can give another look to somebody else."
    ),
    Why.ONLY_THESE_START: lambda refusal, names: (
        f"In this channel, {names.of(refusal.people, 'only some people')} can start an assessment. Ask one "
        "of them, or choose another channel."
    ),
    Why.ONLY_THESE_SET: lambda refusal, names: (
        f"{_who_sets(refusal, names, 'whoever invited Balance')} can change the settings of this channel."
    ),
    Why.ONLY_THESE_DECIDE: lambda refusal, names: (
        f"Only those who were chosen can decide on this. {_capital(_who_can(refusal, names))}"
    ),
    Why.OWNS_IT: lambda refusal, names: (
        f"You own this assessment, so you cannot decide on it. {_capital(_who_can(refusal, names))}"
    ),
    Why.ANSWERED_HERE: _answered_here,
    Why.NOBODY_CHOSEN: lambda refusal, names: (
        f"Nobody is chosen to decide yet. {_capital(names.of([refusal.owner], 'its owner'))} can choose: the "
        "menu is on the first message, in the channel."
    ),
    Why.ONLY_THESE_TAKE_BACK: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'whoever added it')} can take this back."
    ),
    Why.EVIDENCE_THERE: lambda refusal, names: (
        f"{names.of(refusal.people)} added this already, for this question. Nothing was saved."
    ),
    Why.TOO_MUCH_EVIDENCE: lambda refusal, _names: (
        f"One question can have up to {refusal.most} pieces of evidence. Take one back first, or give a link "
        "to a page that lists them."
    ),
    Why.ONLY_MAKER_WITHDRAWS: lambda refusal, names: (
        f"Only {names.of(refusal.people, 'whoever made it')} can withdraw this decision."
    ),
    Why.NO_OWN_DECISION: _no_own_decision,
    Why.OWN_WORK: _own_work,
    Why.DECIDES_ON_IT: lambda refusal, names: (
        f"{names.of(refusal.people, 'Somebody whom you chose')} decides on this, and nobody decides on what "
        "they answer. Please leave them out of who answers."
    ),
    Why.REVIEWERS_CHANGED: lambda refusal, names: (
        "Who decides was changed since you opened this form: now it is "
        f"{names.of(refusal.people, 'others') if refusal.people else 'nobody'}. Nothing of yours was saved. "
        "Close the form and open it again."
    ),
    Why.DECISIONS_CHANGED: _decisions_changed,
    Why.CHANGED_MEANWHILE: _changed_meanwhile,
    Why.ANSWERED_BEFORE: _answered_before,
    Why.ANSWERED_ANEW: _answered_anew,
    Why.ANSWERED_AT_ONCE: lambda refusal, _: (
        f"You answered {refusal.most} questions at once, so it is not clear which one you mean. Nothing was "
        "changed. Go to the question first: at the review, choose it in the menu."
    ),
    Why.ASKED_ABOUT_ANOTHER: _asked_about_another,
    Why.SAME_MOMENT: _same_moment,
    Why.DECIDED_BY: lambda refusal, names: (
        f"This is decided already, by {names.of(refusal.people)}. Nothing was recorded."
    ),
    Why.TICKED_BY: lambda refusal, names: f"{names.of(refusal.people)} ticked this off already.",
    Why.TICKED_SINCE: lambda refusal, names: (
        f"{names.of(refusal.people, 'Somebody')} ticked this off since you opened this. Nothing was changed. "
        "Below is how it stands now."
    ),
    Why.CONDITION_CHANGED: lambda refusal, names: (
        f"{names.of(refusal.people)} changed this condition meanwhile. Open Conditions again to see it."
    ),
    Why.CONDITION_CONFIRMED: lambda refusal, names: (
        f"{names.of(refusal.people)} confirmed already that this condition is met."
    ),
    Why.CONDITION_SAID: lambda refusal, names: (
        f"{names.of(refusal.people)} said meanwhile that this condition is met. Open Conditions again to see "
        "it."
    ),
    Why.LOOK_NOT_DUE: lambda refusal, _names: (
        f"The day to look again is {day(refusal.day) if refusal.day else 'still to come'}. "
        "It can be changed on the summary."
    ),
    Why.TITLE_LENGTH: _title_length,
    Why.TOO_LONG: lambda refusal, _names: (
        f"Please use up to {refusal.most:,} characters. This text has {refusal.length:,}."
    ),
    Why.TOO_MANY_CONDITIONS: lambda refusal, _names: (
        f"Up to {refusal.most} conditions. These are {refusal.length}."
    ),
    Why.TO_TICK: _to_tick,
    Why.TOO_MANY_ACTIONS: lambda refusal, _names: (
        f"There are {refusal.most} open actions already. Tick some of them off first."
    ),
    Why.LOOKER_REVIEWS: lambda refusal, names: (
        f"{names.of(refusal.people, 'This person')} decides on this assessment, or must always decide here. "
        "Whoever looks again owns the new one, and nobody decides on their own. Choose somebody else."
    ),
    Why.HEIR_REVIEWS: lambda refusal, names: (
        f"{names.of(refusal.people, 'This person')} decides on this assessment, or has decided on it, and "
        "nobody decides on their own. Choose somebody else."
    ),
}


def words(
    refusal: Refusal, reader: str, *, in_form: bool = False, names: Mapping[str, str] | None = None
) -> str:
    """Why it was not done, in plain words for `reader`. `in_form`: Slack draws no mention there, so that
    only those are named of whom `names` says what they are called."""
    if refusal.why in _PLAIN:
        return _PLAIN[refusal.why]
    return _capital(_TOLD[refusal.why](refusal, _Names(reader, in_form, names or {})))


def why_words(why: Why) -> str:
    """The words for a reason that is about nobody and nothing in particular."""
    return _PLAIN[why]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
