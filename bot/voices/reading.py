"""Files that came back from people outside: what is in them, and whether it fits."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.voices import answer_file
from bot.voices.invitation import FORMAT, WHOSE, Invitation, NotRead, quoted
from flows.assessment import Assessment
from flows.voices import Voice, Voices

if TYPE_CHECKING:
    from bot.voices import spreadsheet

NO_ANSWERS: Final = "It holds no answers that a form of Balance asks for."
MOST_TOGETHER: Final = 20_000_000
"""Bytes of the files of one group."""
TOO_MUCH_TOGETHER: Final = f"These files have more than {MOST_TOGETHER // 1_000_000} MB together."
MOST_BYTES: Final = 2_000_000
"""Of a file. All answers of as many people as can be, with all words at their longest, pack into less."""


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file with answers. `name` is what it is called where it came from, and `size` is in bytes. `texts`
    has one for each person; or `sheet` has all of them."""

    name: str
    digest: str
    size: int
    texts: Sequence[answer_file.Filled] = ()
    sheet: "spreadsheet.Filled | None" = None

    @property
    def invitation(self) -> Invitation:
        """Raises NotRead."""
        return self.sheet.invitation if self.sheet else self.texts[0].invitation

    def voices(self, assessment: Assessment) -> list[Voice]:
        """Those that answered anything. Raises NotRead with the place."""
        framework = assessment.framework
        if self.sheet:
            self.sheet.invitation.check_fits(assessment, self.sheet.places)
            return [*self.sheet.voices(framework)]
        for one in self.texts:
            one.invitation.check_fits(assessment, one.places)
            if one.invitation != self.invitation:
                raise NotRead("It has the answers of more than one group.", one.places[WHOSE])
        return [voice for one in self.texts if (voice := one.voice(framework))]


def opened(name: str, data: bytes) -> AnswerFile | None:
    """None: it is something else. Raises NotRead for one that cannot be read, with the file and the place."""
    try:
        return _opened(name, data)
    except NotRead as error:
        raise error.within(name) from None


def _opened(name: str, data: bytes) -> AnswerFile | None:
    if len(data) > MOST_BYTES:
        raise NotRead(f"It is larger than {MOST_BYTES // 1_000_000} MB.")
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(b"PK"):
        from bot.voices import spreadsheet

        sheet = spreadsheet.filled(data)
        return AnswerFile(name, digest, len(data), sheet=sheet) if sheet else None
    text = _decoded(data)
    if text is None or not answer_file.is_one(text):
        return None
    return AnswerFile(name, digest, len(data), answer_file.filled(text))


def gathered(files: Sequence[AnswerFile], assessment: Assessment) -> Voices:
    """One group of all of them. Raises NotRead with the file and the place."""
    voices: list[Voice] = []
    first, seen = files[0], dict[str, str]()
    for one in files:
        try:
            voices += one.voices(assessment)
            if one.invitation != first.invitation:
                raise NotRead(
                    f"These are answers of “{quoted(one.invitation.whose)}”, and others here of "
                    f"“{quoted(first.invitation.whose)}”. Bring in one group after the other."
                )
            for key in (one.digest, *(text.head.get(answer_file.COPY, "") for text in one.texts)):
                if key and key in seen:
                    raise NotRead(
                        f"These answers are in {seen[key]} as well. Keep one file of each person. Two people "
                        "who say the same can be two rows of the spreadsheet."
                    )
                seen[key] = one.name
        except NotRead as error:
            raise error.within(one.name) from None
    return Voices(first.invitation.whose, tuple(voices), tuple(one.digest for one in files))


def _decoded(data: bytes) -> str | None:
    """None: it is no text of ours. Raises NotRead with the line for one of ours that is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not any(FORMAT.encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be")):
            return None
        line = data.count(b"\n", 0, error.start) + 1
        raise NotRead(
            "Balance cannot read the letters in this file. Save it again as plain text (UTF-8), or use the "
            "file that the form made.",
            f"line {line}",
        ) from None
