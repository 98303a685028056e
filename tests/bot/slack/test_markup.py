"""Text as Slack sends it becomes what people read on the screen."""

import pytest

from bot.slack.markup import addressed, decoded


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<!subteam^S0123|@legal-team> signed", "@legal-team signed"),
        ("<!subteam^S0123|legal-team> signed", "@legal-team signed"),
        ("<!subteam^S0123> signed", "a group signed"),
        ("in <#C0123|housing-data>", "in #housing-data"),
        ("in <#C0123> and <#C0123|>", "in a channel and a channel"),
        ("on <!date^1392734382^{date_short} at {time}|18 Feb 2014>", "on 18 Feb 2014"),
        ("on <!date^1392734382^{date_short}^https://a.example/|18 Feb 2014>", "on 18 Feb 2014"),
        ("on <!date^1392734382^{date_short}>", "on a date"),
        ("<!here> <!here|here> <!channel|@channel>", "@here @here @channel"),
        ("<@U0123> and <@U0123|amina>", "@somebody and @amina"),
        ("<mailto:a@b.example|a@b.example> <mailto:a@b.example>", "a@b.example a@b.example"),
        ("<https://a.example/x|a.example/x>", "a.example/x"),
        ("a &lt;!here&gt; b &amp;amp; c, 3 < 5", "a <!here> b &amp; c, 3 < 5"),
    ],
)
def test_it_is_read_as_on_the_screen(sent: str, read: str) -> None:
    assert decoded(sent) == read


@pytest.mark.parametrize(
    ("sent", "rest"),
    [
        ("<@U0BOT>: 4", "4"),
        ("<@U0BOT>:4", "4"),
        ("<@U0BOT>:four: because", ":four: because"),
        ("<@U0BOT>, status", "status"),
        ("<@U0BOT|balance> start Falls", "start Falls"),
        ("<@U0BOT> <@U0BOT> 4", "4"),
        ("@Balance 4", "4"),
        ("ask <@U0TOM>, <@U0BOT>", "ask <@U0TOM>"),
    ],
)
def test_whom_it_speaks_to_is_taken_off(sent: str, rest: str) -> None:
    assert addressed(sent, "U0BOT") == (rest, True)


def test_a_mention_of_somebody_else_stays() -> None:
    assert addressed("<@U0BOTTOM>: 4", "U0BOT") == ("<@U0BOTTOM>: 4", False)
