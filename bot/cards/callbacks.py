"""What a button or a modal carries, and the names of the actions. Read back with care: see Ref.decode."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from flows.assessment import Assessment

MOST_SEEN = 1_200
"""Characters of what was seen: with all else it stays below 2,000, Slack's limit for a button's value."""
_PART = re.compile(r"[A-Za-z0-9_.-]{0,100}")
_SEEN = re.compile(rf"[A-Za-z0-9_.-]{{0,{MOST_SEEN}}}")


class Do(StrEnum):
    """action_ids. A rating's is `rate_1` to `rate_5`: they must differ within one message."""

    RATE = "rate"
    NOT_SURE = "not_sure"
    NOT_APPLICABLE = "not_applicable"
    BACK = "back"
    KEEP = "keep"
    PAUSE = "pause"
    RESUME = "resume"
    WHY = "why"
    REASON = "reason"  # a button; at the review a menu
    CHANGE = "change"
    GO_TO = "go_to"
    SUBMIT = "submit"
    REOPEN = "reopen"  # asks first, in a window
    REOPEN_NOW = "reopen_now"
    ABANDON = "abandon"  # asks first, in a window
    ABANDON_NOW = "abandon_now"
    ALL_ANSWERS = "all_answers"
    PAGE_BACK = "page_back"
    PAGE_ON = "page_on"
    SCORES = "scores"
    START = "start"
    LIST = "list"
    HELP = "help"
    COMMAND = "command"  # what was probably meant by a word after /balance
    MOVE = "move"
    DESCRIBE = "describe"
    RETRY = "retry"
    OFFER = "offer"  # offer_1, offer_2: what was probably meant
    REFUSE_OFFER = "refuse_offer"
    BRING = "bring"
    EVIDENCE = "evidence"
    EVIDENCE_FOR = "evidence_for"  # another question, chosen in the form
    TAKE_BACK = "take_back"
    GO_ON = "go_on"  # a link to the card
    LINK = "link"
    MORE = "more"  # a menu of things to do: its options carry what, see `menu_value`
    # a panel answers alone first
    CONVENE = "convene"  # asks whom, in a window
    BALLOT = "ballot"  # begin to answer alone
    BALLOT_DONE = "ballot_done"
    BALLOT_BACK = "ballot_back"
    REVEAL = "reveal"
    RATE_AGAIN = "rate_again"
    TAKE_MEDIANS = "take_medians"
    DISSENT = "dissent"
    ALL_REASONS = "all_reasons"
    REASONS_BACK = "reasons_back"
    REASONS_ON = "reasons_on"
    REASONS_TO = "reasons_to"  # another question, chosen in the window
    # deciding
    REVIEWERS = "reviewers"
    DECIDE = "decide"
    VERDICT = "verdict"  # one of the four ways, chosen in the window that Decide opens
    WITHDRAW = "withdraw"
    CLOSE = "close"  # asks first, in a window
    CLOSE_NOW = "close_now"
    DECISIONS = "decisions"
    EXPORT = "export"
    INVITE = "invite"  # people who are not in Slack
    BRING_IN_VOICES = "bring_in_voices"
    LEAVE_VOICES = "leave_voices"
    ASK_ABOUT = "ask_about"
    HISTORY = "history"
    HISTORY_NEWER = "history_newer"
    HISTORY_OLDER = "history_older"
    VERSION = "version"
    # what is to be done
    ADD_ACTION = "add_action"
    TICK_ACTION = "tick_action"
    UNTICK_ACTION = "untick_action"
    ACTIONS = "actions"
    SHEET = "sheet"
    FACTS = "facts"  # a group of the sheet
    CONDITIONS = "conditions"
    MEET_CONDITION = "meet_condition"  # asks for a note, in a window
    CONFIRM_CONDITION = "confirm_condition"
    SEND_BACK_CONDITION = "send_back_condition"  # asks for what is missing, in a window
    CONDITION_TERMS = "condition_terms"
    LOOK_AGAIN = "look_again"
    LOOK_AGAIN_ON = "look_again_on"
    GIVE_LOOK = "give_look"
    START_AGAIN = "start_again"
    AGREED = "agreed"  # last time, and what became of it
    NEXT_LOOK = "next_look"
    LAST_LOOK = "last_look"
    # two side by side
    COMPARE = "compare"
    COMPARE_WITH = "compare_with"
    COMPARE_LOOKS = "compare_looks"  # this one with the look before it
    # lists and settings
    FILTER = "filter"
    SHOW_ALL = "show_all"
    FOUND_BACK = "found_back"
    FOUND_ON = "found_on"
    WAITING_BACK = "waiting_back"
    WAITING_ON = "waiting_on"
    SHOW = "show"  # show_decisions, show_ones, …: the assessments that a concern is about
    SHOW_COUNTED = "show_counted"  # what a bar of the overview counts
    STOP_DIGEST = "stop_digest"
    OVERVIEW_DAYS = "overview_days"
    OVERVIEW_CHANNEL = "overview_channel"
    OVERVIEW_EVERYWHERE = "overview_everywhere"
    SETTINGS = "settings"
    MY_SETTINGS = "my_settings"
    WORKSPACE_SETTINGS = "workspace_settings"
    # keeping and erasing
    RETENTION = "retention"
    KEEP_LONGER = "keep_longer"
    ERASE = "erase"
    # reminders
    TOMORROW = "tomorrow"
    STOP_REMINDING = "stop_reminding"
    HAND_OVER = "hand_over"


class View(StrEnum):
    """callback_ids of modals and shortcuts."""

    START = "start_assessment"
    REASON = "give_reason"
    NOT_APPLICABLE = "give_not_applicable"
    EVIDENCE = "add_evidence"
    CONVENE = "convene_panel"
    DISSENT = "see_it_otherwise"
    USE_AS_EVIDENCE = "use_as_evidence"  # a shortcut on a message
    MOVE = "move_assessment"
    EXPORT = "export_record"
    INVITE = "invite_others"
    DESCRIBE = "describe_assessment"
    REVIEWERS = "choose_reviewers"
    DECIDE = "decide"
    WITHDRAW = "withdraw_decision"
    ASK_ABOUT = "ask_about_question"
    ADD_ACTION = "add_action"
    FACTS = "record_facts"
    MEET_CONDITION = "meet_condition"
    SEND_BACK_CONDITION = "send_back_condition"
    CONDITION_TERMS = "condition_terms"
    LOOK_AGAIN_ON = "look_again_on"
    GIVE_LOOK = "give_look"
    CHANNEL_SETTINGS = "channel_settings"
    MY_SETTINGS = "my_settings"
    WORKSPACE_SETTINGS = "workspace_settings"
    RETENTION = "retention"
    KEEP_LONGER = "keep_longer"
    ERASE = "erase_assessment"
    FILTER = "filter_assessments"
    HAND_OVER = "hand_over"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Ref:
    """An assessment, and where the card stood when it was drawn. `seen` marks what a form or a button showed:
    an answer, what was decided on, the decisions in force, an action, a message. `figure` is one of four
    things, and each button or form knows which: it is set and read by their names. They share one place,
    because what stands in Slack since an earlier version has no other."""

    assessment: str
    turn: int = 0
    question: str = ""
    channel: str = ""
    figure: int = 0
    seen: str = ""

    @classmethod
    def of(cls, assessment: Assessment, question: str = "") -> "Ref":
        return cls(assessment.id, assessment.turn, question)

    def at(self, channel: str) -> "Ref":
        return replace(self, channel=channel)

    def on_page(self, page: int) -> "Ref":
        return replace(self, figure=page)

    @property
    def page(self) -> int:
        """The page of a window, from 0."""
        return self.figure

    def numbered(self, number: int) -> "Ref":
        return replace(self, figure=number)

    @property
    def number(self) -> int:
        """That of a piece of evidence, a decision, a submission or a round. 0: none is named."""
        return self.figure

    def warning(self, *, costs_decision: bool) -> "Ref":
        return replace(self, figure=int(costs_decision))

    @property
    def warned(self) -> bool:
        """Whether the form told its user that what they do in it costs them the decision."""
        return self.figure == 1

    def after_entries(self, count: int) -> "Ref":
        return replace(self, figure=count)

    @property
    def entries_seen(self) -> int:
        """How many entries for the record there were when the form was drawn."""
        return self.figure

    def encode(self) -> str:
        return "|".join(
            [self.assessment, str(self.turn), self.question, self.channel, str(self.figure), self.seen]
        )

    @classmethod
    def decode(cls, value: object) -> "Ref":
        """Raises ValueError for anything that `encode` did not make."""
        parts = value.split("|") if isinstance(value, str) else []
        if len(parts) != 6 or not parts[0] or not all(_PART.fullmatch(part) for part in parts[:5]):
            raise ValueError("not one of our values")
        if not _SEEN.fullmatch(parts[5]):
            raise ValueError("not one of our values")
        if not (_is_count(parts[1]) and _is_count(parts[4])):
            raise ValueError("not one of our values")
        return cls(parts[0], int(parts[1]), parts[2], parts[3], int(parts[4]), parts[5])


def menu_value(do: Do, ref: Ref) -> str:
    """What an option of a menu carries: an action, and what it is about."""
    return f"{do}:{ref.encode()}"


def read_menu_value(value: str) -> tuple[str, str]:
    """The action_id and the value that a button would have had."""
    do, _, rest = value.partition(":")
    return do, rest


def _is_count(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 9
