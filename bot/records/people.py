"""balance about and balance forget: what is kept of a person, and how they are taken out of it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.cards.text import count
from bot.config import ExitCode, Settings
from bot.records.store import BACKUPS, Undone, with_store
from bot.terminal import is_heard, say, write_for_programs
from flows.actor import FORMER, is_person
from storage import new_file
from storage.database import Database
from storage.forgetting import about, counted, forget

WHERE: Final = {
    "chain_days": "Days of the record",
    "channels": "Settings of channels",
    "digests": "Weekly messages",
    "erased": "Notes of what was erased",
    "listening": "When Balance was listening",
    "names": "Names by which they are known",
    "people": "Their own settings",
    "processes": "Processes of Balance",
    "seen_events": "What Slack told, so that it is taken once",
    "workspaces": "Settings of workspaces",
    "assessments": "Assessments: owner, title, description or channel",
    "actions": "Actions",
    "activity": "What was done, as the record has it",
    "answer_changes": "Answers of before",
    "answers": "Answers",
    "conditions": "Conditions",
    "decisions": "Decisions",
    "dissents": "Disagreements with the panel",
    "entries": "Facts in the record sheet",
    "evidence": "Evidence",
    "panel_rounds": "Rounds of panels",
    "panellists": "Places in panels",
    "panels": "Panels",
    "participants": "Parts in assessments",
    "queries": "Questions asked about answers",
    "reminders": "Reminders",
    "scores": "Scores",
    "shared_files": "Files that were sent",
    "submissions": "Submissions",
    "surfaces": "Messages in Slack",
    "troubles": "Answers to look at again",
    "voices": "Groups from outside",
    "waits": "What waits for them",
}
"""By the table in which they stand; all that storage.forgetting looks through."""


_IN_RULES: Final = (
    "In settings, nobody waits for them any more, and they lead nothing. Who may start an assessment does "
    "not become everybody by that. Look at /balance settings in these channels, and set anew who stood there."
)


def write_about(settings: Settings, user: str, to: Path | None) -> ExitCode:
    """All that is kept of a person, as JSON: for whoever asks what a body holds about them."""
    return with_store(settings, lambda database: _write_about(database, _checked(user), to))


def forget_one(settings: Settings, user: str, *, sure: bool) -> ExitCode:
    """Say where they stand and, if it is `sure`, put "a former colleague" in their place."""
    return with_store(settings, lambda database: _forget(database, _checked(user), sure))


def _checked(user: str) -> str:
    if not is_person(user):
        raise Undone(
            f"{user} is no member id of Slack. It begins with U or W, such as U012AB3CD", ExitCode.WRONG
        )
    return user


def _write_about(database: Database, user: str, to: Path | None) -> ExitCode:
    found = database.read_now(lambda transaction: about(transaction, user))
    text = json.dumps({"person": user, "tables": found}, ensure_ascii=False, indent=2)
    if to is None:
        write_for_programs()
        say(text)
        return ExitCode.FINE if is_heard() else ExitCode.FAILED
    try:
        with new_file.whole(to) as part:
            part.write_text(f"{text}\n", encoding="utf-8")
    except FileExistsError:
        raise Undone(f"{to} is there already, and is not overwritten", ExitCode.WRONG) from None
    except OSError as error:
        raise Undone(f"{to}: {error.strerror}") from error
    say(f"{count(sum(map(len, found.values())), 'row')} about {user} were written to {to}.")
    return ExitCode.FINE


def _forget(database: Database, user: str, sure: bool) -> ExitCode:
    found = database.read_now(lambda transaction: counted(transaction, user))
    if not found:
        say(f"Nothing is kept of {user}.")
        return ExitCode.FINE
    for table, rows in found.items():
        say(f"{WHERE[table]}: {rows}")
    if found.keys() & {"channels", "workspaces"}:
        say(_IN_RULES)
    if not sure:
        say(f'Nothing was changed yet. To put "{FORMER}" in their place, run the same again with --yes.')
        return ExitCode.FINE
    now = datetime.now(UTC)
    gone = database.write_now(lambda transaction: forget(transaction, user, now))
    say(f'"{FORMER.capitalize()}" stands in their place in {count(gone.assessments, "assessment")} now.')
    if gone.contents:
        say(
            f"In {count(gone.contents, 'row')} of the records somebody had typed their name as a mention. "
            "The content there was erased; what stands today was kept."
        )
    say(f"{BACKUPS} What was written in Slack itself stays there.")
    return ExitCode.FINE
