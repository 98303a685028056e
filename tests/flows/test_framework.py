"""Reading a question file: what is right comes out whole, what is wrong is said with place and reason."""

import copy
import json
import tempfile
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import yaml_text
from flows.errors import FrameworkError
from flows.framework import Band, Framework, default_framework, from_json, read
from tests.flows.frameworks import framework, frameworks

Content = dict[str, Any]


@pytest.fixture
def content() -> Content:
    """A small question file with nothing wrong in it."""

    def question(name: str) -> Content:
        return {
            "id": name,
            "label": f"Label of {name}",
            "text": f"Is {name} good?",
            "why": "It matters.",
            "levels": ["Very bad.", "Bad.", "Fair.", "Good.", "Very good."],
            "evidence": "A paper.",
        }

    return {
        "id": "small",
        "version": "3",
        "name": "Small",
        "wording": "original",
        "sources": ["Our own."],
        "principles": [
            {
                "id": "kind",
                "name": "Kind",
                "summary": "Is it kind?",
                "questions": [question("kind-now"), question("kind-later")],
            },
            {"id": "fair", "name": "Fair", "summary": "Is it fair?", "questions": [question("fair-to-all")]},
        ],
        "bands": [{"name": "High", "minimum": 3.5}, {"name": "Low", "minimum": 1}],
    }


def read_content(folder: Path, content: object) -> Framework:
    file = folder / "own.yml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return read(file)


# What is right


def test_an_own_file_is_read_whole(tmp_path: Path, content: Content) -> None:
    content["principles"][0]["questions"][1]["weight"] = 1.5
    content["band_coverage"] = "60 %"
    own = read_content(tmp_path, content)
    assert [question.id for question in own.questions] == ["kind-now", "kind-later", "fair-to-all"]
    assert own.question("kind-later").weight == Fraction(3, 2)
    assert own.has_weights
    assert own.bands == (Band("High", Decimal("3.5")), Band("Low", Decimal(1)))
    assert own.band_coverage == Fraction(3, 5)
    assert (own.id, own.version, own.wording, own.sources) == ("small", "3", "original", ("Our own.",))


def test_questions_know_their_number_and_their_principle(tmp_path: Path, content: Content) -> None:
    own = read_content(tmp_path, content)
    assert [own.number(question.id) for question in own.questions] == [1, 2, 3]
    assert own.principle_of("fair-to-all").name == "Fair"
    for ask in (own.question, own.number, own.principle_of):
        with pytest.raises(KeyError):
            ask("nowhere")


def test_a_level_is_asked_for_by_its_rating() -> None:
    question = framework((1,)).questions[0]
    assert (question.level(1), question.level(5)) == ("Very bad.", "Very good.")
    for rating in (0, 6, -1):
        with pytest.raises(ValueError, match="no level"):
            question.level(rating)


def test_one_question_in_one_principle_is_enough(tmp_path: Path, content: Content) -> None:
    content["principles"] = content["principles"][1:]
    assert len(read_content(tmp_path, content).questions) == 1


def test_forty_questions_in_ten_principles_fit(tmp_path: Path, content: Content) -> None:
    content["principles"] = many(content, principles=10, questions=4)
    assert len(read_content(tmp_path, content).questions) == 40


def many(content: Content, principles: int, questions: int) -> list[Content]:
    model = content["principles"][1]
    return [
        model
        | {"id": f"p{p}", "name": f"P {p}"}
        | {
            "questions": [
                model["questions"][0] | {"id": f"q{p}-{q}", "label": f"Q {p} {q}"} for q in range(questions)
            ]
        }
        for p in range(principles)
    ]


def test_line_breaks_and_spaces_around_a_text_do_not_count(tmp_path: Path, content: Content) -> None:
    content["principles"][0]["questions"][0]["text"] = "  Is it\n  good?\n"
    assert read_content(tmp_path, content).questions[0].text == "Is it good?"


@settings(deadline=None)
@given(frameworks())
def test_a_stored_framework_comes_back_the_same(chosen: Framework) -> None:
    again = from_json(chosen.to_json())
    assert again == chosen
    assert hash(again) == hash(chosen)
    assert again.to_json() == chosen.to_json()
    assert again.questions == chosen.questions
    assert again.bands == chosen.bands


def test_what_was_stored_with_a_name_that_cannot_be_seen_is_still_read(default: Framework) -> None:
    stored = json.loads(default.to_json()) | {"name": "\u200b"}
    assert from_json(json.dumps(stored)).name == "\u200b"


def test_the_shipped_framework_comes_back_the_same(default: Framework) -> None:
    assert from_json(default.to_json()) == default == default_framework()


def test_the_digest_changes_with_any_word(default: Framework) -> None:
    other = from_json(default.to_json().replace("plain email", "plain post"))
    assert other.digest != default.digest
    assert other != default
    assert len(default.digest) == 64


def test_a_framework_equals_nothing_but_a_framework(default: Framework) -> None:
    assert default != default.to_json()


# What is wrong

FIRST = "principles → Kind → kind-now"
NINES = "9" * 5_000
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in pairwise("abcdefgh")
)
"""Ten million texts in eight lines."""
MERGED = "a: &a {b: c, d: e}\n" + "".join(
    f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 10)}]}}\n" for before, name in pairwise("abcdefgh")
)


def repr_of(case: object) -> str:
    return f"{case!r:.40}"


def in_first(key: str, value: object) -> Callable[[Content], None]:
    return lambda content: content["principles"][0]["questions"][0].__setitem__(key, value)


def at_top(key: str, value: object) -> Callable[[Content], None]:
    return lambda content: content.__setitem__(key, value)


def without(key: str) -> Callable[[Content], None]:
    return lambda content: content.__delitem__(key)


NO_WEIGHT = f"{FIRST} → weight: must be a plain number, such as 1.5."

BROKEN: list[tuple[str, Callable[[Content], object], str]] = [
    ("no id", without("id"), "id: is missing."),
    ("no version", without("version"), "version: is missing."),
    (
        "version is a number",
        at_top("version", 1),
        "version: must be text. Put it in quotes if it is a number or has a colon in it.",
    ),
    ("blank name", at_top("name", "  "), "name: is empty."),
    ("no sources", at_top("sources", []), "sources: has 0 entries; at least 1."),
    ("unknown wording", at_top("wording", "mine"), "wording: must be paraphrase or original."),
    ("unknown field", at_top("colour", "red"), "colour: is not a field that is known here."),
    ("no principles", at_top("principles", []), "principles: has 0 entries; at least 1."),
    ("principles is text", at_top("principles", "none"), "principles: must be a list."),
    (
        "a principle is text",
        at_top("principles", ["none"]),
        "principles → number 1: must have fields of its own, such as “id:”.",
    ),
    (
        "four levels",
        in_first("levels", ["a", "b", "c", "d"]),
        f"{FIRST} → levels: has 4 entries; there must be exactly 5, from level 1 to level 5.",
    ),
    (
        "six levels",
        in_first("levels", list("abcdef")),
        f"{FIRST} → levels: has 6 entries; there must be exactly 5, from level 1 to level 5.",
    ),
    ("unseen version", at_top("version", "\u200b"), "version: is empty."),
    ("unseen name", at_top("name", "\u200b\u2060 \u3164"), "name: is empty."),
    ("unseen source", at_top("sources", ["\u200b"]), "sources → number 1: is empty."),
    ("unseen label", in_first("label", "\u200b"), f"{FIRST} → label: is empty."),
    ("unseen text", in_first("text", "\u2800"), f"{FIRST} → text: is empty."),
    ("unseen reason", in_first("why", "\u200b"), f"{FIRST} → why: is empty."),
    ("unseen evidence", in_first("evidence", "\u200b"), f"{FIRST} → evidence: is empty."),
    ("blank level", in_first("levels", ["a", "b", " ", "d", "e"]), f"{FIRST} → levels → level 3: is empty."),
    (
        "long level",
        in_first("levels", ["a" * 151, "b", "c", "d", "e"]),
        f"{FIRST} → levels → level 1: has 151 characters; at most 150 fit.",
    ),
    ("long label", in_first("label", "x" * 31), f"{FIRST} → label: has 31 characters; at most 30 fit."),
    ("long question", in_first("text", "x" * 251), f"{FIRST} → text: has 251 characters; at most 250 fit."),
    ("long why", in_first("why", "x" * 601), f"{FIRST} → why: has 601 characters; at most 600 fit."),
    (
        "long evidence",
        in_first("evidence", "x" * 601),
        f"{FIRST} → evidence: has 601 characters; at most 600 fit.",
    ),
    (
        "long principle name",
        lambda content: content["principles"][1].__setitem__("name", "x" * 25),
        f"principles → {'x' * 25} → name: has 25 characters; at most 24 fit.",
    ),
    (
        "id with spaces",
        in_first("id", "Kind now"),
        "principles → Kind → Kind now → id: may only have small letters a to z, digits and single hyphens.",
    ),
    (
        "id of a fixed state",
        in_first("id", "review"),
        "questions → review → id: is a word that Balance needs for itself.",
    ),
    (
        "id twice",
        in_first("id", "fair-to-all"),
        "questions: the id “fair-to-all” is there 2 times; each may be there once.",
    ),
    (
        "label twice",
        in_first("label", "Label of fair-to-all"),
        "questions: the label “Label of fair-to-all” is there 2 times; each may be there once.",
    ),
    (
        "principle id twice",
        lambda content: content["principles"][1].__setitem__("id", "kind"),
        "principles: the id “kind” is there 2 times; each may be there once.",
    ),
    ("weight zero", in_first("weight", 0), f"{FIRST} → weight: must be more than 0."),
    ("weight below zero", in_first("weight", -1), NO_WEIGHT),
    (
        "weight is a word",
        in_first("weight", "heavy"),
        NO_WEIGHT,
    ),
    ("weight is true", in_first("weight", True), NO_WEIGHT),
    (
        "weight is endless",
        in_first("weight", float("inf")),
        NO_WEIGHT,
    ),
    (
        "bands from weak to strong",
        lambda content: content["bands"].reverse(),
        "bands: must go from the strongest to the weakest, each with a lower minimum.",
    ),
    (
        "no band for the lowest scores",
        at_top("bands", [{"name": "High", "minimum": 2}]),
        "bands: the last must have the minimum 1.0, so that every score has a band.",
    ),
    (
        "band above 5",
        at_top("bands", [{"name": "High", "minimum": 6}]),
        "bands → High → minimum: must be from 1 to 5, with at most one decimal.",
    ),
    (
        "band finer than scores are shown",
        at_top("bands", [{"name": "High", "minimum": 3.25}]),
        "bands → High → minimum: must be from 1 to 5, with at most one decimal.",
    ),
    ("coverage above all", at_top("band_coverage", "101 %"), "band_coverage: must be from 0 % to 100 %."),
    (
        "41 questions",
        lambda content: content.__setitem__("principles", many(content, 1, 41)),
        "principles → P 0 → questions: has 41 entries; at most 40.",
    ),
    (
        "42 questions in two principles",
        lambda content: content.__setitem__("principles", many(content, 2, 21)),
        "questions: there are 42; at most 40 fit an assessment.",
    ),
    (
        "11 principles",
        lambda content: content.__setitem__("principles", many(content, 11, 1)),
        "principles: has 11 entries; at most 10.",
    ),
]


@pytest.mark.parametrize(("broken", "words"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_file_is_refused_with_file_place_and_reason(
    tmp_path: Path, content: Content, broken: Callable[[Content], object], words: str
) -> None:
    before = copy.deepcopy(content)
    broken(content)
    assert content != before
    with pytest.raises(FrameworkError) as error:
        read_content(tmp_path, content)
    assert str(error.value) == f"{tmp_path / 'own.yml'}: {words}"


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path, content: Content) -> None:
    del content["version"]
    content["principles"][0]["questions"][0]["label"] = ""
    with pytest.raises(FrameworkError) as error:
        read_content(tmp_path, content)
    file = tmp_path / "own.yml"
    assert (
        str(error.value)
        == f"{file}: 2 things are wrong.\n- version: is missing.\n- {FIRST} → label: is empty."
    )
    assert (error.value.file, error.value.place, error.value.reason) == (str(file), "version", "is missing.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id: [", "is not valid YAML in line 1: "),
        ("id: a\nname: b: c\n", "is not valid YAML in line 2: "),
        ("id: a\nversion: '1'\nid: b\n", "“id” is given twice, the second time in line 3."),
        ("a: {b: 1, b: 2}", "“b” is given twice, the second time in line 1."),
        ("\x00", "is not valid YAML in line 1: "),
        ("", "must hold a list of fields"),
        ("- one\n- two\n", "must hold a list of fields"),
        ("? [a, b]\n: c\n", "a list or a group of fields in line 1 cannot be the name of a field"),
        ("id: a\non: b\n", "“on” in line 2 cannot be the name of a field: it is not text."),
        ("id: a\nno: b\n", "“no” in line 2 cannot be the name of a field: it is not text."),
        ("id: a\n1: b\n", "“1” in line 2 cannot be the name of a field: it is not text."),
        ("? \n: b\n", "“” in line 1 cannot be the name of a field: it is not text."),
        ("id: a\n2026-13-45: b\n", "“2026-13-45” in line 2 cannot be the name of a field"),
        ("a: b\n<<: c\n", "“<<” in line 2 must name a group of fields."),
        ("id: a\nname: " + "[" * 200_000, "is nested too deep in line 2."),
        ("".join(f"{' ' * n}a:\n" for n in range(40)), "is nested too deep in line 20."),
        ("".join(f"{' ' * n}-\n" for n in range(800)), "is nested too deep in line 21."),
        ("- a\n" * 90_000, "holds more than such a file can, from line 10000 on."),
        (MERGED, "holds more than such a file can, from line 5 on."),
        (BOMB, "holds more than such a file can, from line 4 on."),
        ("a: &a\n  b: *a\n", "holds itself in line 2."),
        ("a: *b\n", "is not valid YAML in line 1: "),
        ('id: a\nname: "\\ud800"\n', "has a character that cannot be shown, U+D800, in the text of line 2."),
        ('id: a\n"\\ud800": b\n', "has a character that cannot be shown, U+D800, in the text of line 2."),
        ('id: a\nname: "\\0"\n', "has a character that cannot be shown, U+0000, in the text of line 2."),
        ('id: a\nname: "\\x1b[2J"\n', "has a character that cannot be shown, U+001B, in the text of line 2."),
        ('id: a\nname: "\\Uffffffff"\n', "is not valid YAML in line 2: "),
        ('id: a\nname: "\\U00110000"\n', "is not valid YAML in line 2: "),
        (f"%YAML {NINES}.1\n---\nid: a\n", "is not valid YAML in line 1: "),
        ("#" * 1_000_000, "is longer than 400 kB."),
        ("#" * 400_000 + "é", "is longer than 400 kB."),
    ],
    ids=repr_of,
)
def test_a_file_that_is_no_question_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "own.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FrameworkError) as error:
        read(file)
    assert str(error.value).startswith(f"{file}: {words}")
    assert len(str(error.value)) < 400


@pytest.mark.parametrize(
    "lines",
    [
        *(
            f"weight: {NINES}",
            f"weight: '{NINES[:400]}'",
            f"weight: {NINES[:400]}",
            f"weight: '1/{NINES[:400]}'",
        ),
        *(
            f"weight: 0.{NINES[:400]}",
            "weight: 1.5/3",
            "weight: 1:30",
            "weight: 2026-13-45",
            "weight: !!int ''",
        ),
        *("weight: 1.5 %%", "weight: /3", "weight: .", "weight: !!float x", "weight: !!timestamp x"),
        *(
            "weight:",
            "weight: yes",
            "weight: !!bool maybe",
            "weight: !!binary ü",
            "weight: 0b_",
            "weight: ''",
        ),
    ],
    ids=repr_of,
)
def test_what_is_no_plain_number_is_said_to_be_none(tmp_path: Path, content: Content, lines: str) -> None:
    content["principles"][0]["questions"][0]["weight"] = "HERE"
    file = tmp_path / "own.yml"
    file.write_text(yaml.safe_dump(content).replace("weight: HERE", lines), encoding="utf-8")
    with pytest.raises(FrameworkError) as error:
        read(file)
    assert str(error.value) == f"{file}: {NO_WEIGHT}"


@pytest.mark.parametrize(
    ("written", "weight"),
    [
        *(
            ("1.5", Fraction(3, 2)),
            (".5", Fraction(1, 2)),
            ("'1/3'", Fraction(1, 3)),
            ("75 %", Fraction(3, 4)),
        ),
        ("0.12345678901234567", Fraction(12345678901234567, 10**17)),
    ],
)
def test_a_number_counts_exactly_as_it_is_written(
    tmp_path: Path, content: Content, written: str, weight: Fraction
) -> None:
    content["principles"][0]["questions"][0]["weight"] = "HERE"
    file = tmp_path / "own.yml"
    file.write_text(yaml.safe_dump(content).replace("HERE", written), encoding="utf-8")
    own = read(file)
    assert own.questions[0].weight == weight
    assert from_json(own.to_json()) == own


def test_fields_that_are_named_elsewhere_are_merged_and_own_ones_win() -> None:
    text = "- &a {x: one, y: one}\n- &b {x: two, z: two}\n- {z: own, <<: [*a, *b]}\n- {<<: *b, x: own}\n"
    content = yaml_text.parse(text)
    assert isinstance(content, list)
    assert content[2:] == [{"x": "one", "y": "one", "z": "own"}, {"x": "own", "z": "two"}]


def test_what_is_bare_is_no_text(tmp_path: Path, content: Content) -> None:
    for written in ("no", "1", "2026-01-31", "~", NINES):
        file = tmp_path / "own.yml"
        words = yaml.safe_dump(content).replace("version: '3'", f"version: {written}")
        file.write_text(words, encoding="utf-8")
        with pytest.raises(FrameworkError, match=r"version: must be text\. Put it in quotes"):
            read(file)


PIECES = (
    *("#", "%", "&a ", "*a ", "!!int ", "!", "|", ">", "'", '"', "- ", "? ", ": ", "[", "]", "{", "}", ", "),
    *("\n", " ", "\t", "---", "<<", "id", "principles", "weight", "version", "0b_", "1:2", "2026-02-31"),
    *("\\ud800", "\\x", "%41", "no", "~", "=", "é", "\u2028", "\x85", "\ufeff"),
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_whatever_is_written_the_answer_is_that_this_is_no_question_file(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.yml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(FrameworkError):
            read(file)


def test_a_long_name_is_not_said_whole(tmp_path: Path, content: Content) -> None:
    content["principles"][0]["name"] = "x" * 100_000
    with pytest.raises(FrameworkError) as error:
        read_content(tmp_path, content)
    assert (
        str(error.value)
        == f"{tmp_path / 'own.yml'}: principles → {'x' * 60} → name: has 100000 characters; at most 24 fit."
    )


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match=r"nowhere\.yml: does not exist\."):
        read(tmp_path / "nowhere.yml")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match=r"cannot be read: Is a directory\."):
        read(tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FrameworkError, match=r"is not a text file in UTF-8\."):
        read(tmp_path / "own.yml")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": "a"}'])
def test_a_stored_framework_that_is_damaged_is_refused(text: str) -> None:
    with pytest.raises(FrameworkError, match=r"^The stored framework: "):
        from_json(text)
