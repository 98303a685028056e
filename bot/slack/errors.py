"""What can go wrong with Slack, sorted by what to do about it.

Slack's words are those of its method reference: https://docs.slack.dev/reference/methods
"""

import logging
import re

from slack_sdk.errors import SlackApiError

from bot.slack.no_way import Obstacle

log = logging.getLogger(__name__)

_AGAIN = {
    "ratelimited",
    "rate_limited",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    "accesslimited",
}
_DOUBTFUL = {
    # "It's possible some aspect of the operation succeeded before the error was raised."
    # https://docs.slack.dev/reference/methods/chat.postMessage#errors
    "internal_error",
    "fatal_error",
}
_GONE = {
    "message_not_found",
    "cant_update_message",
    "edit_window_closed",
    "cant_delete_message",
    "no_item_specified",
    "cant_delete_file",
    "file_deleting_disabled",
    "delete_not_allowed",
    "compliance_exports_prevent_deletion",
    "bad_timestamp",
}
_NO_PLACE = {
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "is_inactive",  # chat.update's word for an archived channel: the message still stands
    "thread_not_found",
    "messages_tab_disabled",
    "user_not_in_channel",
    "cannot_dm_bot",
    "user_disabled",
    "cannot_reply_to_message",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
    "ekm_access_denied",
    "team_access_not_granted",
}
_EXPECTED = {
    "not_found",  # of a window: whoever had it open has closed it
    "already_reacted",  # after a doubt: what was wanted is there
    "user_not_found",  # they may have left long ago
    "user_not_visible",
    "file_deleted",
    "file_not_found",  # it may be where the bot is not
}

_NO_ENTRY = {
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "org_login_required",
}


NO_WAY_SECONDS = 2.0
AGAIN_SECONDS = 2.0
"""After which is asked again what was never answered."""
NO_ENTRY_SECONDS = 30.0
_NOT_FOR_US = {"missing_scope", "no_permission", "not_allowed_token_type"}
PACED = "paced"
"""Not Slack's word but ours, of a call that was not sent because it would be over a limit."""
UNREADABLE = "unreadable_answer"
"""Ours as well, of an answer that is not what Slack's Web API gives."""
_IS_CODE = re.compile(r"[a-z0-9_]{1,80}")
_PLACE = re.compile(r"\[json-pointer:(/[a-z_]{1,30}|/[0-9]{1,4})+\]\Z")
_PLACE_LENGTH, _MOST_PLACES = 150, 5


class SlackProblem(Exception):
    """Slack did not do it. `code` is Slack's own word."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}")
        self.method = method
        self.code = code


class TryLater(SlackProblem):
    """It will work in `seconds`: a limit, or a fault on Slack's side. Nothing was done. `limited`: this
    method is over its limit, so that nobody needs to ask before."""

    def __init__(self, method: str, code: str, seconds: float, limited: bool = False) -> None:
        super().__init__(method, code)
        self.seconds = seconds
        self.limited = limited


class NoWay(TryLater):
    """Slack was not reached: `obstacle` says what is in the way. Nothing was done."""

    def __init__(self, method: str, obstacle: Obstacle) -> None:
        super().__init__(method, obstacle, NO_WAY_SECONDS)
        self.obstacle = obstacle


class InDoubt(SlackProblem):
    """The connection broke before the answer came: it may have been done or not."""


class MessageGone(SlackProblem):
    """The message is not there any more, or cannot be changed."""


class NoPlace(SlackProblem):
    """Nothing can be posted there: no such channel or thread, archived, or the bot is not in it."""


class NoEntry(SlackProblem):
    """The token is refused or lacks a scope."""


class Refused(SlackProblem):
    """Slack says that the request is wrong: a fault of ours, and trying again does not mend it."""


def sorted_problem(method: str, error: SlackApiError) -> SlackProblem:
    """Which of these an answer of Slack is. What was refused for good is logged: it is a fault of ours."""
    status = int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))
    headers = {name.lower(): value for name, value in getattr(error.response, "headers", {}).items()}
    data = getattr(error.response, "data", None)
    code = _code(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in _AGAIN:
        return TryLater(method, code or "ratelimited", _seconds(headers.get("retry-after")), status == 429)
    if status >= 500 or code in _DOUBTFUL or (status == 200 and not code):
        return InDoubt(method, code or f"http_{status}")
    for codes, kind in ((_GONE, MessageGone), (_NO_PLACE, NoPlace), (_NO_ENTRY, NoEntry)):
        if code in codes:
            return kind(method, code)
    if code in _EXPECTED:
        return Refused(method, code)
    log.error("Slack refuses %s: %s%s", method, code or f"http_{status}", _places(data))
    return Refused(method, code or f"http_{status}")


def _places(data: object) -> str:
    """Where Slack says that it is wrong. Its words beside that may quote what somebody typed.
    https://docs.slack.dev/block-kit/#validating-block-kit"""
    details = data.get("response_metadata") if isinstance(data, dict) else None
    said = details.get("messages") if isinstance(details, dict) else None
    if not isinstance(said, list):
        return ""
    ends = (one[-_PLACE_LENGTH:] for one in said[:_MOST_PLACES] if isinstance(one, str))
    return "".join(f" {found[0]}" for end in ends if (found := _PLACE.search(end)))


def _code(word: object) -> str:
    """Only what can be one of Slack's: what stands at its address may answer anything, and this is shown."""
    if not word:
        return ""
    return word if isinstance(word, str) and _IS_CODE.fullmatch(word) else UNREADABLE


def seconds_until(problem: SlackProblem) -> float | None:
    """How long to wait before something is asked again; None if that would not help."""
    match problem:
        case TryLater():
            return problem.seconds
        case InDoubt():
            return AGAIN_SECONDS
        case NoEntry() if problem.code not in _NOT_FOR_US:
            return NO_ENTRY_SECONDS
        case _:
            return None


def _seconds(retry_after: object) -> float:
    try:
        return max(float(str(retry_after)), 0.5)
    except ValueError:
        return 1.0
