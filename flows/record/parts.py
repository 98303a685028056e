"""The parts of a record as data: answers, decisions, people, the method and all else."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
)

from flows.answer import AnswerKind, Mark
from flows.decision import Verdict
from flows.roles import Role
from flows.scoring import ScoreStatus


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""A database cannot keep a NUL."""
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Person = Annotated[Text, Field(description="Slack's id of a person, or “Person 1” where names are left out.")]
Id = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]
QuestionId = Annotated[str, Field(description="The id of a question of `framework`.")]


class Part(BaseModel):
    """What all have in common: nothing that is not known is taken."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Question(Part):
    id: str
    label: Text
    text: Text
    why: Text
    levels: tuple[Text, ...] = Field(description="What a rating of 1, 2, 3, 4 and 5 stands for.")
    evidence: Text
    weight: str = Field(description="A whole number or a fraction, such as 1/3.")


class Principle(Part):
    id: str
    name: Text
    summary: Text
    questions: tuple[Question, ...]


class Band(Part):
    """The word for scores from `minimum` up to the next stronger one."""

    name: Text
    minimum: str


class Framework(Part):
    """The method: all that is asked, in order, and how scores get their words."""

    id: str
    version: str
    name: Text
    wording: str = Field(description="“paraphrase”: worded for this project after the published framework.")
    sources: tuple[Text, ...]
    principles: tuple[Principle, ...]
    bands: tuple[Band, ...]
    band_coverage: str = Field(description="The share of questions that must be rated for a word.")


class Name(Part):
    """What somebody was called in Slack from a moment on."""

    name: Text
    since: Moment


class PersonNames(Part):
    id: Person
    names: tuple[Name, ...] = Field(description="Oldest first; empty where none was kept.")


class RoleHeld(Part):
    role: Role
    person: Person
    since: Moment | None = Field(description="null: not recorded.")


class Reason(Part):
    """Why an answer is what it is, and what shows it, in one person's words."""

    words: Text
    evidence: Text
    by: Person = Field(description="Empty: its author was not recorded.")
    at: Moment


class Answer(Part):
    question: QuestionId
    kind: AnswerKind
    rating: int | None = Field(description="1 to 5; 5 is always the stronger case for sharing.")
    level: Text | None = Field(description="What that rating stands for, in the words of the framework.")
    reason: Text = Field(description="The words of all who gave a reason, together.")
    evidence: Text
    reasons: tuple[Reason, ...]
    by: Person
    at: Moment


class AnswerChange(Answer):
    """An answer that stood at some time."""

    changed_by: Person | None
    changed_at: Moment | None


class Score(Part):
    """What a submission's answers come to for one principle; numbers of one decimal, as they are shown."""

    principle: str
    status: ScoreStatus
    score: str | None
    low: str | None = Field(description="The score once all that is open is settled in the worst case.")
    high: str | None
    band: Text | None
    rated: int
    applicable: int
    marks: tuple[Mark, ...] = Field(description="One for each question, in their order.")


class Submission(Part):
    """What was handed in: a snapshot that later answers do not touch."""

    number: int
    by: Person
    at: Moment
    mark: str = Field(description="What decisions on it are bound to.")
    scores: tuple[Score, ...]
    answers: tuple[Answer, ...]


class Said(Part):
    by: Person
    at: Moment
    words: Text


class Condition(Part):
    """What an approval asks for, and what became of it. null: not recorded, or it has not happened."""

    words: Text
    owner: Person | None = Field(description="Who sees to it.")
    due: date | None
    before_sharing: bool | None = Field(description="Whether nothing is to be shared before it is met.")
    set_at: Moment | None
    said: Said | None = Field(description="That it is met, with a note or a link.")
    sent_back: Said | None = Field(description="What is missing, until somebody says anew that it is met.")
    confirmed: Said | None


class Decision(Part):
    number: int
    verdict: Verdict
    by: Person
    at: Moment
    submission: int
    mark: str = Field(description="The mark of the submission that was seen.")
    words: Text
    conditions: tuple[Condition, ...]
    questions: tuple[QuestionId, ...] = Field(description="Those that changes are asked for.")
    acknowledged: tuple[QuestionId, ...] = Field(
        description="Weak or open ones that the approval takes note of."
    )
    is_self_review: bool
    withdrawn_at: Moment | None
    withdrawn_why: Text


class Action(Part):
    """Something to be done. `about` is a question's id, or the words of a condition."""

    id: Id
    what: Text
    who: Person
    due: date
    about: Text
    made_by: Person
    made_at: Moment
    done_by: Person | None
    done_at: Moment | None


class Query(Part):
    """What a reviewer asked about an answer."""

    id: Id
    question: QuestionId
    by: Person
    to: Person
    words: Text
    at: Moment


class Sealed(Part):
    """A text that a row of the record commits to; null: it was erased, or left out."""

    digest: str
    text: Text | None
    salt: str | None


class Link(Part):
    """What a line of the history is in the chain of the record, see docs/record.md."""

    number: int = Field(description="Counted from 1.")
    people: tuple[Sealed, ...] = Field(description="Slack's ids, whoever acted first.")
    content: Sealed = Field(description="JSON: what was done, and what came of it.")
    digest: str = Field(description="Over the digest of the row before, and all of this one.")


class Happened(Part):
    """One line of the history."""

    at: Moment
    by: Person
    what: str
    question: QuestionId | None
    detail: dict[str, JsonValue]
    link: Link | None = Field(description="null: it is from before records were chained.")


class Rules(Part):
    """The rules of deciding that held at the last submission."""

    all_decide: bool
    self_review: bool
    must_decide: tuple[Person, ...]
    owner_chooses: bool
    owner_replaces: bool


class Place(Part):
    """Where it is talked about in Slack, and why it cannot be shown there, if it cannot."""

    channel: str
    thread: str | None
    trouble: str | None


class Course(Part):
    """Where it stands."""

    state: str
    return_to: str | None
    paused_from: str | None
    asked: tuple[QuestionId, ...]
    turn: int
    moved_by: Person | None
    moved_ts: str


class Looks(Part):
    """The looks at the same matter before and after this one."""

    again_on: date | None
    looker: Person | None = Field(description="Whom the next one was given to.")
    previous: Id | None
    previous_verdict: Verdict | None
    next: Id | None
    before: tuple[Answer, ...] = Field(
        description="The answers of last time, each to be confirmed or changed."
    )
