"""What lists and overviews say of many assessments: a few facts of each, never a whole one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from flows.decision import Verdict
from flows.framework import Framework
from flows.stages import Stage, stage_of
from flows.states import State
from flows.waiting import Waiting

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """One assessment as a row. `scores` are tenths by principle, None where there is none; empty before it
    was handed in. `yet_to_decide` are the reviewers whose word is needed, if it waits for one. `previous` is
    the assessment that this one looks at again, `previous_verdict` what that had come to. `conditions` are
    those of its approval, `conditions_met` how many are met (None: not recorded), and `conditions_first` how
    many have to be before anything is shared. `verdict` and `decided_at` are what it was decided to, and
    when; also of one that was closed since. `is_ballot`: it is how the one who looks answers alone."""

    id: str
    title: str
    channel: str
    owner: str
    state: str
    framework: Framework
    created_at: datetime
    updated_at: datetime
    place: str = ""
    """The state, or during a pause the one that it will go on from."""
    turn: int = 0
    everyone: bool = True
    is_ballot: bool = False
    thread_ts: str | None = None
    card_ts: str | None = None
    summary_ts: str | None = None
    handed_in_at: datetime | None = None
    scores: Mapping[str, int | None] = field(default_factory=dict)
    yet_to_decide: tuple[str, ...] = ()
    previous: str | None = None
    previous_verdict: Verdict | None = None
    conditions: int = 0
    conditions_met: int | None = None
    conditions_first: int = 0
    verdict: Verdict | None = None
    decided_at: datetime | None = None

    @property
    def stage(self) -> Stage:
        return stage_of(self.state)

    @property
    def is_alone(self) -> bool:
        """Whether its panel answers alone, each in a ballot."""
        return self.state == State.ALONE


@dataclass(frozen=True, slots=True)
class ListedWait:
    """Something that waits for one person, as a row. `what` is to be done or met, if it is an action or a
    condition."""

    waiting: Waiting
    listed: Listed
    what: str = ""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a longer list. `page` counts from 0."""

    items: Sequence[T]
    page: int = 0
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class WaitingList:
    """What waits for a person. `hidden` counts what stands in channels that they may not see, or that Slack
    could not be asked about."""

    page: Page[ListedWait]
    total: int
    hidden: int = 0


class Concern(StrEnum):
    """What a governance lead looks after, in many assessments."""

    DECISIONS = "decisions"  # a decision waits for longer than TOO_LONG
    ONES = "ones"  # approved with answers of 1
    OVERDUE = "overdue"  # with a condition that is overdue
    CONDITIONS = "conditions"  # with a condition that is not met, or not confirmed
    ACTIONS = "actions"  # with something to do that is overdue
    LOOKS = "looks"  # it is time to look again


TOO_LONG = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many assessments a concern is about, and the first of those that somebody may see; `hidden` are in
    channels that they may not see."""

    concern: Concern
    seen: int
    hidden: int
    first: Sequence["Listed"] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which assessments to list. `person` owns it or has a part in it; every word of `text` stands in the
    title or the description. `days`: begun in the last so many; 0: whenever. `principle` has a score of
    `score` whole points (None: none), as Overview counts them; `question` was rated 1 or 2, or left open."""

    stage: Stage | None = None
    channel: str = ""
    person: str = ""
    text: str = ""
    concern: Concern | None = None
    days: int = 0
    principle: str = ""
    score: int | None = None
    question: str = ""

    @property
    def is_everything(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Wait:
    """How long something has waited: how many, since when at the median, and since when at most."""

    count: int
    median: datetime
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """How often a question was rated 1, rated 2, or left open."""

    question: str
    ones: int
    twos: int
    open: int

    @property
    def total(self) -> int:
        return self.ones + self.twos + self.open


@dataclass(frozen=True, slots=True)
class Overview:
    """Many assessments at once. `waits` is about now, all else about what was begun in the period.

    `scores` has for each principle how many have a score that is shown as 1.0 to 1.9, 2.0 to 2.9 and so on up
    to 5.0, by whole number; None is for those without a score.
    """

    stages: Mapping[Stage, int]
    waits: Mapping[Stage, Wait]
    scores: Mapping[str, Mapping[int | None, int]]
    troubles: Sequence[Trouble]
    handed_in: int
    principles: Mapping[str, str]
    questions: Mapping[str, str]
    """The names of principles and the labels of questions, by id."""
    ties: int = 0
    """How many more questions come up as often as the last of `troubles`."""
    closed: Mapping[Verdict | None, int] = field(default_factory=dict)
    """What was closed, by what it had been decided to; None: to nothing."""
