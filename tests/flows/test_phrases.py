"""The tables of phrases.txt: nothing stands in them that nobody can reach."""

from collections.abc import Callable, Iterator

import pytest

from flows.hearing import hear
from flows.hearing.phrases import LISTS, SAID, spelt_out
from flows.hearing.table import Table
from flows.hearing.wishes import WISHES
from flows.intents import Intent, NotApplicable, NotSure, Offer, Pause, Rate

Heard = Intent | Offer | None
REASON = "they asked everybody"


def is_rated(heard: Heard) -> bool:
    return isinstance(heard, Rate) and heard.rating == 4


def is_offered(heard: Heard) -> bool:
    return isinstance(heard, Offer) and any(isinstance(one, Rate) for one in heard.choices)


def is_likely(heard: Heard) -> bool:
    return is_rated(heard) or is_offered(heard)


def is_a(kind: type) -> Callable[[Heard], bool]:
    return lambda heard: isinstance(heard, kind)


def same_as(expected: Heard) -> Callable[[Heard], bool]:
    return lambda heard: heard == expected


# Of each table: texts of which one must be heard as the last says, with the phrase in the place of “…”.
REACHED: dict[str, tuple[tuple[str, ...], Callable[[Heard], bool]]] = {
    "before": (("… 4", "…, 4", "… it's a 4"), is_rated),
    "before_hedged": (("… 4", "…, 4", "… 4 or 5"), is_offered),
    "correction": (("… 4", "…, 4"), lambda heard: isinstance(heard, Offer) and heard.corrects),
    "after": (("4 …", "4, …"), is_rated),
    "after_led": (("4 …",), is_likely),
    "after_thought": (("4 …", "4, …"), is_offered),
    "after_hedged": (("4 …", "4, …", "4 - …"), is_offered),
    "to_next": (("4 … 5", "4, … 5"), same_as(Offer((Rate(4), Rate(5))))),
    "because": ((f"4 … {REASON}", f"4, … {REASON}"), same_as(Rate(4, REASON))),
    "owing_to": (("4, … consent", "I'd say 4 … consent"), is_likely),
    "on_condition": (("4, … they sign", "4, …"), is_offered),
    "introducing": (("… the contract, 4",), is_likely),
    "doubt": ((f"4 - {REASON}, …",), is_offered),
    "statement": (("4 … asked everybody",), is_likely),
    "quality": (("4 … for everybody", "4 …"), is_likely),
    "excuse": (("… 4 from me", "…, 4 from me", "… for being late, 4 from me"), is_rated),
    "i_am": (("… not sure", "… skip this"), lambda heard: heard in (NotSure(), Offer((NotSure(),)))),
    "about_this": (("not sure …",), is_a(NotSure)),
    "not_sure": (("…",), is_a(NotSure)),
    "skip": (("…",), lambda heard: isinstance(heard, NotSure) and heard.skips),
    "onward": (("…", "let's …"), same_as(Offer((NotSure(),)))),
    "not_sure_likely": (("…", "that's …"), same_as(Offer((NotSure(),)))),
    "not_applicable": (("…", "it …"), is_a(NotApplicable)),
    "polite": (("… pause",), same_as(Pause())),
    "around_wish": (("…, pause",), same_as(Pause())),
    **{f"level_{rating}": (("…",), same_as(Offer((Rate(rating),)))) for rating in range(1, 6)},
    **{f"slip_{rating}": (("… from me",), same_as(Offer((Rate(rating),)))) for rating in range(2, 6)},
}


def ways(phrase: str) -> Iterator[str]:
    """Some of the ways to say it: with each list a little further on, and `*` as a name."""
    for turn in range(0, 60, 3):
        words = ["tom" if word == "*" else word for word in phrase.split()]
        lists = [LISTS[word.strip("<?>")] if word.startswith("<") else (word,) for word in words]
        yield " ".join(ones[turn % len(ones)] for ones in lists)


@pytest.mark.parametrize("table", REACHED)
def test_each_phrase_is_reached_by_some_text(table: str) -> None:
    texts, reached = REACHED[table]
    assert not [
        phrase
        for phrase in SAID[table]
        if not any(reached(hear(text.replace("…", way))) for way in ways(phrase) for text in texts)
    ]


@pytest.mark.parametrize(("name", "wish"), WISHES.items())
def test_each_wish_is_heard_however_it_is_said(name: str, wish: Intent) -> None:
    unheard = [said for said in spelt_out(name) if wish not in (hear(said), hear(f"{said}?"))]
    assert not unheard


def test_no_table_has_a_phrase_twice() -> None:
    for name, phrases in SAID.items():
        assert len(phrases) == len(set(phrases)), name


# A table of its own


TABLE = Table(
    ["put <it> at", "<say?> <it>", "that's", "n/a", "with *"],
    {"it": Table(["it", "it all"]), "say": Table(["say"])},
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("put it at 4", "put it at"),
        ("put it all at 4", "put it all at"),
        ("put  it\nat 4", "put  it\nat"),
        ("it all", "it all"),
        ("say it", "say it"),
        ("thats", "thats"),
        ("that's.", "that's"),
        ("n/a, because", "n/a"),
        ("with o'neil's team", "with o'neil's"),
    ],
)
def test_the_longest_phrase_that_stands_here_is_found(text: str, said: str) -> None:
    found = TABLE.match(text)
    assert found is not None
    assert found.said == said
    assert found in TABLE


@pytest.mark.parametrize("text", ["", " it", "items", "it's", "put it", "say", "n/", "with 4", "that's" * 50])
def test_a_part_of_a_word_is_no_phrase(text: str) -> None:
    assert TABLE.match(text) is None


def test_a_phrase_is_looked_for_between_two_places() -> None:
    text = "so we put it at 4, say it"
    found = TABLE.search(text, 0, 8)
    assert found is None
    found = TABLE.search(text, 7)
    assert found is not None
    assert found.said == "it"
