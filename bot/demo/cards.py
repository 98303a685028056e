"""Which card of Balance a message is, told by what can be done on it: the words on a card may change."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.cards.callbacks import Do, Ref, read_menu_value
from bot.sandbox.errors import CannotAct
from bot.sandbox.people.person import Person
from bot.sandbox.world import Message
from bot.sandbox.world.forms import interactive, options_of
from bot.sandbox.world.types import Json
from bot.slack.client import EVENT_TYPE


class CardKind(StrEnum):
    """What stands in the thread of an assessment and can be used."""

    HEADLINE = "headline"
    ALONE = "alone"
    REVEALED = "revealed"
    QUESTION = "question"
    REVIEW = "review"
    PAUSED = "paused"
    CHANGES = "changes"
    SUMMARY = "summary"


LIVING = {CardKind.ALONE, CardKind.QUESTION, CardKind.REVIEW, CardKind.PAUSED, CardKind.CHANGES}
"""What the one living card can be, until it is submitted."""

_TOLD_BY: Mapping[str, CardKind] = {
    Do.ALL_ANSWERS: CardKind.SUMMARY,
    f"{Do.RATE}_1": CardKind.QUESTION,
    Do.SUBMIT: CardKind.REVIEW,
    Do.BALLOT_DONE: CardKind.REVIEW,
    Do.DISSENT: CardKind.REVEALED,
    Do.REVEAL: CardKind.ALONE,
    Do.ABANDON: CardKind.PAUSED,
    # Of the two cards with a way to go on, the one that nothing can be abandoned on.
    Do.RESUME: CardKind.CHANGES,
    Do.MORE: CardKind.HEADLINE,
}

OFFERS = tuple(f"{Do.OFFER}_{number}" for number in (1, 2))

ACTIONS: Mapping[str, str] = {
    **{do.value: do.value for do in Do if do not in (Do.RATE, Do.OFFER)},
    **{offer: offer for offer in OFFERS},
    **{str(rating): rate for rating in range(1, 6) for rate in [f"{Do.RATE}_{rating}"]},
}
"""What a script calls a button, and its action_id: a rating by its number, an offer by its place."""


def kind_of(message: Message) -> CardKind | None:
    """None for what cannot be used, and for what Balance says once and does not keep up to date."""
    if message.metadata is None or message.metadata["event_type"] != EVENT_TYPE:
        return None
    there = {element["action_id"] for _, element in interactive(message.blocks)}
    # While a question is rated again, how the panel answered it stands beside a way to reveal.
    if Do.REVEAL in there and Do.BALLOT not in there:
        return CardKind.REVEALED
    # Where a look is due and a condition is not met, all answers are in the menu of the summary.
    if {Do.CONDITIONS, Do.MORE} <= there:
        return CardKind.SUMMARY
    return next((kind for action, kind in _TOLD_BY.items() if action in there), None)


def ref_of(message: Message) -> Ref:
    """The assessment that a card is about, and the turn at which it was drawn."""
    _, element = next(interactive(message.blocks))
    return _carried(element.get("value") or options_of(element)[0]["value"])


def question_of(message: Message) -> str:
    """The id of the question that a card asks; empty for any other card."""
    carried = (
        Ref.decode(element["value"]).question
        for _, element in interactive(message.blocks)
        if element["action_id"] == f"{Do.RATE}_1"
    )
    return next(carried, "")


async def use(person: Person, message: Message, name: str, *, confirm: bool | None = None) -> None:
    """Click what a script calls by this name, or choose it in the menu of a card. Raises ActFailed."""
    block, element, option = found_on(message, name)
    await person.clicks.element(message, block, element, option and option["value"], confirm=confirm)


def found_on(message: Message, name: str, about: str = "") -> tuple[Json, Json, Json | None]:
    """What a script calls by this name: its block and the button; or its block, a menu of things to do, and
    the option. `about`: for which question, where there is a button for each. Raises CannotAct."""
    action = ACTIONS[name]
    for block, element in interactive(message.blocks):
        if element["action_id"] == action and (not about or _is_about(element["value"], about)):
            return block, element, None
        if element["action_id"] == Do.MORE:
            for option in options_of(element):
                if read_menu_value(option["value"])[0] == action:
                    return block, element, option
    raise CannotAct(f"There is no “{name}” here.")


def offered_by(messages: Iterable[Message], name: str, about: str = "") -> Message | None:
    """The last of these on which this can be done."""
    return next((message for message in reversed([*messages]) if _offers(message, name, about)), None)


def _offers(message: Message, name: str, about: str) -> bool:
    try:
        found_on(message, name, about)
    except CannotAct:
        return False
    return True


def option_about(element: Json, question: str) -> Json | None:
    """The choice in a menu or a list of boxes that is about this question."""
    return next((option for option in options_of(element) if _is_about(option["value"], question)), None)


def _is_about(value: str, question: str) -> bool:
    return value == question or ("|" in value and _carried(value).question == question)


def _carried(value: str) -> Ref:
    """What a button carries, or an option of a menu, which names its action as well."""
    _, of_option = read_menu_value(value)
    return Ref.decode(of_option or value)
