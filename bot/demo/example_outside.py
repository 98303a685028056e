"""What somebody outside writes in an example, who is not in Slack: into the form that was made for them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from bot.demo.example_parts import Words
from bot.voices.answer_text import with_words
from bot.voices.invitation import NotRead
from flows.framework import default_framework


def _are_answers(written: dict[int, str]) -> dict[int, str]:
    questions = len(default_framework().questions)
    for number, answer in written.items():
        if not 1 <= number <= questions:
            raise ValueError(f"there is no question {number}")
        try:
            with_words(answer, f"question {number}")
        except NotRead as problem:
            raise ValueError(str(problem)) from None
    return written


Written = Annotated[dict[int, Words], Field(min_length=1), AfterValidator(_are_answers)]
"""One person's answers, by the number of the question: `4`, or `2, nobody asked us`. What they leave
out stays empty."""
