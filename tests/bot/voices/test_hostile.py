"""Files that somebody made to do harm are refused with their place, or taken for something else: within
bounds of memory, and in a time that grows no faster than they do."""

import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from odfdo import Table

from bot.documents.unpacking import MOST_PARTS
from bot.voices.invitation import MOST_CHARACTERS, NotRead
from bot.voices.reading import MOST_BYTES, AnswerFile, gathered, opened
from bot.voices.sheet_stream import MOST_ELEMENTS, MOST_TAG
from bot.voices.spreadsheet import MOST_UNPACKED
from flows.answer import AnswerKind
from flows.assessment import Assessment
from flows.progress import Progress
from flows.voices import MOST_VOICES, WORDS_LIMIT, VoiceAnswer
from tests.bot.voices.samples import A_BOMB, bomb, content_of, packed, read, sheet, text
from tests.flows.frameworks import framework

ASKED = framework((1, 1), (1, 1))
HERE = Assessment("0123456789ab", "Falls data", "", "U0OWNER", "C0HOUSING", Progress.start(ASKED))
A1, *_ = (question.id for question in ASKED.questions)
WHOLE = sheet(HERE, [["4", "They asked us."]])
CONTENT = content_of(WHOLE)
ROOT = CONTENT[CONTENT.index(b"<office:") :]
MEMORY = 60_000_000
"""Bytes that any file may take while it is read."""


def refusal(data: bytes) -> str:
    with pytest.raises(NotRead) as error:
        whole(data)
    return str(error.value)


def whole(data: bytes) -> AnswerFile | None:
    found = opened("file", data)
    if found is not None:
        gathered([found], HERE)
    return found


def within_memory(data: bytes, limit: int = MEMORY) -> str:
    """What is said of it, empty if it is taken for something else; holds what it took meanwhile to the
    limit."""
    tracemalloc.start()
    try:
        return "" if whole(data) is None else "taken"
    except NotRead as problem:
        return str(problem)
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < limit, f"{peak:,} bytes"


def with_content(change: Callable[[bytes], bytes]) -> bytes:
    changed = change(CONTENT)
    assert changed != CONTENT
    return packed(WHOLE, {"content.xml": changed})


def at_the_end(more: bytes) -> bytes:
    """Of the sheet with the answers, which is the first."""
    return with_content(lambda content: content.replace(b"</table:table>", more + b"</table:table>", 1))


def in_cell(more: bytes) -> bytes:
    """B3, in place of the answer."""
    return with_content(lambda content: content.replace(b"<text:p>4</text:p>", more, 1))


# --- what is packed


@pytest.mark.parametrize("part", ["mimetype", "content.xml"])
@pytest.mark.parametrize("claimed", [10, 46, 1_000_000])
def test_a_part_that_holds_more_than_it_claims_is_never_unpacked_whole(part: str, claimed: int) -> None:
    data = bomb(WHOLE, part, claimed)
    assert len(data) < MOST_BYTES
    assert within_memory(data) in ("", f"file: Unpacked, it is larger than {MOST_UNPACKED // 1_000_000} MB.")


def test_a_part_that_says_how_large_it_is_is_refused_unopened() -> None:
    assert "larger than 10 MB" in within_memory(bomb(WHOLE, "content.xml", A_BOMB), 10_000_000)


def test_parts_that_nobody_reads_are_not_unpacked() -> None:
    assert within_memory(bomb(WHOLE, "Thumbnails/thumbnail.png", 10), 10_000_000) == "taken"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("part", ["mimetype", "content.xml", "Pictures/a.png"])
def test_what_no_office_program_packs_so_is_refused_unopened(method: int, part: str) -> None:
    data = packed(WHOLE, {part: bytes(30_000_000)}, method)
    assert "another way" in within_memory(data, 10_000_000)


def test_more_parts_than_any_spreadsheet_has_are_refused() -> None:
    assert "more than 100 files" in refusal(packed(WHOLE, {f"part{n}": b"" for n in range(MOST_PARTS)}))
    many = packed(WHOLE, {f"{number:x}": b"" for number in range(20_000)})
    assert len(many) < MOST_BYTES
    assert "more than 100 files" in within_memory(many)


# --- what stands in it


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (b"<a>" * 3_000_000, "holds more"),
        (b"<a/>" * 2_000_000, "holds more"),
        (b'<a b="" c=""/>' * 600_000, "holds more"),
        (b"<a %s/>" % b" ".join(b'a%d=""' % n for n in range(800_000)), "a tag"),
        (b"<!--%s-->" % bytes(b"-" * 9_000_000), "a comment"),
        (b"<?a %s?>" % (b"<" * 9_000_000), "a comment"),
        (b"".join(b"<a%d/>" % number for number in range(MOST_ELEMENTS + 1)), "holds more"),
        (b"<a b='%s'/>" % (b"x" * MOST_TAG), "a tag"),
        (b"<table:table-row/>" * 500_000, "sheet Answers: It has more than"),
        (b"<table:table-row>%s</table:table-row>" % (b"<table:table-cell/>" * 100_000), "It has more than"),
        (b"<table:table/>", "sheet Answers: It is not laid out"),
        (b"<table:table-row><table:table-row/></table:table-row>", "row 4: It is not laid out"),
        (b"<table:table-cell/>", "sheet Answers: It is not laid out"),
    ],
    ids=lambda given: given[:24].decode() if isinstance(given, bytes) else "",
)
def test_content_that_costs_more_than_it_seems_is_refused(more: bytes, said: str) -> None:
    words = within_memory(at_the_end(more))
    assert words.startswith("file, ")
    assert said in words


def test_a_long_name_for_many_things_is_written_once() -> None:
    """A parser that puts the whole name before each would make gigabytes of this."""
    names = b'<a xmlns:z="urn:%s">' % (b"z" * (MOST_TAG - 100))
    things = b"".join(b"<z:a%d/>" % number for number in range(MOST_ELEMENTS // 2))
    assert within_memory(at_the_end(names + things + b"</a>")) == "taken"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("entity", ['SYSTEM "file:///etc/passwd"', '"&c;&c;"'])
def test_entities_stand_for_nothing(entity: str, encoding: str) -> None:
    start = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    kind = f'<!DOCTYPE a [<!ENTITY c "4"><!ENTITY b {entity}>]>'
    root = ROOT.decode().replace("<text:p>4</text:p>", "<text:p>&b;</text:p>")
    words = within_memory(packed(WHOLE, {"content.xml": f"{start}{kind}{root}".encode(encoding)}))
    assert words == "" or words.startswith("file, content.xml, byte ")


def test_a_file_that_names_an_encoding_that_is_none_is_read_as_utf_8() -> None:
    for encoding in ("rot13", "hex", "utf-7", "idna", "x" * 200):
        start = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
        changed = start + ROOT
        assert within_memory(packed(WHOLE, {"content.xml": changed})) in ("", "taken")


NUMBERS = [
    "9" * 29,
    "Infinity",
    "-Infinity",
    "NaN",
    "sNaN",
    "1E-999999",
    "1E+999999999",
    "4e0",
    "0x4",
    " 4",
    "٤",
    "+4",
]


@pytest.mark.parametrize("value", [*NUMBERS, "4" * 5_000, "\u202e4"])
def test_a_number_that_no_spreadsheet_writes_is_refused_with_its_cell(value: str) -> None:
    def change(answers: Table, _: Table) -> None:
        cell = answers.get_cell("B3")
        cell.set_attribute("office:value-type", "float")
        cell.set_attribute("office:value", value)
        answers.set_cell("B3", cell)

    words = within_memory(sheet(HERE, [["4"]], change=change))
    assert words.startswith("file, sheet Answers, cell B3: ")
    assert len(words) < 200


@pytest.mark.parametrize(
    ("value", "shown"), [("4", 4), ("4.0", 4), ("4.000000000000000", 4), ("0000000004", 4)]
)
def test_a_number_is_read_however_a_program_writes_it(value: str, shown: int) -> None:
    def change(answers: Table, _: Table) -> None:
        answers.set_value("B3", 4)
        cell = answers.get_cell("B3")
        cell.set_attribute("office:value", value)
        answers.set_cell("B3", cell)

    assert read(HERE, sheet(HERE, [["1"]], change=change)).voices == (
        {A1: VoiceAnswer(AnswerKind.RATING, shown)},
    )


@pytest.mark.parametrize("times", ["1000000", "-5", "0", "9" * 5_000, "1e9", "٣", "", "two"])
@pytest.mark.parametrize("what", ["rows", "columns"])
def test_what_is_repeated_without_end_is_refused_where_it_begins(what: str, times: str) -> None:
    repeated = f' table:number-{what}-repeated="{times}"'.encode()
    number = CONTENT.index(b'office:value="1"')  # in A3, the first cell of the row
    tag = b"<table:table-row" if what == "rows" else b"<table:table-cell"
    begins = CONTENT.rindex(tag, 0, number) + len(tag)
    data = packed(WHOLE, {"content.xml": CONTENT[:begins] + repeated + CONTENT[begins:]})
    assert refusal(data).startswith(("file, sheet Answers, row 3: It", "file, sheet Answers, cell A3: It"))
    within_memory(data, 10_000_000)


@pytest.mark.parametrize(
    "more",
    [
        b"<text:p>%s</text:p>" % (b"4" * (MOST_CHARACTERS + 1)),
        b"<text:p>%s</text:p>" % (b"4" * (MOST_TAG - 100)),
        b'<text:p>4<text:s text:c="1000000"/>x</text:p>',
        b"<text:p>4</text:p>" * MOST_CHARACTERS,
        b"<text:p>4%s</text:p>" % (b"<text:tab/>" * MOST_CHARACTERS),
    ],
    ids=["letters", "more letters", "spaces", "lines", "tabs"],
)
def test_a_cell_that_nobody_could_have_filled_in_is_refused(more: bytes) -> None:
    words = within_memory(in_cell(more))
    assert words.startswith("file, sheet Answers, cell B3: ")
    assert f"{MOST_CHARACTERS:,}" in words


@pytest.mark.parametrize("more", [b"<table:table/>", b"<table:table-row/>", b"<table:table-cell/>"])
def test_a_table_within_a_cell_is_refused(more: bytes) -> None:
    assert refusal(in_cell(more)).startswith("file, sheet Answers, cell B3: ")


def test_what_was_noted_beside_a_cell_is_no_part_of_it() -> None:
    note = b"<office:annotation><text:p>%s</text:p></office:annotation>" % (b"5" * 2_000)
    for more in (note + b"<text:p>4</text:p>", b"<text:p>4</text:p>" + note):
        assert read(HERE, in_cell(more)).voices[0][A1].rating == 4


def test_a_sheet_that_is_there_twice_is_read_once() -> None:
    again = b'</table:table><table:table table:name="Answers"><table:table-row/>'
    assert read(HERE, at_the_end(again)).voices[0][A1].rating == 4


# --- text, and all that meets a pattern

LONG = MOST_BYTES - 2_000
HEAD = text(HERE).partition("1. ")[0]


def told_by_a_child(data: bytes, folder: Path) -> str:
    """Read in a process of its own, which can be ended while a pattern holds it up."""
    file = folder / "file"
    file.write_bytes(data)
    program = (
        "import sys; from pathlib import Path; from bot.voices.reading import *;"
        "found = opened('file', Path(sys.argv[1]).read_bytes());"
        "from tests.bot.voices.test_hostile import HERE; print(gathered([found], HERE).voices)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(file)],
        capture_output=True,
        text=True,
        timeout=100,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("1." + " " * LONG + "x", "line 7"),
        ("1: 4" + " " * LONG + "x", "line 7"),
        ("1: 4\ny" + " \u2028" * 400_000 + "x", "line 8"),
        ("1: 4" + "\nx" * (LONG // 2), "line 7"),
        ("Who: " + "x " * (LONG // 2), "line 7"),
        ("> " * (LONG // 2) + "x", "line 7"),
    ],
    ids=["label", "answer", "separators", "lines", "head", "sent on"],
)
def test_a_text_that_would_hold_up_a_pattern_is_refused_with_its_line(
    line: str, place: str, tmp_path: Path
) -> None:
    data = f"{HEAD}{line}\n".encode()
    assert LONG // 2 < len(data) <= MOST_BYTES
    assert f"NotRead: file, {place}: " in told_by_a_child(data, tmp_path)


def test_a_cell_that_would_hold_up_a_pattern_is_refused_with_its_place(tmp_path: Path) -> None:
    lines = "4" + "\u2003" * 200_000
    more = f"<text:p>{lines}</text:p><text:p>x</text:p><text:p>y</text:p>".encode()
    assert "NotRead: file, content.xml, byte " in told_by_a_child(in_cell(more), tmp_path)


def test_what_stands_around_the_answers_in_a_mail_may_be_long() -> None:
    long = "We talked about this. " * 500
    assert len(read(HERE, f"{long}\n{text(HERE, '4')}{long}").voices) == 1


@pytest.mark.parametrize(
    "lines",
    [
        "Balance answers: 1\n" * 100_000,
        HEAD + "".join(f"{number}:\n" for number in range(1_000)),
        HEAD + "".join(f"A{'a' * number}: x\n" for number in range(900)),
        "\n" * LONG,
        "\r" * LONG + HEAD,
    ],
    ids=["people", "questions", "head", "nothing", "nothing before"],
)
def test_a_text_of_very_many_small_things_takes_little(lines: str) -> None:
    words = within_memory(lines.encode())
    assert words in ("", "taken") or words.startswith("file, line ")


def test_more_people_than_a_group_can_have_are_refused_with_the_line() -> None:
    assert refusal((text(HERE, "4") * (MOST_VOICES + 1)).encode()).startswith("file, line ")


@pytest.mark.parametrize(
    "typed", ["not \u017fure", "don't \u212anow", "n/\u00e5", "\u0664", "4\u0301", "4\u00b2", "??"]
)
def test_letters_that_are_like_others_are_no_answer(typed: str) -> None:
    with pytest.raises(NotRead, match="is no answer"):
        read(HERE, text(HERE, typed))


def test_what_a_refusal_quotes_is_short_and_cannot_turn_or_steer_what_is_around_it() -> None:
    nasty = "\u202e\x1b[2J" + "x" * 900
    for data in (
        text(HERE, nasty),
        text(HERE).replace(HERE.id, nasty),
        text(HERE).replace(", version", nasty),
        text(HERE).replace("Label of a-1", nasty),
        text(HERE, whose="panel").replace("Who: panel", nasty),
    ):
        words = refusal(data.encode())
        assert words.startswith("file, line ")
        assert words.isprintable()
        assert len(words) < 300


def test_whose_they_are_is_refused_with_its_place() -> None:
    for whose in ("x" * 61, "sam@riverside.example", "https://riverside.example/sam", "\u200b"):
        changed = text(HERE, "4").replace("Who: tenants’ panel", f"Who: {whose}")
        assert refusal(changed.encode()).startswith("file, line 5: ")


def test_all_that_people_can_fill_in_is_taken() -> None:
    """The limits are for nobody who answers."""
    words = "漢" * WORDS_LIMIT
    rows = [["does not apply", words] * len(ASKED.questions)] * MOST_VOICES
    assert len(read(HERE, sheet(HERE, rows)).voices) == MOST_VOICES
    said = [f"does not apply, {words}"] * len(ASKED.questions)
    assert len(read(HERE, text(HERE, *said, whose="x" * 60)).voices) == 1
