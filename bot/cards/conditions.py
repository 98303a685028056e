"""The window of all conditions of an approval, with what its reader can do; and its forms."""

from datetime import date
from typing import Any

from bot.cards import blocks, fields
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.condition_words import counted_words, held_up, state_words, terms_words
from bot.cards.menus import MenuItem
from bot.cards.text import shorten
from bot.cards.words import quoted
from flows import conditions
from flows.assessment import Assessment
from flows.condition import BY, OWNER, WHEN, Terms
from flows.conditions import Confirmers, InForce
from flows.typed import WORDS_MAX

FIRST, LATER = "before_sharing", "by_the_day"
NOTE, MISSING = "note", "missing"
"""The fields of the forms, see also flows/condition.py."""
FEW, MOST = 8, 24
"""So many stand there with every word, and so many at all: of the hundred blocks that a window may have, each
takes four, and more where its text is long."""
MOST_WORDS = 30_000
"""Characters that all that was said of them may take in the window."""
SPOKEN = 60
NONE = "No conditions stand just now."
_WHEN = {FIRST: "Before sharing starts", LATER: "By the day"}


def offers(assessment: Assessment) -> list[MenuItem]:
    """For the summary."""
    found = conditions.in_force(assessment)
    return [MenuItem("Conditions", Do.CONDITIONS, Ref.of(assessment))] if found else []


def waits_for_some(assessment: Assessment) -> bool:
    """Whether one of them is not met, as far as that is recorded."""
    counted = conditions.counted(assessment)
    return counted is not None and counted.met < counted.total


def everything(
    assessment: Assessment, ref: Ref, person: str, others: Confirmers, today: date, said: str = ""
) -> dict[str, Any]:
    """All of them, those that are met last. `others`: who stands in for whoever set one; `said`: what the
    person is told about the last click here."""
    numbered = [*enumerate(conditions.in_force(assessment), start=1)]
    found = sorted(numbered, key=lambda one: bool(one[1].condition.confirmed))
    counted = conditions.counted(assessment)
    head = f"{counted_words(counted)}. {held_up(assessment, today)}" if counted else NONE
    drawn: list[Block] = [blocks.section(said)] if said else []
    drawn += [blocks.typed(assessment.title), blocks.section(head.strip())]
    limit, whole = MOST_WORDS // max(1, min(MOST, len(found))), len(found) <= FEW
    for number, one in found[:MOST]:
        # The thread tells them by their numbers.
        place = f"{number}. " if len(found) > 1 else ""
        drawn += [
            blocks.divider(),
            *_text(place, one.condition.text, whole=whole),
            _facts(one, today, limit),
            *_buttons(assessment, one, ref, person, others),
        ]
    if (more := len(found) - MOST) > 0:
        drawn.append(blocks.context(f"And {more} more, which are listed once some of these are met."))
    return blocks.modal("Conditions", View.READ, drawn, metadata=ref.encode())


def meet(one: InForce, ref: Ref) -> dict[str, Any]:
    """The form in which somebody says that a condition is met."""
    hint = f"A note, or a link to what shows it. Up to {WORDS_MAX:,} characters."
    field = fields.text("How is it met?", NOTE, multiline=True, hint=hint)
    return _form("Mark met", View.MEET_CONDITION, one, ref, [field], submit="Mark met")


def send_back(one: InForce, ref: Ref) -> dict[str, Any]:
    """The form in which somebody says what is missing."""
    field = fields.text("What is missing?", MISSING, multiline=True, hint=f"Up to {WORDS_MAX:,} characters.")
    return _form("What is missing", View.SEND_BACK_CONDITION, one, ref, [field], submit="Send back")


def change(one: InForce, ref: Ref) -> dict[str, Any]:
    """The form in which who sees to it, and by when, is changed."""
    asked = terms_fields(one.condition.terms)
    return _form("Change condition", View.CONDITION_TERMS, one, ref, asked, submit="Save")


def terms_fields(terms: Terms | None = None, *, owner: str = "", by: date | None = None) -> list[Block]:
    """Who sees to a condition, by when, and what it holds up: as it is, else as `owner` and `by` offer it."""
    options = [blocks.option(words, value) for value, words in _WHEN.items()]
    holds_up = terms.before_sharing if terms else True
    return [
        fields.person(
            "Who sees to it?",
            OWNER,
            placeholder="Choose a person",
            initial=terms.owner if terms else owner,
            hint="Somebody other than you, because you confirm that it is met.",
        ),
        fields.day("By when?", BY, initial=terms.by if terms else by, hint="Today or a later day."),
        fields.radio("When must it be met?", WHEN, options, FIRST if holds_up else LATER),
    ]


def _form(
    title: str, view: View, one: InForce, ref: Ref, asked: list[Block], *, submit: str
) -> dict[str, Any]:
    drawn = [*_text("", one.condition.text, whole=True), *asked]
    return blocks.modal(title, view, drawn, metadata=_bound(one, ref), submit=submit)


def _bound(one: InForce, ref: Ref) -> str:
    """What a form or a button carries: the condition, and how it stood when this was drawn."""
    return Ref(ref.assessment, ref.turn, one.key, ref.channel, seen=one.condition.mark).encode()


def _text(head: str, text: str, *, whole: bool) -> list[Block]:
    """What it asks for, in quotes: what stands below it is ours. Not `whole`: in one block."""
    drawn = blocks.typed_quotes([(head, text)])
    if whole or len(drawn) == 1:
        return drawn
    return [blocks.typed(f"{head}{quoted(text, blocks.SECTION_LIMIT // 6)}")]


def _facts(one: InForce, today: date, limit: int) -> Block:
    """Who sees to it and how far it is, with what was said last."""
    latest = one.condition.sent_back or one.condition.said
    words = [blocks.plain(quoted(latest.words, limit))] if latest and latest.words else []
    ours = f"{terms_words(one.condition, today)} {state_words(one)}"
    return blocks.context_of(blocks.mrkdwn(ours), *words)


def _buttons(assessment: Assessment, one: InForce, ref: Ref, person: str, others: Confirmers) -> list[Block]:
    value = _bound(one, ref)
    what = shorten(" ".join(one.condition.text.split()), SPOKEN)

    def button(label: str, do: Do, style: str | None = None) -> dict[str, Any]:
        return blocks.button(label, do, value, style=style, spoken=f"{label}: {what}")

    drawn = []
    if conditions.may_meet(assessment, one, person):
        drawn.append(button("Mark met", Do.MEET_CONDITION, "primary"))
    if conditions.may_confirm(assessment, one, person, others):
        drawn.append(button("Confirm", Do.CONFIRM_CONDITION, "primary"))
        drawn.append(button("Say what is missing", Do.SEND_BACK_CONDITION))
    if conditions.may_change(assessment, one, person, others):
        drawn.append(button("Change", Do.CONDITION_TERMS))
    return [blocks.actions(*drawn)] if drawn else []
