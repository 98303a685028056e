"""Words for each refusal: for a private word in Slack, where a mention shows as a name, and for the errors
of a form, which Slack draws as plain text."""

from collections.abc import Mapping
from typing import Final

from bot.cards.refusal_names import Names, Words
from bot.cards.refusal_plain import PLAIN
from bot.cards.refusal_rights import RIGHTS
from bot.cards.refusal_told import TOLD
from bot.cards.text import capital
from flows.refusals import Refusal, Why

_ABOUT: Final[Mapping[Why, Words]] = {**RIGHTS, **TOLD}


def words(
    refusal: Refusal, reader: str, *, in_form: bool = False, names: Mapping[str, str] | None = None
) -> str:
    """Why it was not done, in plain words for `reader`. `in_form`: Slack draws no mention there, so that
    only those are named of whom `names` says what they are called."""
    if refusal.why in PLAIN:
        return PLAIN[refusal.why]
    return capital(_ABOUT[refusal.why](refusal, Names(reader, in_form, names or {})))


def why_words(why: Why) -> str:
    """The words for a reason that is about nobody and nothing in particular."""
    return PLAIN[why]
