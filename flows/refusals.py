"""Why something was not done: a code, with the people, questions and figures that it is about.

No words: these depend on who reads them, and where. `bot/cards/refusals.py` makes them.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from flows.errors import FlowError

if TYPE_CHECKING:
    from flows.answer import Answer
    from flows.framework import Question
    from flows.own_work import OwnPart


class Why(StrEnum):
    """Each reason for which something is refused; what it is about stands behind it."""

    # An answer is not a valid one
    NOT_A_RATING = auto()
    REASON_TOO_LONG = auto()  # length, most
    EVIDENCE_TOO_LONG = auto()  # length, most
    NOT_APPLICABLE_WHY = auto()
    NOT_APPLICABLE_TYPED_WHY = auto()

    # A panel answers alone first
    PANEL_SIZE = auto()  # length, most
    REVEAL_DAY_NOT_TO_COME = auto()
    ANSWERED_ALONE = auto()
    BALLOT_BEGUN = auto()
    BALLOT_IN_DIRECT_MESSAGE = auto()
    NOT_IN_A_BALLOT = auto()
    REVEALED_ALREADY = auto()
    NOT_REVEALED_YET = auto()
    NAMELESS_WITH_SO_FEW = auto()  # most: how many it takes
    TOO_FEW_DONE = auto()  # length: who are done; most: who must be
    BEING_RATED_AGAIN = auto()  # questions
    RATED_TWICE = auto()
    RATED_BY_NOBODY = auto()
    BALLOTS_LEFT_BEHIND = auto()
    NO_PANEL = auto()
    ANSWERED_TOGETHER = auto()
    NO_MEDIANS_TO_TAKE = auto()
    SETTLED_WITHOUT_REASON = auto()  # questions
    PANEL_IS_OVER = auto()
    NOTHING_TO_DISSENT = auto()
    TEAM_HAS_NOT_ANSWERED = auto()
    DISSENT_MISSING = auto()

    # Not possible where the assessment stands
    AT_A_QUESTION = auto()
    AT_REVIEW = auto()
    FIRST_QUESTION = auto()
    NO_SUCH_QUESTION = auto()
    NO_QUESTION_OF_THIS_NUMBER = auto()  # number; most: how many there are
    REASON_OF_ANOTHER = auto()  # questions, number
    REASON_OF_WHICH = auto()  # the same: the one that is asked; it can be of another too
    NAMES_ANOTHER = auto()  # questions, number
    NO_SUCH_QUESTION_AT_REVIEW = auto()
    NOTHING_TO_KEEP = auto()
    NOTHING_TO_KEEP_AT_REVIEW = auto()
    NOT_PAUSED = auto()
    NOT_PAUSED_AT_REVIEW = auto()
    SUBMITTED_FROM_REVIEW = auto()
    NOTHING_RATED = auto()
    DONE_AT_THE_END = auto()
    NOTHING_SAID = auto()
    CHANGED_ALREADY = auto()
    CHANGED_ALREADY_AT_REVIEW = auto()
    NO_ANSWER_YET = auto()
    PAUSED = auto()
    PAUSED_ALREADY = auto()
    SUBMITTED = auto()
    SUBMITTED_NO_PAUSE = auto()
    SUBMITTED_NO_RESUME = auto()
    SUBMITTED_ALREADY = auto()
    SUBMITTED_NO_ABANDONING = auto()
    SUBMITTED_AS_DESCRIBED = auto()
    AWAITS_AGAIN = auto()
    ABANDONED = auto()
    ABANDONED_ALREADY = auto()
    CLOSED = auto()
    CLOSED_ALREADY = auto()
    CLOSED_STANDS = auto()
    APPROVED = auto()
    APPROVED_WITH_CONDITIONS = auto()
    DECLINED = auto()
    APPROVED_ALREADY = auto()
    APPROVED_WITH_CONDITIONS_ALREADY = auto()
    DECLINED_ALREADY = auto()
    NOTHING_TO_DECIDE = auto()
    NO_DECISION = auto()
    CLOSED_AFTER_DECISION = auto()

    # A reviewer has asked for changes
    CHANGES_ASKED = auto()
    CHANGES_ASKED_ALREADY = auto()
    CHANGES_ASKED_NO_PAUSE = auto()
    CHANGES_ASKED_NO_SUBMIT = auto()
    CHANGES_UNDER_WAY = auto()
    CLOSED_AFTER_CHANGES = auto()
    NOT_ASKED = auto()

    # This person may not
    NOT_IN_PANEL = auto()  # people: the owner
    ONLY_OWNER_REVEALS = auto()  # people: the owner
    ONLY_OWNER_CONVENES = auto()  # people: the owner
    ONLY_RATERS_DISSENT = auto()
    NOT_HERE_TO_ANSWER = auto()
    NOT_CHOSEN_TO_ANSWER = auto()  # people: who was
    NOT_HERE_TO_RECORD = auto()
    NOT_CHOSEN_TO_RECORD = auto()  # people: who was
    NOT_HERE_TO_SEE = auto()
    NOT_IN_ITS_CHANNEL = auto()
    NOT_IN_THAT_CHANNEL = auto()
    NOT_IN_CHANNEL_TO_SET = auto()
    WHERE_NOT_KNOWN_NOW = auto()
    THREAD_NOT_KNOWN_NOW = auto()
    ONLY_OWNER_ABANDONS = auto()  # people: the owner
    ONLY_OWNER_MOVES = auto()  # people: the owner
    ONLY_OWNER_DESCRIBES = auto()  # people: the owner
    ONLY_OWNER_HANDS_OVER = auto()  # people: the owner
    ONLY_OWNER_CHOOSES = auto()  # people: the owner
    ONLY_LEADS_CHOOSE = auto()  # people: the governance leads
    REPLACED_ELSEWHERE = auto()  # people: the governance leads
    ONLY_LEADS_REPLACE = auto()  # people: the governance leads
    MUST_DECIDE = auto()  # people: who cannot be left out
    ONLY_THESE_CLOSE = auto()  # people
    ONLY_THESE_TICK = auto()  # people: who does it, the owner
    ONLY_THESE_MEET = auto()  # people: its owner, the assessment's owner
    ONLY_THESE_CONFIRM = auto()  # people: who set it, or the governance leads
    SEES_TO_IT = auto()  # people: who confirms it, else nobody
    OWNER_DOES_NOT_CONFIRM = auto()  # people: who does
    SAID_IT_THEMSELVES = auto()
    ONLY_THESE_LOOK_AGAIN = auto()  # people: the owner, whoever it was given to
    ONLY_THESE_GIVE_LOOK = auto()  # people: the owner, who approved
    ONLY_THESE_START = auto()  # people
    ONLY_THESE_SET = auto()  # people: who else can
    ONLY_THESE_SET_WORKSPACE = auto()  # people: the governance leads
    ONLY_THESE_DECIDE = auto()  # people: who can, else nobody; owner
    OWNS_IT = auto()  # people: who can decide, else nobody; owner; parts: theirs
    ANSWERED_HERE = auto()  # people: who can decide, else nobody; owner; parts: theirs
    NOBODY_CHOSEN = auto()  # owner
    ONLY_MAKER_WITHDRAWS = auto()  # people: who decided
    NO_OWN_DECISION = auto()  # people: who decided, else nobody
    STRANGER = auto()
    PARTNERS_SEE = auto()
    PARTNERS_ANSWER = auto()
    PARTNERS_ELSEWHERE = auto()
    ONLY_OUR_PEOPLE = auto()
    PARTNER_CHOSEN = auto()
    NOBODY_TO_CHOOSE = auto()
    ANSWER_COSTS_DECISION = auto()
    REASON_COSTS_DECISION = auto()
    EVIDENCE_COSTS_DECISION = auto()
    ONLY_OWNER_INVITES = auto()  # people: the owner
    ONLY_THESE_TAKE_BACK = auto()  # people: who added it, the owner
    DECIDES_ON_IT = auto()  # people
    OWN_WORK = auto()  # people: those chosen who own it or answer; parts: of each

    ONLY_LEADS_ERASE = auto()  # people: the governance leads, else nobody
    ONLY_LEADS_SET_RETENTION = auto()  # people: the governance leads, else nobody
    ONLY_THESE_KEEP = auto()  # people: the owner, the governance leads

    # Too late, or too early
    NOT_HERE = auto()
    NOT_POSTED_YET = auto()
    PERSON_NOT_KNOWN_NOW = auto()  # people: of whom Slack does not say whether they have left
    RIGHTS_NOT_KNOWN_NOW = auto()
    HOME_NOT_KNOWN_NOW = auto()
    SAVED_BEFORE = auto()
    CHANGED_MEANWHILE = auto()  # people: who answered, as far as known; answer: what stands now
    OWN_REASON_CHANGED = auto()
    MOVED_MEANWHILE = auto()
    SETTINGS_CHANGED = auto()
    REVIEWERS_CHANGED = auto()  # people: who decides now
    LOOK_CHANGED = auto()
    PARTICULARS_CHANGED = auto()
    WINDOW_OUT_OF_DATE = auto()
    DECISIONS_CHANGED = auto()  # people: whose decisions are in force now
    EVIDENCE_THERE = auto()  # people: who added it
    ANSWERED_BEFORE = auto()  # people: who answered; questions; answer: what stands
    ANSWERED_ANEW = auto()  # the same
    ASKED_ABOUT_ANOTHER = auto()  # the same
    ANSWERED_AT_ONCE = auto()  # most: how many
    CARD_OUT_OF_DATE = auto()
    OFFER_OUT_OF_DATE = auto()
    SUBMITTED_SINCE = auto()
    APPROVED_MEANWHILE = auto()
    APPROVED_WITH_CONDITIONS_MEANWHILE = auto()
    DECLINED_MEANWHILE = auto()
    CLOSED_MEANWHILE = auto()
    ABANDONED_MEANWHILE = auto()
    LATE_MESSAGE = auto()
    SAME_MOMENT = auto()  # questions: the one that is asked now, if one is
    NOTHING_ANSWERED = auto()
    NOTHING_TO_UNDO = auto()
    DECIDED_BY = auto()  # people
    DECIDED_NO_CHOOSING = auto()
    DECIDED_BY_YOU = auto()
    SUBMITTED_MEANWHILE = auto()
    SEEN_OTHERWISE_MEANWHILE = auto()
    RECORDED_MEANWHILE = auto()
    LOOK_DAY_MEANWHILE = auto()
    ANSWERED_ANEW_MEANWHILE = auto()
    BEING_CHANGED = auto()
    WITHDRAWN_ALREADY = auto()
    ANSWERS_CHANGED_SINCE = auto()
    NOTHING_SUBMITTED = auto()
    OVER_NO_ACTION = auto()
    OVER_NO_OWNER = auto()
    OVER_NO_FACTS = auto()
    OVER_NO_VOICES = auto()
    VOICES_THERE = auto()  # day
    NO_SHEET = auto()
    NO_SUCH_GROUP = auto()
    FACT_CHANGED = auto()  # people: who did meanwhile
    SHEET_CHANGED = auto()
    SUBJECT_CHANGED = auto()
    NOTHING_TO_ACT_ON = auto()
    TICKED_BY = auto()  # people
    TICKED_SINCE = auto()  # people
    CONDITION_CHANGED = auto()  # people: who did something about it meanwhile
    CONDITION_CONFIRMED = auto()  # people: who did
    CONDITION_SAID = auto()  # people: who said that it is met
    CONDITION_NOT_SAID = auto()
    NOT_APPROVED = auto()
    LOOK_BEGAN = auto()
    NOT_DECLINED = auto()
    BEGAN_AGAIN = auto()
    LOOK_HAS_NO_DAY = auto()
    LOOK_NOT_DUE = auto()  # day
    QUESTIONS_CHANGED = auto()
    NOT_COMPARABLE = auto()
    ERASED_ALREADY = auto()  # day
    NOTHING_TO_KEEP_LONGER = auto()

    # What was filled in cannot be used
    TITLE_LENGTH = auto()  # length
    CHANNEL_MISSING = auto()
    MOVE_CHANNEL_MISSING = auto()
    TOO_LONG = auto()  # length, most
    CONDITION_MISSING = auto()
    TOO_MANY_CONDITIONS = auto()  # length, most
    CONDITION_OWNER_MISSING = auto()
    CONDITION_OWNER_CONFIRMS = auto()
    CONDITION_DAY_MISSING = auto()
    FORM_MISSING = auto()
    CONDITION_NOTE_MISSING = auto()
    WHAT_IS_MISSING = auto()
    NO_SUCH_CONDITION = auto()
    QUESTIONS_MISSING = auto()
    WHY_MISSING = auto()
    WHY_APPROVED_MISSING = auto()
    WITHDRAWAL_WHY_MISSING = auto()
    EVIDENCE_MISSING = auto()
    EVIDENCE_QUESTION_MISSING = auto()
    TOO_MUCH_EVIDENCE = auto()  # most
    NO_SUCH_EVIDENCE = auto()
    WHOSE_MISSING = auto()
    WHOSE_TOO_LONG = auto()  # length, most
    WHOSE_IS_A_PERSON = auto()
    WHOSE_NOT_PLAIN = auto()
    VOICE_TOO_LONG = auto()  # length, most
    NO_VOICES = auto()
    TOO_MANY_VOICES = auto()  # length, most
    TOO_MANY_GROUPS = auto()  # most
    NOT_IN_A_THREAD = auto()
    QUERY_MISSING = auto()
    QUERY_QUESTION_MISSING = auto()
    ASKS_THEMSELVES = auto()
    TO_TICK = auto()  # questions
    DAY_NOT_TO_COME = auto()
    DAY_IS_PAST = auto()
    DAY_TOO_FAR = auto()
    LOOK_DAY_NOT_TO_COME = auto()
    LOOK_DAY_MISSING = auto()
    LOOK_WHY_MISSING = auto()
    LOOK_IS_DUE = auto()
    SUBJECT_MISSING = auto()
    WHAT_MISSING = auto()
    WHO_MISSING = auto()
    DAY_MISSING = auto()
    TOO_MANY_ACTIONS = auto()  # most
    NO_SUCH_ACTION = auto()
    FACT_MISSING = auto()
    NO_SUCH_VALUE = auto()
    HEIR_MISSING = auto()
    HEIR_GONE = auto()
    HEIR_REVIEWS = auto()  # people
    LOOKER_MISSING = auto()
    LOOKER_GONE = auto()
    LOOKER_IS_GUEST = auto()
    LOOKER_OUTSIDE = auto()
    LOOKER_REVIEWS = auto()  # people
    LEADS_MISSING = auto()
    ERASE_WHY_MISSING = auto()
    KEEP_DAY_MISSING = auto()
    KEEP_DAY_NOT_TO_COME = auto()
    KEPT_SO_LONG_ALREADY = auto()  # day
    KEEP_WHY_MISSING = auto()
    QUIET_HOURS_HALF = auto()
    QUIET_HOURS_NONE = auto()


class Refusal(FlowError):
    """Not done, and nothing changed. `people` and `owner` are ids; `length` and `most` characters, or how
    many of something there are and may be; `number` is a question's, as people count them."""

    def __init__(
        self,
        why: Why,
        *,
        people: Iterable[str] = (),
        owner: str = "",
        questions: "Iterable[Question]" = (),
        answer: "Answer | None" = None,
        number: int = 0,
        length: int = 0,
        most: int = 0,
        day: date | None = None,
        parts: "Iterable[OwnPart]" = (),
    ) -> None:
        super().__init__(why.value)
        self.why = why
        self.people = tuple(people)
        self.owner = owner
        self.questions = tuple(questions)
        self.answer = answer
        self.number = number
        self.length = length
        self.most = most
        self.day = day
        self.parts = tuple(parts)


class NotPossible(Refusal):
    """This cannot be done where the assessment stands now."""


class NotTaken(Refusal):
    """What was given is not valid, so it was not taken."""


class NotAllowed(Refusal):
    """This person may not do that."""


class OutOfDate(Refusal):
    """What was seen is no longer what stands, or somebody else was faster."""


class OwnWork(Refusal):
    """Somebody would have to decide on what they own or answer."""


def raise_first(errors: Mapping[str, Refusal]) -> None:
    """Of a form that comes from elsewhere than its window, which shows all of them at their fields."""
    for wrong in errors.values():
        raise wrong
