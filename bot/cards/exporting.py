"""The record as files: which, and where to; and what comes with them."""

from collections.abc import Iterable
from typing import Any, Final

from bot.cards import blocks, fields
from bot.cards.callbacks import Ref, View
from bot.cards.card import Card
from bot.cards.text import escape, listed
from flows.assessment import Assessment

FORM, NAMES, WHERE = "export_form", "export_names", "export_where"
"""The fields of the window."""
TO_ME, TO_THREAD = "me", "thread"
WITHOUT_NAMES = "without"
FORMS: Final = {
    "pdf": ("PDF", "To file, print or send on"),
    "html": ("Web page", "To publish, or to read on a phone"),
    "ods": ("Spreadsheet", "A row for each answer"),
    "json": ("Data", "Everything, for another computer"),
}
"""What can be asked for, with what it is called and for."""


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


def comment(assessment: Assessment, *, without_names: bool, missing: Iterable[str]) -> str:
    """What stands with the files."""
    names = ", without names" if without_names else ""
    words = f"The record of “{escape(assessment.title)}”{names}."
    if lacking := names_of(missing):
        words += f" It could not be made as {lacking}. Whoever runs Balance finds the reason in its log."
    return words


def not_sent(assessment: Assessment, *, may_send: bool) -> Card:
    """To who asked for it."""
    command = f"`balance export {assessment.id} --to FOLDER`"
    why = (
        "Slack did not take the files just now. Please try again in a moment."
        if may_send
        else "Balance may not send files in this workspace. A Slack admin can allow it (files:write)."
    )
    words = f"The record of “{escape(assessment.title)}” could not be sent. {why} Whoever runs Balance can "
    words += f"make it as well: {command}."
    return Card(words, [blocks.section(words)])


def not_made(assessment: Assessment) -> Card:
    words = (
        f"The record of “{escape(assessment.title)}” could not be made. Nothing in it was changed. Whoever "
        "runs Balance finds the reason in its log."
    )
    return Card(words, [blocks.section(words)])
