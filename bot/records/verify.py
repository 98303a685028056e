"""balance verify: says in words whether records, in a store or exported, are as they were written."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.cards.text import count, day, listed
from bot.config import ExitCode, Settings
from bot.records.record_file import read_file_as_it_is
from bot.records.store import with_store
from bot.terminal import complain, say
from flows.record.document import Record
from flows.record.kept import Kept
from flows.record.reading import NotARecord, RecordError, kept_of
from flows.record.writing import record_of
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
    Fault.RECKONED: "this does not follow from its answers: {what}.",
    Fault.GONE: "its record was there on {day}, and is missing.",
    Fault.OTHER: "row {row} of its record is not the one that was there on {day}.",
    Fault.ERASED: "What is left of assessments that were erased cannot be read, so it was changed from "
    "outside.",
    Fault.DAY: "The digest of {day}, or one of the days before, was changed or is missing. The days after it "
    "cannot be relied on either.",
}
_RECKONED = ("answers", "submissions", "changes", "looks")
"""In these a file holds what follows from the answers beside them: levels, scores, marks."""


def verify_store(settings: Settings) -> ExitCode:
    """Look at all that the database holds, and print what came of it."""
    return with_store(settings, _verify_store)


def verify_files(files: Sequence[Path]) -> ExitCode:
    """Look at exported records, one after the other."""
    codes = [_verify_file(file) for file in files]
    return max(codes, default=ExitCode.FINE)


def verified_of(record: Record) -> tuple[Kept, Verified]:
    """What was exported, looked at. Raises RecordError if it does not hold together."""
    kept = kept_of(record)
    verified = verify_record(kept)
    if not verified.found:
        verified.found += [Found(Fault.RECKONED, record.id, what=name) for name in _otherwise(kept, record)]
    return kept, verified


def _otherwise(kept: Kept, record: Record) -> list[str]:
    """Parts of a file in which something does not follow from the answers. Marks hold who answered, so where
    names are left out they cannot be reckoned."""
    again = record_of(kept)
    if record.names_left_out:
        pairs = zip(again.submissions, record.submissions, strict=True)
        as_they_are = tuple(one.model_copy(update={"mark": here.mark}) for one, here in pairs)
        again = again.model_copy(update={"submissions": as_they_are})
    return [name for name in _RECKONED if getattr(again, name) != getattr(record, name)]


def _verify_store(database: Database) -> ExitCode:
    verified = database.read_now(lambda transaction: verify(transaction, FrameworkStore().load))
    for line in words(verified):
        say(line)
    return ExitCode.FAILED if verified.found else ExitCode.FINE


def _verify_file(file: Path) -> ExitCode:
    """Of one that was changed it is said all the same from which row on: the checksum alone does not tell."""
    is_whole = True
    try:
        record, is_whole = read_file_as_it_is(file)
        if not is_whole:
            say(f"{file}: It was changed after it was exported: its sha256 is another one.")
        kept, verified = verified_of(record)
    except NotARecord as error:
        complain(f"{file}: {error}")
        return ExitCode.WRONG
    except RecordError as error:
        say(f"{file}: {error}")
        return ExitCode.FAILED
    for line in words(verified, is_whole=is_whole):
        say(f"{file}: {line}")
    if kept.links and not any(found.fault is Fault.ROW for found in verified.found):
        say(f"{file}: The last digest is {kept.head.digest}, of row {kept.head.number}.")
    return ExitCode.FINE if is_whole and not verified.found else ExitCode.FAILED


def words(verified: Verified, *, is_whole: bool = True) -> Iterator[str]:
    """Line by line, what does not hold first. `is_whole`: a file is exactly as it was exported."""
    yield from map(fault, verified.found)
    looked = [count(verified.assessments - verified.ballots, "assessment")]
    looked += [count(verified.ballots, "ballot")] if verified.ballots else []
    looked += [count(verified.rows, "row")]
    looked += [count(verified.days, "daily digest")] if verified.days else []
    yield f"{listed(looked)}: {_verdict(verified, is_whole=is_whole)}"
    if verified.before:
        older = count(verified.before, "row")
        yield f"From before records could be checked: {older}. Nothing is said of these."
    for one in verified.tombstones.values():
        yield _legible(f"{one.id} was erased on {day(one.at)} by {one.by}: {one.why}")
    if verified.erased:
        yield f"The content of {count(verified.erased, 'row')} was erased, and could not be compared."
    if verified.former:
        yield f"Somebody was taken out of {count(verified.former, 'row')}. Who it was could not be compared."
    for id, things in verified.unclear.items():
        yield _legible(
            f"{id}: this may stand as it was recorded where the content was erased, and could not be "
            f"compared: {listed(list(things))}."
        )


def fault(found: Found) -> str:
    """What does not hold, in words."""
    line = _WORDS[found.fault].format(row=found.row, what=found.what, day=found.day)
    return _legible(f"{found.assessment}: {line}" if found.assessment else line)


def _verdict(verified: Verified, *, is_whole: bool) -> str:
    if verified.found:
        return f"{count(len(verified.found), 'thing')} did not hold."
    if not is_whole:
        return "the rows hold. What was changed is something that no row holds, such as a name."
    is_all = not (verified.before or verified.erased or verified.former or verified.unclear)
    return "everything holds." if is_all else "all that can be compared holds."


def _legible(line: str) -> str:
    """Whoever makes up a record could name a thing in signs that move what a terminal shows."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)
