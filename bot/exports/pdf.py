"""`record.pdf`: the pack on paper, tagged (PDF/UA-1) and fit for an archive (PDF/A-2a), by typst."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from bot.exports.forms import Form, FormFailed, Material, holds_stamp, stamped
from bot.exports.glyphs import Glyphs

_STANDARDS: Final[list[Literal["ua-1", "a-2a"]]] = ["ua-1", "a-2a"]
_PROBE = b'#set document(title: "Probe")\n#set text(lang: "en")\n#sys.inputs.data'
_FAILED: Final = "typst_failed"
_CALLED = "A character that cannot be printed here stands by its name, as in [U+0007]."


class _Typst:
    """The typesetter, with the fonts that come with it and those of this machine. Raises FormFailed where it
    is not installed."""

    def __init__(self) -> None:
        try:
            import typst
        except ImportError as error:
            why = f"typst is not installed ({error}). It comes with: pip install typst."
            raise FormFailed(why, "typst_missing") from None
        self._typst = typst
        self._fonts = typst.Fonts()
        self._template = (files("bot.exports") / "templates" / "record.typ").read_bytes()
        self._glyphs = Glyphs(self._has)

    def paper(self, words: dict[str, Any]) -> bytes:
        """Raises FormFailed."""
        try:
            return self._drawn(words, only_usual=False)
        except self._typst.TypstError:
            pass
        try:
            return self._drawn(words, only_usual=True)
        except self._typst.TypstError as error:
            raise FormFailed(f"typst says: {error}.", _FAILED) from None

    def _drawn(self, words: dict[str, Any], *, only_usual: bool) -> bytes:
        def printable(text: str) -> str:
            return self._glyphs.printable(text, only_usual=only_usual)

        shown = _each(words, printable)
        if shown != words:
            shown["called"] = _CALLED
        return self._compile(self._template, json.dumps(shown, ensure_ascii=False))

    def _has(self, characters: str) -> bool:
        try:
            self._compile(_PROBE, characters)
        except self._typst.TypstError:
            return False
        return True

    def _compile(self, source: bytes, data: str) -> bytes:
        """What people typed goes in as data, never as markup."""
        try:
            made = self._typst.compile(
                source,
                format="pdf",
                pdf_standards=[*_STANDARDS],
                sys_inputs={"data": data},
                font_paths=self._fonts,
            )
        except BaseException as error:
            # typst 0.15: what breaks within it is none of its own errors, and no Exception.
            if type(error).__name__ != "PanicException":
                raise
            raise FormFailed("typst broke down.", _FAILED) from None
        assert isinstance(made, bytes)
        return made


def paper(material: Material) -> bytes:
    changed = material.record.changed_at
    words = asdict(material.pack) | {
        "stamp": material.stamp,
        "changed": [changed.year, changed.month, changed.day],
        "called": "",
    }
    return stamped(_typst().paper(words), material)


@cache
def _typst() -> _Typst:
    return _Typst()


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """The same with each text in it changed."""
    match value:
        case str():
            return change(value)
        case dict():
            return {key: _each(one, change) for key, one in value.items()}
        case list() | tuple():
            return [_each(one, change) for one in value]
    return value


PAPER = Form("record.pdf", paper, holds_stamp)
