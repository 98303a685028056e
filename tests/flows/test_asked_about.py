"""What a question about an assessment names."""

import pytest

from flows.folding import beginnings, folded, has_words
from flows.hearing import hear, hear_mention
from flows.hearing.asked_about import asks_people
from flows.intents import Ask, WhoDecides


def asked(text: str) -> Ask:
    heard = hear_mention(text)
    assert isinstance(heard, Ask)
    return heard


@pytest.mark.parametrize(
    ("text", "named", "chiefly"),
    [
        ("is the ward discharge data approved?", "ward discharge", "ward discharge"),
        ("can we share the ward discharge data yet", "ward discharge", "ward discharge"),
        ("can we share the ward data with the trust?", "ward trust", "ward"),
        ("did the board agree to the ward data?", "ward", "ward"),
        ("Has anybody signed off the children's data?", "children's", "children's"),
        ("can we share this with the NHS?", "nhs", "nhs"),
        ("is it approved?", "", ""),
        ("can we share the data?", "", ""),
    ],
)
def test_the_words_that_may_stand_in_a_title(text: str, named: str, chiefly: str) -> None:
    assert asked(text).named == tuple(named.split())
    assert asked(text).chiefly == tuple(chiefly.split())


def test_what_is_at_hand_and_what_was_decided_are_asked_of() -> None:
    assert asked("can we share this with the NHS?").this
    assert asked("is it approved?").this
    assert not asked("is it true that the ward data is approved?").this
    assert asked("is it approved?").standing
    assert not asked("what does the law say?").standing


@pytest.mark.parametrize(
    ("title", "words", "has"),
    [
        ("Ward discharge data", "wards", True),
        ("Children’s services", "childrens", True),
        ("Children’s services", "child", False),
        ("Forward plan", "ward", False),
        ("Warden housing", "ward", False),
        ("ARREARS data", "arrears", True),
        ("Straße 7", "strasse 7", True),
    ],
)
def test_a_title_has_a_word_as_a_whole(title: str, words: str, *, has: bool) -> None:
    assert has_words(title, words.split()) is has


@pytest.mark.parametrize(
    "text",
    ["who decides?", "Who decides", "who's deciding?", "so who will decide?", "who decides on this, please?"],
)
def test_who_decides_is_heard_in_a_thread(text: str) -> None:
    assert hear(text) == WhoDecides()


@pytest.mark.parametrize(
    "text",
    [
        "who decides on the menu for Friday?",
        "Tom, who decides?",
        "who decides that, you or me?",
        "depends who decides",
        "I wonder who decides this",
        "who decided that?",
        "ask who decides",
    ],
)
def test_what_colleagues_ask_each_other_of_it_is_talk(text: str) -> None:
    assert hear(text) is None


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("has O’Brien’s project been approved?", "O'Brien's project"),
        ("is the ward data approved?", "Ward-level data"),
        ("are the GP policies approved?", "The policy of the GPs"),
    ],
)
def test_a_title_is_found_however_it_is_written(asked: str, title: str) -> None:
    question = asks_people(asked)
    assert question
    assert has_words(title, question.named)
    assert all(part in folded(title) for part in beginnings(question.named)), "the store finds it too"
