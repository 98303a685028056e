"""However a text was written, marked up or addressed, it is heard as what stands on the screen."""

import time

import pytest

from flows.hearing import hear, hear_mention
from flows.hearing.lines import understood
from flows.hearing.spoken_to import without_name
from flows.intents import Because, Hello, Intent, NotSure, Offer, Rate, Start, Status

ASKED = Rate(4, "we asked")
PUBLISHED = Rate(4, "it is published")


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("5 because of GDPR Article 6: public task", Rate(5, "because of GDPR Article 6: public task")),
        ("5: GDPR Article 6: public task", Rate(5, "GDPR Article 6: public task")),
        ("5 - GDPR Article 6 - public task", Rate(5, "GDPR Article 6 - public task")),
        ("1 because\n1. nobody asked\n2. nothing signed", Rate(1, "1. nobody asked\n2. nothing signed")),
        ("4 because we asked Sara: she said 2. Tom: 3", Rate(4, "we asked Sara: she said 2. Tom: 3")),
        ("４\u3000because we asked", ASKED),
        ("\u3000４", Rate(4)),
        ("４： we asked", ASKED),
        ("４／５ － we asked", ASKED),
        ("ｎｏｔ ｓｕｒｅ", NotSure()),
        ("4\u202fbecause\u00a0we asked", Rate(4, "we asked")),
        ("don´t know", NotSure()),
        ("donʼt know", NotSure()),
        ("don’t know because nobody asked", NotSure("nobody asked")),
    ],
)
def test_signs_that_look_the_same_are_the_same(text: str, heard: Intent) -> None:
    assert hear(text) == heard


@pytest.mark.parametrize(
    "text",
    [
        "*4 because it is published*",
        "_4 because it is published_",
        "*_4 because it is published_*",
        "_*4 because it is published*_",
        "**4 because it is published**",
        "```4 because it is published```",
        "*4* because it is _published_",
        "*4 because* it is published",
        "4 _because it is published_",
        "“4 because it is published”",
    ],
)
def test_marks_in_pairs_are_not_read(text: str) -> None:
    assert hear(text) == PUBLISHED


@pytest.mark.parametrize(
    "text", ["1: ask Sara 2: ask Tom", "1: read Article 6 2: ask Tom", "1. ask Sara 2. ask Tom"]
)
def test_a_list_of_things_to_do_is_no_answer(text: str) -> None:
    assert hear(text) is None


def test_marks_that_are_no_pairs_stay() -> None:
    assert hear("4 because 2*3*4 rows of *.csv and a_file_name") == Rate(
        4, "2*3*4 rows of *.csv and a_file_name"
    )
    assert hear("*because\nwe asked*") == Because("we asked")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("@Balance 4 because we asked", "4 because we asked"),
        ("@balance: 4 because we asked", "4 because we asked"),
        ("@Balance, 4 because we asked", "4 because we asked"),
        ("@Balance - 4 because we asked", "4 because we asked"),
        ("4 because we asked, @Balance", "4 because we asked"),
        ("4, @Balance, because we asked", "4, because we asked"),
        ("@Balance -1", "-1"),
        ("@Balance:four:", ":four:"),
        ("@Balance?", "?"),
        ("hey @Balance, status", "hey, status"),
        ("@Balance", ""),
    ],
)
def test_the_name_is_taken_off_with_what_stands_beside_it(text: str, rest: str) -> None:
    assert without_name(text) == (rest, True)


@pytest.mark.parametrize("text", ["mail a@balance.org", "@balance-team 4", "@balances 4", "Balance 4"])
def test_what_only_begins_like_the_name_is_none(text: str) -> None:
    assert without_name(text) == (text, False)


def test_what_is_addressed_by_name_is_heard_as_a_mention_is() -> None:
    for text in ("@Balance 4 because we asked", "@Balance: 4 because we asked"):
        assert understood(text)["rating"] == 4
        assert understood(text)["reason"] == "we asked"
    assert understood("@Balance, start Falls")["heard"] == "start"


def test_a_title_may_sound_like_an_answer() -> None:
    assert hear_mention("start Housing data: 2 boroughs") == Start("Housing data: 2 boroughs")
    assert isinstance(hear_mention("hi, maybe 4"), Offer), "while a greeting does not hide one"
    assert hear_mention("status") == Status()
    assert hear_mention("hi") == Hello()


@pytest.mark.parametrize(
    "text",
    [" " * 90_000 + "@Balance", "@Balance " * 9_000, "@Balance" + "," * 90_000, "*a" * 40_000, "_" * 90_000],
)
def test_names_and_marks_take_a_time_that_grows_with_the_length(text: str) -> None:
    begun = time.process_time()
    understood(text)
    assert time.process_time() - begun < 5.0
