"""Whatever a file holds, it is read as answers, taken for something else, or refused in plain words."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from bot.voices.form import page
from bot.voices.invitation import Invitation, NotRead
from bot.voices.reading import gathered, opened
from flows.refusals import Refusal
from flows.voices import WORDS_LIMIT, Voices, check
from tests.bot.voices.samples import PANEL, content_of, packed, sheet, text
from tests.bot.voices.test_hostile import HERE

TEXT = text(HERE, "4, They asked us.", "not sure", copy="ab")
FORM = page(HERE, Invitation.of(HERE, PANEL)).decode()
SHEET = sheet(HERE, [["4", "They asked us.", 2], [], ["?", "", "n/a"]])
CONTENT = content_of(SHEET).decode()
STEERING = ("\x00", "\x1b[2J", "\u202e", "\ufeff", "\u2028", "\ud800", "\r", "\n", " " * 40, "x" * 2_000)
LINES = ("1:", "1. ", ": 4", "?", "999: 1", "²", "٣", "ſ", "=1+1", "> > ", "Who: ", "Check: x")
ENDS = ("Balance answers: 1", "End of answers", "<!DOCTYPE a>", "<!--", "]]>", "<?a?>", "&#0;", "&b;")
TAGS = ("<a>", "</a>", "<text:p>", "</text:p>", "<text:s text:c='9999999'/>", "office:spreadsheet", '"')
CELLS = ("<table:table-row>", "</table:table-row>", "<table:table-cell/>", "</table:table-cell>")
REPEATED = (' table:number-rows-repeated="9999999"', ' table:number-columns-repeated="-1"')
SET = (' office:value-type="float" office:value="1E-999999"', ' table:formula="of:=1"', ' xmlns:text="x"')
PIECES = (
    *STEERING,
    *LINES,
    *ENDS,
    *TAGS,
    *CELLS,
    *REPEATED,
    *SET,
    'table:name="Answers"',
    'table:name="About"',
)


def taken(data: bytes) -> Voices | None:
    """None: it is something else, or it is refused."""
    try:
        found = opened("file", data)
        if found is None:
            return None
        voices = gathered([found], HERE)
    except NotRead as problem:
        words = str(problem)
        assert words.startswith("file"), "no refusal is without its place"
        assert words.isprintable(), "what is quoted steers nothing"
        assert len(words) < 400, "what is quoted is short"
        return None
    try:
        check(HERE, voices)
    except Refusal:
        return None
    for voice in voices.voices:
        for answer in voice.values():
            assert len(answer.words) <= WORDS_LIMIT
            assert answer.rating in (None, 1, 2, 3, 4, 5)
    return voices


@st.composite
def changed(draw: DrawFn, whole: str, pieces: Sequence[str] = PIECES) -> str:
    """With some of it cut out, doubled, moved or put in."""
    for _ in range(draw(st.integers(1, 6))):
        one, two, three = sorted(draw(st.integers(0, len(whole))) for _ in range(3))
        piece = draw(st.sampled_from(pieces) | st.text(max_size=10))
        whole = draw(
            st.sampled_from(
                (
                    whole[:one] + piece + whole[one:],
                    whole[:one] + piece * 40 + whole[one:],
                    whole[:one] + whole[two:],
                    whole[:two] + whole[one:],
                    whole[:one] + whole[two:three] + whole[one:two] + whole[three:],
                )
            )
        )
    return whole


@given(st.binary(max_size=400) | st.binary(max_size=400).map(lambda more: b"PK\x03\x04" + more))
@example(b"")
def test_any_bytes(data: bytes) -> None:
    assert taken(data) is None


@given(changed(TEXT), st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "latin-1")))
@settings(max_examples=300)
def test_any_text(whole: str, encoding: str) -> None:
    taken(whole.encode(encoding, "replace"))


@given(changed(FORM))
@settings(max_examples=50)
def test_any_form_that_is_sent_back_as_a_page(whole: str) -> None:
    taken(whole.encode("utf-8", "replace"))


@given(changed(CONTENT))
@settings(max_examples=300)
def test_any_content_of_a_spreadsheet(content: str) -> None:
    taken(packed(SHEET, {"content.xml": content.encode("utf-8", "replace")}))


@given(st.data())
@settings(max_examples=300)
def test_any_damage_to_a_spreadsheet(data: st.DataObject) -> None:
    """Most of all to its directory, which says what is where, how large it is and how it is packed."""
    whole = bytearray(SHEET)
    for _ in range(data.draw(st.integers(1, 8))):
        from_end = data.draw(st.integers(1, 1_200) | st.integers(1, len(whole)))
        put = data.draw(st.binary(min_size=1, max_size=8) | st.just(b"\xff" * 8) | st.just(b"\x00" * 8))
        at = len(whole) - min(from_end, len(whole))
        whole[at : at + len(put)] = put
    taken(bytes(whole[: data.draw(st.just(len(whole)) | st.integers(0, len(whole)))]))


@pytest.mark.parametrize("whole", [TEXT.encode(), SHEET], ids=["text", "spreadsheet"])
def test_what_is_not_changed_is_taken(whole: bytes) -> None:
    assert taken(whole) is not None
