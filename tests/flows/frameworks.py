"""Frameworks and answers for the tests: small ones by hand, and any by hypothesis."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from flows.answer import Answer
from flows.framework import Band, Framework, Principle, Question

BANDS = (Band("Strong", Decimal(4)), Band("Mixed", Decimal(3)), Band("Weak", Decimal(1)))


def question(name: str, weight: Fraction | int = 1) -> Question:
    return Question(
        id=name,
        label=f"Label of {name}",
        text=f"Is {name} good?",
        why="It matters.",
        levels=("Very bad.", "Bad.", "Fair.", "Good.", "Very good."),
        evidence="A paper.",
        weight=Fraction(weight),
    )


def framework(*weights: tuple[Fraction | int, ...]) -> Framework:
    """One principle for each tuple, one question for each weight in it: ids a-1, a-2, b-1, ..."""
    return Framework(
        id="small",
        version="1",
        name="Small",
        wording="original",
        sources=("Our own.",),
        principles=tuple(
            Principle(
                id=letter,
                name=letter.upper(),
                summary=f"All about {letter}.",
                questions=tuple(
                    question(f"{letter}-{number}", weight) for number, weight in enumerate(row, 1)
                ),
            )
            for letter, row in zip("abcdefghij", weights, strict=False)
        ),
        bands=BANDS,
    )


# Each number and each answer is one draw: hypothesis takes its time for each.
WEIGHTS = st.integers(1, 100).map(lambda tenths: Fraction(tenths, 10))


@st.composite
def frameworks(draw: st.DrawFn, equal_weights: bool = False) -> Framework:
    weights = st.just(Fraction(1)) if equal_weights or draw(st.booleans()) else WEIGHTS
    rows = draw(st.lists(st.lists(weights, min_size=1, max_size=8), min_size=1, max_size=4))
    return framework(*(tuple(row) for row in rows))


RATINGS = st.integers(1, 5)
_EVERY_ANSWER = (
    *(Answer.rated(rating) for rating in range(1, 6)),
    Answer.not_sure(),
    Answer.not_applicable("It is not about that."),
)
ANSWERS = st.sampled_from(_EVERY_ANSWER)


@st.composite
def frameworks_with_answers(draw: st.DrawFn) -> tuple[Framework, dict[str, Answer]]:
    """Any framework, with any of its questions answered in any way."""
    chosen = draw(frameworks())
    many = len(chosen.questions)
    given = draw(st.lists(st.sampled_from((None, *_EVERY_ANSWER)), min_size=many, max_size=many))
    answers = zip(chosen.questions, given, strict=True)
    return chosen, {question.id: answer for question, answer in answers if answer is not None}
