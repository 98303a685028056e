"""What somebody who typed something wants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flows.refusals import Why

# An answer's `question` is the number of the one that the words name, as in “question 3: 4”. None: none.


@dataclass(frozen=True, slots=True)
class Rate:
    rating: int
    reason: str = ""
    question: int | None = None


@dataclass(frozen=True, slots=True)
class NotSure:
    """`skips`: said as “skip” or “next”. Where the question has an answer, that one stays."""

    reason: str = ""
    question: int | None = None
    skips: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """Without a reason, the reason is still to be asked for."""

    reason: str = ""
    question: int | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """The reason for the answer that was just given."""

    reason: str


@dataclass(frozen=True, slots=True)
class Invalid:
    """Plainly meant as an answer, but not a valid one."""

    why: Why


@dataclass(frozen=True, slots=True)
class Start:
    """Without a title, the title is still to be asked for."""

    title: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    pass


@dataclass(frozen=True, slots=True)
class GoTo:
    """To the question with this number."""

    question: int


@dataclass(frozen=True, slots=True)
class Keep:
    """Leave this answer as it is, and return to where one was."""


@dataclass(frozen=True, slots=True)
class Pause:
    pass


@dataclass(frozen=True, slots=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True)
class Review:
    pass


@dataclass(frozen=True, slots=True)
class Submit:
    pass


@dataclass(frozen=True, slots=True)
class Status:
    pass


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Explain:
    """Explain the question that is being asked."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take this person's own last answer back."""


@dataclass(frozen=True, slots=True)
class WhoDecides:
    pass


@dataclass(frozen=True, slots=True)
class List:
    pass


@dataclass(frozen=True, slots=True)
class Hello:
    pass


# What is said to the bot alone, or with a mention of it


@dataclass(frozen=True, slots=True)
class Thanks:
    pass


@dataclass(frozen=True, slots=True)
class Okay:
    """It is well; there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How scores come about."""


@dataclass(frozen=True, slots=True)
class Questions:
    """What the bot asks."""


@dataclass(frozen=True, slots=True)
class HowLong:
    """How long it takes."""


@dataclass(frozen=True, slots=True)
class WhoSees:
    """Who can see what somebody answers."""


@dataclass(frozen=True, slots=True)
class StopReminding:
    """No more messages that were not asked for."""


@dataclass(frozen=True, slots=True)
class RemindAgain:
    pass


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that only people can answer. `named` are its words that may stand in the title of what it is
    about, `chiefly` those of them without which it is not that. `this`: it is about what is at hand.
    `standing`: it asks what was decided, or whether something may be shared."""

    named: tuple[str, ...] = field(default=(), compare=False)
    chiefly: tuple[str, ...] = field(default=(), compare=False)
    this: bool = field(default=False, compare=False)
    standing: bool = field(default=False, compare=False)


Intent = (
    Rate
    | NotSure
    | NotApplicable
    | Because
    | Invalid
    | Start
    | Back
    | GoTo
    | Keep
    | Pause
    | Resume
    | Review
    | Submit
    | Status
    | Help
    | Explain
    | List
    | Hello
    | Undo
    | WhoDecides
    | Thanks
    | Okay
    | Scores
    | Questions
    | HowLong
    | WhoSees
    | StopReminding
    | RemindAgain
    | Ask
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Probably meant, but not plainly: nothing is stored until one of these is chosen. `corrects`: it changes
    the answer that this person gave last. `instead_of`: what that answer is, or else the number of the
    question: “change 3 to 4” may mean either."""

    choices: tuple[Intent, ...]
    corrects: bool = False
    instead_of: int = 0


NAMES: Final[Mapping[type[Intent], str]] = {
    Rate: "rate",
    NotSure: "not_sure",
    NotApplicable: "not_applicable",
    Because: "because",
    Invalid: "refused",
    Start: "start",
    Back: "back",
    GoTo: "go_to",
    Keep: "keep",
    Pause: "pause",
    Resume: "resume",
    Review: "review",
    Submit: "submit",
    Status: "status",
    Help: "help",
    Explain: "why",
    Undo: "undo",
    WhoDecides: "who_decides",
    List: "list",
    Hello: "hello",
    Thanks: "thanks",
    Okay: "okay",
    Scores: "scores",
    Questions: "questions",
    HowLong: "how_long",
    WhoSees: "who_sees",
    StopReminding: "stop_reminding",
    RemindAgain: "remind_again",
    Ask: "question",
}
"""What each is called outside the program."""
