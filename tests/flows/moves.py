"""Moves of a progress by somebody, at some time: who and when do not matter to where it leads."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flows import machine
from flows.actor import Actor
from flows.answer import Answer, Given
from flows.progress import Progress
from flows.triggers import Trigger

SOMEBODY = Actor("U0SOMEBODY", datetime(2026, 3, 2, 9, tzinfo=UTC))


def fire(progress: Progress, trigger: Trigger, **what: Any) -> None:
    machine.fire(progress, trigger, SOMEBODY, **what)


def given(answer: Answer) -> Given:
    return Given(answer, SOMEBODY.person, SOMEBODY.at)


def all_given(answers: Mapping[str, Answer]) -> dict[str, Given]:
    return {question: given(answer) for question, answer in answers.items()}
