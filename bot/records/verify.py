"""balance verify: says in words whether records, in a store or exported, are as they were written."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.cards.text import count, day, listed
from bot.config import ExitCode, Settings
from bot.records.record_file import read_file
from bot.records.store import with_store
from bot.terminal import complain, say
from flows.record.reading import RecordError, kept_of
from storage.chains import Fault, Found, Verified, verify, verify_record
from storage.database import Database
from storage.frameworks import FrameworkStore

_WORDS = {
    Fault.ROW: "row {row} of its record was changed, was added later, or is missing. The rows after it "
    "cannot be relied on either.",
    Fault.END: "its record ends with row {row}, and once went on.",
    Fault.LOG: "row {row} of its history shows something else than what was recorded.",
    Fault.STANDS: "its record says something else of this than what stands now: {what}.",
    Fault.UNREADABLE: "what stands of it cannot be read, so it was changed from outside.",
    Fault.GONE: "its record was there on {day}, and is missing.",
    Fault.OTHER: "row {row} of its record is not the one that was there on {day}.",
    Fault.DAY: "The digest of {day}, or one of the days before, was changed or is missing. The days after it "
    "cannot be relied on either.",
}


def verify_store(settings: Settings) -> ExitCode:
    """Look at all that the database holds, and print what came of it."""
    return with_store(settings, _verify_store)


def verify_files(files: Sequence[Path]) -> ExitCode:
    """Look at exported records, one after the other."""
    codes = {_verify_file(file) for file in files}
    return max(codes, default=ExitCode.FINE)


def _verify_store(database: Database) -> ExitCode:
    return _tell(database.read_now(lambda transaction: verify(transaction, FrameworkStore().load)))


def _verify_file(file: Path) -> ExitCode:
    try:
        kept = kept_of(read_file(file))
    except RecordError as error:
        complain(f"{file}: {error}")
        return ExitCode.WRONG
    code = _tell(verify_record(kept))
    if kept.links:
        say(f"The last digest is {kept.head.digest}, of row {kept.head.number}.")
    return code


def _tell(verified: Verified) -> ExitCode:
    for line in words(verified):
        say(line)
    return ExitCode.FAILED if verified.found else ExitCode.FINE


def words(verified: Verified) -> Iterator[str]:
    """Line by line, what does not hold first."""
    for found in verified.found:
        line = _WORDS[found.fault].format(row=found.row, what=found.what, day=found.day)
        yield f"{found.assessment}: {line}" if found.assessment else line
    looked = [count(verified.assessments, "assessment"), count(verified.rows, "row")]
    looked += [count(verified.days, "daily digest")] if verified.days else []
    yield f"{listed(looked)}: {_verdict(verified.found)}"
    if verified.before:
        older = count(verified.before, "row")
        yield f"From before records could be checked: {older}. Nothing is said of these."
    for one in verified.tombstones.values():
        yield f"{one.id} was erased on {day(one.at)} by {one.by}: {one.why}"
    if verified.erased:
        yield f"The content of {count(verified.erased, 'row')} was erased. The records hold without it."
    if verified.former:
        yield f"Somebody was taken out of {count(verified.former, 'row')}. The records hold without them."


def _verdict(found: list[Found]) -> str:
    return f"{count(len(found), 'thing')} did not hold." if found else "everything holds."
