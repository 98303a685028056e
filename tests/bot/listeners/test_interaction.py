"""What a click says it is, held against the message that it was made in."""

import pytest

from bot.listeners.interaction import offers

BLOCKS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "rate_1 | a|0"}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "decisions", "value": "a|0"},
            {"type": "overflow", "action_id": "more", "options": [{"value": "history a|0"}]},
        ],
    },
]


@pytest.mark.parametrize(
    ("action", "value", "is_there"),
    [
        ("decisions", "a|0", True),
        ("more", "history a|0", True),
        ("rate_1", "a|0", False),
        ("decisions", "b|0", False),
        ("more", "a|0", False),
    ],
)
def test_only_what_a_message_offers_stands_in_it(action: str, value: str, is_there: bool) -> None:
    assert offers(BLOCKS, action, value) is is_there


def test_a_message_of_which_slack_says_nothing_offers_nothing() -> None:
    assert not offers(None, "rate_1", "")
