"""What two versions of a framework ask alike: only of that, an answer to one says something of the other."""

from flows.framework import Framework, Question


def asks_the_same(one: Question, other: Question) -> bool:
    """Whether an answer to one of them is an answer to the other: they have the very same words."""
    return (one.text, one.levels) == (other.text, other.levels)


def asked_in_both(one: Framework, other: Framework) -> list[Question]:
    """The questions of `one`, in its order, that `other` asks in the same words under the same id."""
    theirs = {question.id: question for question in other.questions}
    return [
        question
        for question in one.questions
        if question.id in theirs and asks_the_same(question, theirs[question.id])
    ]
