"""What shows an answer, as cards and windows say it. A file is named as it was typed; whether its reader may
open it, Slack says when they try."""

from collections.abc import Collection, Iterable
from typing import Final

from bot.cards import blocks
from bot.cards.card import Block
from bot.cards.text import channel_link, count, day, escape, in_quotes, link, mention
from flows.assessment import Assessment
from flows.evidence import Evidence, EvidenceKind, FileRef, how_many_shown, how_much, standing
from flows.submission import Submission

_KIND: Final = {
    EvidenceKind.LINK: "Link",
    EvidenceKind.WORDS: "In words",
    EvidenceKind.FILE: "File",
    EvidenceKind.MESSAGE: "Message",
}
_STEP: Final = 1_000
NO_ACCESS: Final = "You have no access to it"


def counted(assessment: Assessment, question: str) -> str:
    """`2 pieces of evidence`, for a question as it is being answered; empty for none."""
    given = assessment.given.get(question)
    number = how_much(given, standing(assessment.evidence, question))
    return f"{count(number, 'piece')} of evidence" if number else ""


def on_summary(assessment: Assessment, submission: Submission) -> str:
    """`Evidence for 11 of 18 answers.`; empty for none."""
    pieces = assessment.evidence_of(submission)
    shown = how_many_shown(assessment.framework, submission.given, pieces)
    return f"Evidence for {shown} of {count(len(submission.given), 'answer')}." if shown else ""


def typed(one: Evidence) -> str:
    """What people typed: a file's name and what was said with it, a sentence, or the link itself."""
    return _with_name(one, in_quotes(one.words) if one.words else "")


def _whole_typed(one: Evidence) -> list[Block]:
    """The same where it is long."""
    name = f"{one.file.name}\n" if one.file else ""
    return blocks.typed_quotes([(name, one.words)]) if one.words else blocks.typed_whole(typed(one))


def whole(one: Evidence) -> str:
    """The same to stand in quotes, without any of its own."""
    return _with_name(one, one.words)


def _with_name(one: Evidence, words: str) -> str:
    if one.kind in (EvidenceKind.LINK, EvidenceKind.WORDS):
        return words or one.link
    name = one.file.name if one.file else ""
    return "\n".join(part for part in (name, words) if part)


def kind_words(one: Evidence) -> str:
    """`File, 120 kB`."""
    size = size_words(one.file) if one.file else ""
    return ", ".join(part for part in (_KIND[one.kind], size) if part)


def whose_words(one: Evidence) -> str:
    """To follow what it is: ` by @Tom` of a message, `, with words by @Tom` of a file; empty where that is
    nobody's known, or whoever added it typed them. Also who quotes themselves is named twice: of two former
    colleagues nobody can say whether they are one."""
    if not one.said_by:
        return ""
    by = f"by {mention(one.said_by)}"
    return f" {by}" if one.kind is EvidenceKind.MESSAGE else f", with words {by}"


def size_words(file: FileRef) -> str:
    """`120 kB`, as Slack counts; empty where it did not say."""
    if file.size is None:
        return ""
    if file.size < _STEP:
        return count(file.size, "byte")
    thousands = file.size / _STEP
    if thousands < _STEP:
        return f"{thousands:.0f} kB"
    return f"{thousands / _STEP:.1f} MB"


def became(one: Evidence) -> list[str]:
    """What became of it since, in our own words."""
    found = []
    if one.file and one.file.deleted_at:
        found.append(f"Deleted in Slack on {day(one.file.deleted_at)}")
    if one.taken_back_by and one.taken_back_at:
        found.append(f"Taken back by {mention(one.taken_back_by)} on {day(one.taken_back_at)}")
    return found


def line(one: Evidence, here: str = "", without_access: Collection[str] = ()) -> str:
    """In our own words: what it is, whose words, where unless that is `here`, who added it, and what
    became of it."""
    where = f" in {channel_link(one.channel)}" if one.channel not in ("", here) else ""
    added = f"{kind_words(one)}{whose_words(one)}{where}, added by {mention(one.by)} on {day(one.at)}"
    parts = [added, *became(one)]
    if one.channel in without_access:
        parts.append(NO_ACCESS)
    elif one.link and not one.is_deleted:
        parts.append(link(escape(one.link), "Open it"))
    return f"{'. '.join(parts)}."


def in_full(pieces: Iterable[Evidence], here: str, without_access: Collection[str] = ()) -> list[Block]:
    """Each piece below its answer. `here` is the channel of the assessment; its reader is `without_access` to
    these others."""
    drawn: list[Block] = []
    for one in pieces:
        words, ours = typed(one), blocks.mrkdwn(line(one, here, without_access))
        fits = len(escape(words)) <= blocks.SECTION_LIMIT
        drawn += [] if fits else _whole_typed(one)
        drawn.append(blocks.context_of(*([blocks.plain(words)] if words and fits else []), ours))
    return [blocks.context("*What shows this*"), *drawn] if drawn else []
