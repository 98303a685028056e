"""How scores work, and where the questions come from: the method behind every summary."""

from typing import Any

from bot.cards import blocks
from bot.cards.callbacks import View
from bot.cards.dots import dots, median, two_places
from bot.cards.scores import COUNTED, SIGNS
from bot.cards.text import escape
from flows.agreement import Agreement
from flows.answer import Mark
from flows.framework import Framework

# Ratings of a few people, in whose dots each word is explained.
MIDDLE = Agreement((0, 1, 1, 3, 0))
AGREED = Agreement((0, 0, 1, 3, 1))
SPREAD = Agreement((1, 0, 2, 1, 1))
SPLIT = Agreement((2, 0, 0, 0, 2))


def how_scores_work(framework: Framework) -> dict[str, Any]:
    texts = (f"*{title}*\n{words}" for title, words in explained(framework))
    return blocks.modal("How scores work", View.READ, [blocks.section(text) for text in texts])


def explained(framework: Framework) -> list[tuple[str, str]]:
    """Title and words of each part; our own words, escaped."""
    bands = ", ".join(f"{band.name} from {band.minimum}" for band in framework.bands)
    weights = (
        "Questions count with these weights: "
        + ", ".join(f"{q.label} {float(q.weight):g}" for q in framework.questions)
        + "."
        if framework.has_weights
        else "Every question counts the same."
    )
    return [
        (
            "The scale",
            "Each question is rated from 1 to 5. 5 is always the stronger case for sharing, "
            "also where the question is about a risk: there, 5 means that the risk is well controlled. "
            "4 and 5 speak for sharing, 1 and 2 against, 3 is in between.",
        ),
        (
            "The score of a principle",
            "The ratings of its questions, added up and divided by how many were "
            f"rated. {escape(weights)} Questions that do not apply are left out. Open questions are left out "
            "too, and counted separately: they are never a zero.",
        ),
        (
            "The range",
            "While questions are open, the card shows how low and how high the score can still "
            "go: once with a 1 for each open question, once with a 5.",
        ),
        (
            "How many are rated",
            "“5 of 6 rated” says how many answers stand behind a score. A word such as "
            f"{escape(framework.bands[0].name)} appears only when at least "
            f"{round(float(framework.band_coverage) * 100)} % of the questions that apply are rated. "
            f"The words are: {escape(bands)}.",
        ),
        (
            "No overall score",
            "The principles stand side by side, because a good one must not hide a bad "
            "one. Every question rated 1 or 2 is listed by name, and so is every open one. All answers says "
            "of these what would have to be true for a better case.",
        ),
        (
            "When people answer alone first",
            "Each rating is a dot beside its level, and no figure stands without the dots.\n"
            "*Median*: the rating in the middle when all stand in a row. Where that is between two levels, "
            "the team chooses one.\n"
            f"`{dots(MIDDLE)}` median {median(MIDDLE)}.\n"
            "*Agreed*: on average, people are at most 0.83 levels from the median (average deviation, Burke "
            "and Dunlap 2002). Where they are split as well, it counts as split.\n"
            f"`{dots(AGREED)}` on average {_away(AGREED)} away.\n"
            "*Split*: at least a third rate 1 or 2, and at least a third 4 or 5. That is after a rule of "
            "RAND and UCLA for panels; to carry it over to five levels is our own choice.\n"
            f"`{dots(SPLIT)}` on average {_away(SPLIT)} away.\n"
            "*Spread*: neither of these. Where half or more give no rating, a question counts as open. It "
            "does not apply only where most say so.\n"
            f"`{dots(SPREAD)}` on average {_away(SPREAD)} away.\n"
            "*A* (van der Eijk 2001) tells in one figure how far people stand together: 1 all at one level, "
            "0 as many at each, -1 half at either end. It stands in exported tables, and nothing hangs on "
            "it.\n"
            f"`{dots(AGREED)}` A {two_places(AGREED.a)}.\n"
            f"`{dots(SPLIT)}` A {two_places(SPLIT.a)}.",
        ),
        ("The marks", f"Each question has one, in the order of the questions: {_marks()}."),
        (
            "In short",
            "score = sum of ratings / number rated\n"
            "lowest = (sum of ratings + 1 for each open question) / number that apply\n"
            "highest = (sum of ratings + 5 for each open question) / number that apply",
        ),
        ("Where the questions come from", _sources(framework)),
    ]


def _away(agreement: Agreement) -> str:
    return two_places(agreement.average_deviation)


def _marks() -> str:
    words = {**COUNTED, Mark.NOT_APPLICABLE: "not applicable"}
    return ", ".join(f"`{SIGNS[mark]}` {said}" for mark, said in words.items())


def _sources(framework: Framework) -> str:
    own = (
        "The questions are worded for Balance after the published framework. "
        if framework.wording == "paraphrase"
        else ""
    )
    return own + escape(" ".join(framework.sources))
