"""Erasing an assessment: what would go, and what came of it in Slack."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.cards import blocks, fields
from bot.cards.callbacks import Ref, View
from bot.cards.card import Card
from bot.cards.text import count, day, escape, listed
from flows.assessment import Assessment
from flows.retention import erasing_mark

LABEL: Final = "Erase"
SURE: Final = "sure"
_SURE: Final = "I know that this cannot be undone"
_NOT_FOUND: Final = (
    "So do other direct messages that may name its title, such as a list that somebody asked for: Balance "
    "does not know where they are."
)
THEIRS: Final = "What people wrote in the thread is theirs, and stays."
_WHY: Final[Mapping[str, str]] = {
    "cant_delete_message": "Slack does not let Balance delete it",
    "cant_delete_file": "Slack does not let Balance delete it",
    "is_archived": "its channel is archived",
    "is_inactive": "its channel is archived",
    "channel_not_found": "Balance is not in its channel, or the channel is gone",
    "not_in_channel": "Balance is not in its channel",
    "compliance_exports_prevent_deletion": "this workspace keeps all messages",
    "file_deleting_disabled": "this workspace keeps all files",
    "missing_scope": "Balance may not delete files here",
    "no_answer": "Slack did not answer",
}


@dataclass(frozen=True, slots=True)
class Goes:
    """How much of it there is. `reminders` are direct messages that name it and can be deleted or changed,
    weekly ones too; there may be others, of which nothing is kept. `ballots`: how many people answered
    alone. `follow_ups`: in how many its answers are confirmed or changed."""

    answers: int
    submissions: int
    decisions: int
    messages: int
    files: int
    reminders: int
    ballots: int = 0
    follow_ups: int = 0


def form(assessment: Assessment, goes: Goes, ref: Ref) -> dict[str, Any]:
    """Says what would go, and changes nothing yet. It carries how it had ended, and until when it is to be
    kept: see `Erasing.erase`."""
    until = assessment.kept_until
    kept = [blocks.section(f"*Somebody asked to keep this until {day(until)}.*")] if until else []
    return blocks.modal(
        "Erase this assessment",
        View.ERASE,
        [
            blocks.typed(assessment.title),
            *kept,
            blocks.section(f"*This goes for good:* {_what(goes)}."),
            blocks.section(
                f"*This stays:* that it existed, when it was erased, by whom and why. {THEIRS} So do exports "
                f"that people saved, and backups. {_NOT_FOUND}"
            ),
            fields.text("Why is it erased?", "why", hint="This is kept, so name nobody and quote nothing."),
            fields.tick("To be sure", SURE, blocks.option(_SURE, SURE)),
        ],
        metadata=replace(ref, seen=erasing_mark(assessment)).encode(),
        submit="Erase",
    )


def cleared(id: str, deleted: int, stays: Mapping[str, int]) -> Card:
    """To whoever erased it, when all was tried; `stays`: how many things, by Slack's word for why. The title
    is gone by then, and is not said again."""
    gone = count(deleted, "message or file", "messages and files")
    are = "is" if deleted == 1 else "are"
    lines = [f"The assessment that you erased is gone, and {gone} of Balance in Slack {are} deleted."]
    if stays:
        reasons = [f"{number}, because {because(why)}" for why, number in sorted(stays.items())]
        lines.append(
            f"Slack did not delete {count(sum(stays.values()), 'other', 'others')}: {listed(reasons)}. "
            f"Whoever runs Balance can try again: `balance erase {id} --yes`."
        )
    lines.append(f"{THEIRS} So do check marks on it, and direct messages that cannot be found again.")
    return Card("\n".join(lines), blocks.sections(lines))


def because(why: str) -> str:
    """Why something stays in Slack; `why` is Slack's word for it."""
    return _WHY.get(why, f"Slack says {escape(why)}")


def _what(goes: Goes) -> str:
    found = [
        count(goes.answers, "answer"),
        count(goes.submissions, "submission"),
        count(goes.decisions, "decision"),
        f"what {count(goes.ballots, 'person', 'people')} answered alone" if goes.ballots else "",
        f"at least {count(goes.messages, 'message')} of Balance in Slack",
        f"{count(goes.files, 'file')} that Balance sent there" if goes.files else "",
        f"what {_reminders(goes)} say of it" if goes.reminders else "",
        f"what {count(goes.follow_ups, 'assessment')} that looks at it again shows of it"
        if goes.follow_ups
        else "",
    ]
    return listed([one for one in found if one])


def _reminders(goes: Goes) -> str:
    return count(goes.reminders, "reminder or weekly message", "reminders and weekly messages")
