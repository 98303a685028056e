"""Replies as people really type them, kept line by line in corpus/: each means what stands beside it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flows.replies import parse, parse_mention

from bot.slack.markup import decoded
from flows import replies
from flows.intents import Rate

CORPUS = Path(__file__).with_name("corpus")


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
    for understood in (parse(decoded(text)), parse_mention(decoded(text))):
        assert isinstance(understood, Rate)
        assert understood.rating == int(rating)


@pytest.mark.parametrize(("intent", "text"), pairs("other_answers"))
def test_other_answers_and_commands_are_taken_as_they_are_typed(intent: str, text: str) -> None:
    assert type(parse(decoded(text))).__name__ == intent


@pytest.mark.parametrize("text", [typed(line) for line in lines("talk")])
def test_what_people_say_to_each_other_is_no_answer(text: str) -> None:
    assert parse(decoded(text)) is None


def test_the_corpus_has_every_intent_that_a_thread_knows() -> None:
    known = set(replies.__all__) - {"Hello", "Intent", "List", "Rate", "Start", "parse", "parse_mention"}
    assert known == {intent for intent, _ in pairs("other_answers")}
