"""Inviting people who are not in Slack, and bringing in what they answered."""

from typing import Any, Final

from bot.cards import blocks, fields
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Card
from bot.cards.exporting import TO_ME, TO_THREAD, Unsent
from bot.cards.menus import MenuItem
from bot.cards.text import count, escape
from bot.cards.voices import role
from flows.assessment import Assessment
from flows.voices import Voices

LABEL: Final = "Invite others"
WHOSE, WHERE = "invite_whose", "invite_where"
"""The fields of the window."""
_ABOUT: Final = (
    "For people who are not in Slack, such as a tenants’ panel. You get a page that they print, or fill in "
    "without internet, and a spreadsheet with a row for each person. The page shows the title, what is "
    "shared and who gets it. Drop what comes back in the thread, all files of one group in one message. "
    "Their answers stand beside the team’s, without names, and are never mixed with them."
)
MOST_AT_ONCE: Final = 10
"""Files that a person can send in one message, by Slack's limit."""
_ONE_ALONE: Final = (
    "Are there more files of this group? Choose No, and drop all files of the group in one message."
)
_AS_MANY: Final = (
    f"Slack sends {MOST_AT_ONCE} files at once. Are there more of this group? Choose No, put the texts one "
    "below the other into one text file, and drop that."
)


def offers(assessment: Assessment) -> list[MenuItem]:
    """For menus, until it is over."""
    return [] if assessment.is_over else [MenuItem(LABEL, Do.INVITE, Ref.of(assessment))]


def form(assessment: Assessment, ref: Ref) -> dict[str, Any]:
    places = [
        blocks.option("Only to me", TO_ME, "As a direct message"),
        blocks.option("Into the thread", TO_THREAD, "For everybody in the channel"),
    ]
    return blocks.modal(
        LABEL,
        View.INVITE,
        [
            blocks.typed(assessment.title),
            blocks.section(_ABOUT),
            fields.text("Who are they?", WHOSE, placeholder="Tenants’ panel", hint="Without names."),
            fields.radio("Where to", WHERE, places, TO_ME),
        ],
        submit="Make the form",
        metadata=ref.encode(),
    )


def being_made(where: str) -> dict[str, Any]:
    place = "in the thread" if where == TO_THREAD else "as a direct message"
    return blocks.modal(LABEL, View.READ, [blocks.section(f"The form comes {place} in a moment.")])


def comment(whose: str) -> str:
    """What stands with the files: nothing that should go when the assessment is erased."""
    return (
        f"For {role(whose)}: a page to print or to fill in without internet, and a spreadsheet. Its owner "
        "drops what comes back in the thread, all files of one group in one message."
    )


def not_sent(assessment: Assessment, why: Unsent) -> str:
    """Who they are is not in the command: somebody else is to run it, and words can end a command and begin
    another."""
    command = f"`balance voices form {assessment.id} --who WHO --to FOLDER`"
    return f"The form could not be sent. {why.value} Whoever runs Balance can make it as well: {command}."


def found(assessment: Assessment, voices: Voices, seen: str) -> Card:
    """To the owner, who dropped files in the thread. `seen` tells which files, as they were read."""
    people, files = len(voices.voices), len(voices.files)
    more = f" {_ONE_ALONE}" if people == files == 1 else f" {_AS_MANY}" if files >= MOST_AT_ONCE else ""
    words = (
        f"These are answers of {count(people, 'person', 'people')}: {role(voices.whose)}. "
        f"Nothing is saved yet.{more}"
    )
    ref = Ref(assessment.id, assessment.turn, seen=seen).encode()
    yes = blocks.button("Bring them in", Do.BRING_IN_VOICES, ref, style="primary")
    return Card(
        words, [blocks.section(words), blocks.actions(yes, blocks.button("No", Do.LEAVE_VOICES, ref))]
    )


def not_taken(why: str) -> Card:
    """What is wrong, with the place. The name of a file, and what stood in it, are words of others."""
    words = f"These answers cannot be brought in. {why}"
    return Card(escape(words), [blocks.typed(words)])


def not_read(assessment: Assessment, *, may_read: bool, name: str = "") -> str:
    """`name`: which of several files it was; all of them are to be dropped again."""
    given_now = (
        f"`{escape(name.replace('`', ''))}` just now, so nothing of this message is offered. "
        "Please drop all its files"
        if name
        else "this file just now. Please drop it"
    )
    why = (
        f"Slack did not give Balance {given_now} here again in a moment."
        if may_read
        else "Balance may not read files in this workspace. A Slack admin can allow it (files:read)."
    )
    command = f"`balance voices import FILE --assessment {assessment.id}`"
    return f"{why} Whoever runs Balance can bring it in as well: {command}."
