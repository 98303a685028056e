"""The form in which evidence is added, from the card or from a message, and taken back."""

import json
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.cards import blocks, evidence, fields
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.deciding import question_options
from bot.cards.text import count, escape, mention, shorten
from flows.assessment import Assessment
from flows.evidence import WORDS_LIMIT, standing
from flows.evidence_acts import may_take_back
from flows.framework import Question

QUESTION, USE, WORDS = "question", "use", "words"
"""The fields of the form."""
THE_MESSAGE: Final = "message"
"""What stands for the message itself among what can be ticked."""
MOST_TO_TICK: Final = 10
"""Boxes in one field, by Slack's limit."""
WORDS_KEPT: Final = 1_000
"""Characters of a message that are kept as its words."""
METADATA_LIMIT: Final = 3_000
_SAID: Final = 2
"""The words of a message, and who wrote it."""
_END_OF_REF: Final = "\n"
COSTS_DECISION: Final = (
    "*You are asked to decide on this assessment.* Whoever adds evidence takes part in answering, and cannot "
    "decide then. To ask something instead, choose *Ask about a question* on the summary."
)
_A_FILE: Final = (
    "To add a file, post it in the thread. Then choose Use as evidence in the menu of that message."
)
_LINK_ONLY: Final = "The record keeps a link to the message."
_KEPT_OF_FILE: Final = "Of a file it keeps the name, not the file."
TITLE: Final = "Add evidence"


@dataclass(frozen=True, slots=True)
class PostedFile:
    """A file that can be used as evidence, and the `ts` of its message. `size` is in bytes; 0: not known."""

    id: str
    name: str
    media_type: str
    size: int
    message: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What the form was opened on, as its window carries it. `files` can be ticked. The ref's `seen` is the
    message whose shortcut was used, if one was."""

    ref: Ref
    files: tuple[PostedFile, ...] = ()
    left_out: int = 0
    """For how many more files there was no room."""
    words: str = ""
    """Those of the message. They are not typed anew: nobody's words are put on record changed."""
    said_by: str = ""
    """Who wrote the message; empty: no person, or the form is one of an earlier version."""

    def encode(self) -> str:
        """With as many of the files as can be ticked, and as a window can carry."""
        files = [[one.id, one.name, one.media_type, one.size, one.message] for one in self.files[: self.room]]
        while len(made := self._encoded(files)) > METADATA_LIMIT:
            files.pop()
        return made

    def _encoded(self, files: Sequence[object]) -> str:
        left_out = self.left_out + len(self.files) - len(files)
        said = [self.words, self.said_by] if self.said_by else [self.words] if self.words else []
        ends = [*([left_out] if left_out else []), *said]
        rest = json.dumps([*files, *ends], ensure_ascii=False)
        return f"{self.ref.encode()}{_END_OF_REF}{rest}"

    @property
    def room(self) -> int:
        """How many files can be ticked, beside the message itself."""
        return MOST_TO_TICK - bool(self.ref.seen)

    @classmethod
    def decode(cls, metadata: str) -> "Opened":
        """Raises ValueError for what `encode` did not make."""
        head, _, rest = metadata.partition(_END_OF_REF)
        found = json.loads(rest)
        if not isinstance(found, list):
            raise ValueError("no files")
        said: list[str] = []
        while found and isinstance(found[-1], str) and len(said) < _SAID:
            said.insert(0, found.pop())
        words, said_by = [*said, "", ""][:_SAID]
        left_out = found.pop() if found and type(found[-1]) is int else 0
        return cls(Ref.decode(head), tuple(map(_file, found)), left_out, words, said_by)

    @property
    def carried(self) -> "Opened":
        """Without the files that it has no room for."""
        return Opened.decode(self.encode())


def _file(found: object) -> PostedFile:
    match found:
        case [str(id), str(name), str(media_type), int(size), str(message)]:
            return PostedFile(id, name, media_type, size, message)
    raise ValueError("not one of our values")


def form(
    assessment: Assessment,
    question: Question,
    person: str,
    opened: Opened,
    *,
    hidden: int = 0,
) -> dict[str, Any]:
    """`hidden`: how many files of the message that it was opened on cannot be used. What this person may take
    back of the question is listed below."""
    opened = replace(opened, ref=replace(opened.ref, question=question.id)).carried
    from_message = bool(opened.ref.seen)
    menu = fields.menu(
        "For which question?",
        QUESTION,
        question_options(assessment.framework, assessment.given),
        question.id,
        optional=False,
    )
    drawn: list[Block] = [
        *([blocks.section(COSTS_DECISION)] if opened.ref.warned else []),
        fields.dispatching(menu, Do.EVIDENCE_FOR),
        *_to_tick(opened, from_message=from_message),
        *([blocks.context(no_room(opened.left_out))] if opened.left_out else []),
        *([blocks.context(_not_usable(hidden))] if hidden else []),
        *(_words_of(opened) if from_message else [_to_type(opened)]),
        *_so_far(assessment, question, person, opened.ref),
    ]
    return blocks.modal(TITLE, View.EVIDENCE, drawn, metadata=opened.encode(), submit="Add")


def _words_of(opened: Opened) -> list[Block]:
    """What is kept of the message, as it stands there."""
    whose = f" as those of {mention(opened.said_by)}" if opened.said_by else ""
    kept = f"The record keeps these words{whose}, with a link to the message." if opened.words else _LINK_ONLY
    hint = blocks.context(f"{kept} {_KEPT_OF_FILE}" if opened.files else kept)
    return [*(blocks.typed_whole(opened.words) if opened.words else []), hint]


def _to_type(opened: Opened) -> Block:
    return fields.text(
        "A link, or a sentence",
        WORDS,
        multiline=True,
        optional=True,
        hint=f"Up to {WORDS_LIMIT:,} characters. {_KEPT_OF_FILE if opened.files else _A_FILE}",
    )


def _to_tick(opened: Opened, *, from_message: bool) -> list[Block]:
    """The files of the message, and the message itself; from the card, files that were posted lately."""
    options = [blocks.option(one.name, one.id) for one in opened.files]
    ticked = [one.id for one in opened.files] if from_message else []
    if from_message:
        options.append(blocks.option("The message itself", THE_MESSAGE))
        ticked = ticked or [THE_MESSAGE]
    if not options:
        return []
    label = "Use" if from_message else "Files posted in this thread"
    return [fields.boxes(label, USE, options, ticked=ticked, optional=True)]


def no_room(left_out: int) -> str:
    has = "has" if left_out == 1 else "have"
    return (
        f"{count(left_out, 'more file', 'more files')} {has} no room here. Add these, then open this again."
    )


def _not_usable(hidden: int) -> str:
    return f"{count(hidden, 'file')} of this message cannot be used: deleted, or hidden by a limit of Slack."


def _so_far(assessment: Assessment, question: Question, person: str, ref: Ref) -> list[Block]:
    """Each piece for this question, with a way to take one's own back."""
    drawn: list[Block] = []
    for one in standing(assessment.evidence, question.id):
        drawn += evidence.in_full([one], assessment.channel)[1:]
        if may_take_back(assessment, one, person):
            value = replace(ref, question=question.id, seen="").numbered(one.number).encode()
            what = shorten(evidence.typed(one) or "the message", 60)
            button = blocks.button("Take back", Do.TAKE_BACK, value, spoken=f"Take back: {what}")
            drawn.append(blocks.actions(button))
    if not drawn:
        return []
    return [blocks.divider(), blocks.context(f"*Evidence for {escape(question.label)} so far*"), *drawn]


def kept_words(said: str) -> str:
    """What is kept of the words of a message. Without controls, each of which would take the room of six."""
    plain = "".join(one for one in said if one in "\n\t" or unicodedata.category(one) != "Cc")
    return shorten(plain.strip(), WORDS_KEPT)


def chosen(opened: Opened, ticked: Collection[str]) -> Sequence[PostedFile]:
    """The files that were ticked, of those that the window carried."""
    return [one for one in opened.files if one.id in ticked]
