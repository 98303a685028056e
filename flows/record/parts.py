"""The parts of a record as data: answers, decisions, people, the method and all else."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    JsonValue,
    StringConstraints,
)

from flows.answer import AnswerKind, Mark
from flows.decision import Verdict
from flows.evidence import EvidenceKind
from flows.roles import Role
from flows.scoring import ScoreStatus


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # within hours of the first or the last there is
        raise ValueError("no moment in UTC") from None


Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""A database cannot keep a NUL."""
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Person = Annotated[
    Text,
    Field(
        description="Slack's id of a person; “Person 1” where names are left out; “a former colleague” of "
        "somebody who was forgotten."
    ),
]
Id = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]
QuestionId = Annotated[str, Field(description="The id of a question of `framework`.")]
T = TypeVar("T")
Several = Annotated[tuple[T, ...], FailFast()]
"""What is said of one that is wrong takes more memory than it: the first says enough."""


def left_out_if_empty(description: str, empty: Any = ()) -> Any:
    """A field that a file has only where there is something in it: so a file from before there was such a
    field is the same to the byte as one without anything in it."""
    return Field(default=empty, exclude_if=lambda found: found == empty, description=description)


class Part(BaseModel):
    """What all have in common: nothing that is not known is taken."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Question(Part):
    id: str
    label: Text
    text: Text
    why: Text
    levels: Several[Text] = Field(description="What a rating of 1, 2, 3, 4 and 5 stands for.")
    evidence: Text
    weight: str = Field(description="A whole number or a fraction, such as 1/3.")


class Principle(Part):
    id: str
    name: Text
    summary: Text
    questions: Several[Question]


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
    sources: Several[Text]
    principles: Several[Principle]
    bands: Several[Band]
    band_coverage: str = Field(description="The share of questions that must be rated for a word.")


class Option(Part):
    id: str
    label: Text


class When(Part):
    """A field applies only where another one holds one of these options."""

    field: str
    one_of: Several[str]


class SheetField(Part):
    """One fact that is kept for the record, and where it is asked for."""

    id: str
    label: Text
    help: Text
    kind: str = Field(description="“line”, “words”, “choice” or “day”.")
    source: Text
    needed_for: str = Field(description="“any”, “approve”, “decline” or “none”: for which decision.")
    options: Several[Option]
    only_when: When | None
    required_when: When | None = Field(description="That choice is not saved without this field.")


class SheetGroup(Part):
    id: str
    name: Text
    fields: Several[SheetField]


class Sheet(Part):
    """The facts that are kept for the record beside the answers."""

    id: str
    version: str
    name: Text
    groups: Several[SheetGroup]


class Entry(Part):
    """What somebody recorded in a field of `sheet`. The last entry of a field stands."""

    field: str
    value: Text = Field(
        description="Words, the id of an option, or a day. Empty: what was there was taken out."
    )
    by: Person
    at: Moment


class Name(Part):
    """What somebody was called in Slack from a moment on."""

    name: Text
    since: Moment


class PersonNames(Part):
    id: Person
    names: Several[Name] = Field(description="Oldest first; empty where none was kept.")


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
    reasons: Several[Reason]
    by: Person
    at: Moment
    is_median: bool = left_out_if_empty("Whether it is the panel’s median, which that person took.", False)


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
    marks: Several[Mark] = Field(description="One for each question, in their order.")


class File(Part):
    """A file in Slack, of which a record holds the reference only."""

    id: Id
    name: Text
    media_type: Text
    size: int | None = Field(description="Bytes; null: Slack did not say.")
    sha256: str | None = Field(description="In hex; null: Balance could not read the file.")
    deleted_at: Moment | None = Field(description="When Slack told that it was deleted there.")


class Evidence(Part):
    """What shows that an answer is so. It belongs to a question, whatever the answer to that is."""

    number: int = Field(description="Counted from 1.")
    question: QuestionId
    kind: EvidenceKind
    words: Text = Field(description="A sentence, or those of the message; empty: none were given.")
    link: Text = Field(description="To a page, or to the message in Slack; empty: there is none.")
    channel: str = Field(description="Where in Slack a file or a message was; empty for all else.")
    file: File | None
    by: Person
    at: Moment
    taken_back_by: Person | None
    taken_back_at: Moment | None
    said_by: Person = left_out_if_empty(
        "Who wrote the words of a message. Without it: nobody is known to have, or whoever added it did.", ""
    )


class VoiceAnswer(Part):
    question: QuestionId
    kind: AnswerKind
    rating: int | None
    words: Text


class Voice(Part):
    """One person from outside, who has no name here."""

    answers: Several[VoiceAnswer]


class VoiceGroup(Part):
    """People from outside, whose answers are no part of the team's answers and scores."""

    number: int = Field(description="Counted from 1.")
    whose: Text = Field(description="Who they are, in words for their part.")
    voices: Several[Voice]
    files: Several[str] = Field(description="The SHA-256 of each file that this was in, in hex.")
    by: Person = Field(description="Who brought it in; empty: whoever runs Balance, at a terminal.")
    at: Moment


class SubmittedEvidence(Part):
    """A piece of evidence that was handed in."""

    number: int
    mark: str = Field(description="Of what was given; the mark of the submission holds it.")


class Submission(Part):
    """What was handed in: a snapshot that later answers do not touch."""

    number: int
    by: Person
    at: Moment
    mark: str = Field(description="What decisions on it are bound to.")
    scores: Several[Score]
    answers: Several[Answer]
    evidence: Several[SubmittedEvidence] = left_out_if_empty(
        "What stood then. A file from before there was evidence has no such field."
    )


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
    conditions: Several[Condition]
    questions: Several[QuestionId] = Field(description="Those that changes are asked for.")
    acknowledged: Several[QuestionId] = Field(
        description="Weak or open ones that the approval takes note of."
    )
    is_self_review: bool
    withdrawn_at: Moment | None
    withdrawn_why: Text
    entries: int | None = left_out_if_empty(
        "How many of `record.entries` there were when it was made. Without one: there was no sheet.", None
    )


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
    people: Several[Sealed] = Field(min_length=1, description="Slack's ids, whoever acted first.")
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
    must_decide: Several[Person]
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
    asked: Several[QuestionId]
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
    before: Several[Answer] = Field(description="The answers of last time, each to be confirmed or changed.")


class Retention(Part):
    """How long it is kept, as far as that was said."""

    erase_on: date | None = Field(
        description="The day on which it is erased by the rules of its workspace, as people were told."
    )
    kept_until: date | None = Field(description="The day until which somebody asked to keep it at least.")
