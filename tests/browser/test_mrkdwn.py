"""mrkdwn is drawn exactly as Slack draws it, and plain text never as markup."""

import pytest
from playwright.async_api import Page

from bot.sandbox.world.riverside import AMINA, HOUSING
from tests.browser.conftest import Stage, Visit
from tests.browser.samples import plain, section

DRAWN = [
    (
        "*bold* _italic_ ~strike~ `code`",
        "<strong>bold</strong> <em>italic</em> <s>strike</s> <code>code</code>",
    ),
    ("*bold _both_*", "<strong>bold <em>both</em></strong>"),
    ("snake_case_name 3*4*5 a~b~c", "snake_case_name 3*4*5 a~b~c"),
    ("**double** and * spaced * and *open", "**double** and * spaced * and *open"),
    ("(*edge*), “_edge_”", "(<strong>edge</strong>), “<em>edge</em>”"),
    ("*two\nlines*", "*two\nlines*"),
    ("`*not bold* :wave: &lt;b&gt;`", "<code>*not bold* :wave: &lt;b&gt;</code>"),
    ("&amp;lt; is decoded once", "&amp;lt; is decoded once"),
    ("&lt;@U0TOM000001&gt; &lt;!channel&gt;", "&lt;@U0TOM000001&gt; &lt;!channel&gt;"),
    ("- no list\n# no heading\n[no](link)", "- no list\n# no heading\n[no](link)"),
    ("&gt; quoted\n&gt; on\nafter", "<blockquote>quoted\non</blockquote>after"),
    ("before\n&gt;&gt;&gt; all\nthe rest", "before<blockquote>all\nthe rest</blockquote>"),
    ("a\n```x *y*\n  z```\nb", 'a<pre class="code-block">x *y*\n  z</pre>b'),
    (":no_such_emoji: 10:30:45", ":no_such_emoji: 10:30:45"),
    ("<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"),
]


async def drawn(page: Page, text: str, *, as_plain: bool = False) -> str:
    """The markup that the page makes of a text object."""
    kind = "plain_text" if as_plain else "mrkdwn"
    html = await page.evaluate(
        """async ([type, text]) => {
            const { drawText } = await import("/static/js/text/draw.js");
            const box = document.createElement("div");
            box.append(drawText({ type, text }));
            return box.innerHTML;
        }""",
        [kind, text],
    )
    return str(html)


async def test_marks_become_styles_only_where_slack_makes_them(stage: Stage, visit: Visit) -> None:
    page = await visit()
    assert [(text, await drawn(page, text)) for text, _ in DRAWN] == DRAWN


async def test_plain_text_is_never_markup(stage: Stage, visit: Visit) -> None:
    page = await visit()
    text = "*bold* <@U0TOM000001> &amp;lt; <https://a.example|b> :wave:"
    html = await drawn(page, text, as_plain=True)
    assert "*bold* &lt;@U0TOM000001&gt; &amp;lt; &lt;https://a.example|b&gt; " in html
    assert "👋" in html


async def test_mentions_channels_links_and_emoji_are_drawn(stage: Stage, visit: Visit) -> None:
    await stage.post(
        HOUSING,
        "<@U0TOM000001> in <#C0SOCIAL001> :wave: <https://a.example/?x=1&amp;y=2|the page> https://b.example.",
    )
    page = await visit()
    message = page.locator(".message").last
    assert await message.locator(".mention").all_inner_texts() == ["@Tom Fletcher", "#adult-social-care"]
    assert await message.locator(".emoji").inner_text() == "👋"
    links = message.locator(".message-text a")
    assert await links.nth(0).get_attribute("href") == "https://a.example/?x=1&y=2"
    assert await links.nth(0).inner_text() == "the page"
    assert await links.nth(1).get_attribute("href") == "https://b.example"


async def test_a_date_is_shown_in_the_readers_own_words(stage: Stage, visit: Visit) -> None:
    page = await visit()
    assert await drawn(page, "<!date^1700000000^on {date_num}|then>") == "on 2023-11-14"
    assert await drawn(page, "<!date^broken^{date_num}|then>") == "then"


@pytest.mark.parametrize(
    "hostile", ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "&lt;b&gt;"]
)
async def test_what_people_type_is_never_html(stage: Stage, visit: Visit, hostile: str) -> None:
    stage.slack.person(AMINA).types.post(HOUSING, hostile)
    escaped = hostile.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    await stage.post(HOUSING, escaped, blocks=[section(escaped), {"type": "header", "text": plain(escaped)}])
    page = await visit()
    rows = page.locator(".message")
    assert await rows.nth(0).locator(".message-text").inner_text() == hostile
    assert await rows.nth(1).locator(".block-section").inner_text() == hostile
    assert await rows.nth(1).locator(".block-header").inner_text() == hostile
    assert await rows.locator("img, script").count() == 0
