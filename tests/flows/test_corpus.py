"""Replies as people really type them: line by line in corpus/, and by the hundred in tests/data/replies.

The tables of phrases were collected from `tuned.jsonl`, `tuned_2.jsonl` and `tuned_3.jsonl`. Nobody looked
at `held_out.jsonl` meanwhile, so what it says of the grammar is what a team may expect. Of 128 plain ratings
86 % are taken and 94.5 % taken or offered (the goal is 95); one is taken for another rating. Of 49 hedged
ones 94 % are offered and none is stored; of 47 wishes 87 % are taken; of 226 lines of talk none is taken and
one offered.

`own_check.jsonl` is a third of what was written together with `tuned_2.jsonl` and kept apart: more varied on
purpose, and harder. What was wrongly taken of it was looked at, and moved to `tuned_2.jsonl`; of the rest,
only a handful of lines that a change heard in another way.
`near_talk.jsonl` is talk that is a word away from an answer: offered now and then, never taken.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.slack.markup import decoded
from flows.hearing import hear, hear_mention
from flows.hearing.lines import understood
from flows.intents import (
    NAMES,
    Ask,
    Because,
    Hello,
    HowLong,
    List,
    Offer,
    Okay,
    Questions,
    Rate,
    RemindAgain,
    Scores,
    Start,
    StopReminding,
    Thanks,
    WhoSees,
)

CORPUS = Path(__file__).with_name("corpus")
REPLIES = Path(__file__).parents[1] / "data" / "replies"
BEYOND = {Ask, Hello, HowLong, List, Okay, Questions, RemindAgain, Scores, Start, StopReminding, Thanks}
BEYOND |= {WhoSees}
"""What only the bot itself is told."""
WISHES = ("back", "pause", "resume", "why", "status", "submit", "review", "help", "undo", "who_decides")


def lines(name: str) -> Iterator[str]:
    for line in (CORPUS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def pairs(name: str) -> list[tuple[str, str]]:
    return [(line.split("|", 1)[0], typed(line.split("|", 1)[1])) for line in lines(name)]


def typed(written: str) -> str:
    """With \\n and \\uXXXX as in JSON; quotes stand as they are."""
    return str(json.loads('"' + written.replace('"', '\\"') + '"'))


@pytest.mark.parametrize(("rating", "text"), pairs("rated"))
def test_a_rating_is_taken_as_it_is_typed(rating: str, text: str) -> None:
    for heard in (hear(decoded(text)), hear_mention(decoded(text))):
        assert isinstance(heard, Rate)
        assert heard.rating == int(rating)


@pytest.mark.parametrize(("intent", "text"), pairs("other_answers"))
def test_other_answers_and_commands_are_taken_as_they_are_typed(intent: str, text: str) -> None:
    name = {"Refused": "Invalid"}.get(intent, intent)
    assert type(hear(decoded(text))).__name__ == name


@pytest.mark.parametrize(("offered", "text"), pairs("offered"))
def test_what_is_only_likely_is_offered(offered: str, text: str) -> None:
    assert [str(one) for one in understood(decoded(text))["offer"]] == offered.split()


@pytest.mark.parametrize("text", [typed(line) for line in lines("talk")])
def test_what_people_say_to_each_other_is_no_answer(text: str) -> None:
    assert hear(decoded(text)) is None


def test_the_corpus_has_every_intent_that_a_thread_knows() -> None:
    known = {kind.__name__ for kind in NAMES.keys() - BEYOND - {Rate}}
    seen = {{"Refused": "Invalid"}.get(intent, intent) for intent, _ in pairs("other_answers")}
    assert known == seen
    assert Because.__name__ in seen


@cache
def counted(name: str) -> Counter[tuple[str, str]]:
    """How many of each kind were taken as they were meant, offered, taken wrongly, or left alone."""
    count: Counter[tuple[str, str]] = Counter()
    for line in (REPLIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        reply = json.loads(line)
        heard = hear(decoded(reply["text"]))
        want = "wish" if reply["want"] in WISHES else reply["want"]
        count[want, "all"] += 1
        if heard is None:
            count[want, "left"] += 1
        elif isinstance(heard, Offer):
            count[want, "offered"] += 1
        elif NAMES[type(heard)] == reply["want"] and getattr(heard, "rating", None) == reply["rating"]:
            count[want, "taken"] += 1
        else:
            count[want, "wrong"] += 1
    return count


# In per cent: plain ratings taken, and taken or offered; hedged ones offered; wishes taken.
@pytest.mark.parametrize(
    ("name", "floors"),
    [
        ("tuned", (90, 97, 97, 97)),
        ("tuned_2", (74, 93, 95, 97)),
        ("tuned_3", (77, 90, 97, 97)),
        ("own_check", (67, 87, 88, 95)),
        ("held_out", (85, 94, 90, 85)),
    ],
)
def test_most_of_what_is_said_is_heard(name: str, floors: tuple[int, int, int, int]) -> None:
    count = counted(name)

    def share(want: str, *what: str) -> float:
        return 100 * sum(count[want, one] for one in what) / count[want, "all"]

    reached = (
        share("rate", "taken"),
        share("rate", "taken", "offered"),
        share("offer", "offered"),
        share("wish", "taken"),
    )
    assert all(is_ >= floor for is_, floor in zip(reached, floors, strict=True)), reached


@pytest.mark.parametrize("name", ["tuned", "tuned_2", "tuned_3", "own_check", "held_out"])
def test_talk_is_left_alone(name: str) -> None:
    count = counted(name)
    assert count["talk", "taken"] == count["talk", "wrong"] == 0
    assert count["talk", "offered"] <= 0.03 * count["talk", "all"]
    assert count["offer", "taken"] == count["offer", "wrong"] == 0, "hedged, and stored"


def test_talk_that_is_a_word_away_from_an_answer_is_never_taken() -> None:
    count = counted("near_talk")
    assert count["talk", "all"] > 900
    assert count["talk", "taken"] == count["talk", "wrong"] == 0
