"""The record as files: which, and where to; and what comes with them."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from bot.cards import blocks, fields
from bot.cards.callbacks import Ref, View
from bot.cards.text import escape, in_quotes, listed, unlinked, unmarked
from bot.cards.words import with_reference
from flows.assessment import Assessment

FORM, NAMES, WHERE = "export_form", "export_names", "export_where"
"""The fields of the window."""
TO_ME, TO_THREAD = "me", "thread"
WITHOUT_NAMES = "without"
_IN_THE_LOG: Final = "Whoever runs Balance finds the reason in its log."
FORMS: Final = {
    "pdf": ("PDF", "To file, print or send on"),
    "html": ("Web page", "To publish, or to read on a phone"),
    "ods": ("Spreadsheet", "A row for each answer"),
    "json": ("Data", "Everything, for another computer"),
}
"""What can be asked for, with what it is called and for."""
NOTHING_SENT: Final = "Nothing was sent."
"""Before the reason, where files that were asked for may no longer be sent once they are made."""


class Unsent(Enum):
    """Why files did not come, in words for who waits for them."""

    NOT_ALLOWED = "Balance may not send files in this workspace. A Slack admin can allow it (files:write)."
    NOT_TAKEN = "Slack did not take the files just now. Please try again in a moment."
    NO_STORE = "Balance’s database cannot be used just now. Please try again in a moment."
    UNEXPECTED = "Something went wrong. Please try again."


def form(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    """Everything in it has an answer already: most people only press the button."""
    kinds = [blocks.option(label, form, why) for form, (label, why) in FORMS.items()]
    names = [blocks.option("Leave names out", WITHOUT_NAMES, "People become Person 1, Person 2 and so on")]
    places = [
        blocks.option("Only to me", TO_ME, "As a direct message"),
        blocks.option("Into the thread", TO_THREAD, "For everybody in the channel"),
    ]
    return blocks.modal(
        "Export the record",
        View.EXPORT,
        [
            blocks.typed(assessment.title),
            fields.boxes("As", FORM, kinds, ticked=("pdf",)),
            fields.boxes("Names", NAMES, names, optional=True),
            fields.radio("Where to", WHERE, places, TO_ME),
        ],
        submit="Export",
        metadata=ref.encode(),
    )


def being_made(where: str) -> dict[str, Any]:
    place = "in the thread" if where == TO_THREAD else "as a direct message"
    return blocks.modal("Export the record", View.READ, [blocks.section(f"It comes {place} in a moment.")])


def names_of(forms: Iterable[str]) -> str:
    return listed([FORMS[form][0] for form in forms])


def comment(
    assessment: Assessment, where: str, missing: Iterable[str], reference: str, *, without_names: bool
) -> str:
    """What stands with the files. To a person it does not say the title: when the assessment is erased, the
    files go, and these words stay."""
    names = ", without names" if without_names else ""
    what = _of(assessment) if where == TO_THREAD else "The record you asked for"
    words = f"{what}{names}."
    if lacking := names_of(missing):
        words += f" {with_reference(f'It could not be made as {lacking}. {_IN_THE_LOG}', reference)}"
    return words


def _of(assessment: Assessment) -> str:
    return f"The record of {escape(in_quotes(unlinked(unmarked(assessment.title))))}"


def not_sent(assessment: Assessment, why: Unsent) -> str:
    """To who asked for it."""
    command = f"`balance export {assessment.id} --to FOLDER`"
    return (
        f"{_of(assessment)} could not be sent. {why.value} Whoever runs Balance can "
        f"make it as well: {command}."
    )


def not_made(assessment: Assessment, forms: Iterable[str], reference: str) -> str:
    words = (
        f"{_of(assessment)} could not be made as {names_of(forms)}. Nothing in it was changed. {_IN_THE_LOG}"
    )
    return with_reference(words, reference)
