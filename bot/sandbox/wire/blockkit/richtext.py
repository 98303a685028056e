"""rich_text blocks: text whose look is data, so that nobody's words can turn into markup.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from bot.sandbox.wire.blockkit.checks import Check, boolean, listed, one_of, shape, string, typed, url, whole

_STYLE = shape(
    {
        "bold": boolean,
        "italic": boolean,
        "strike": boolean,
        "code": boolean,
        "underline": boolean,
        "highlight": boolean,
        "client_highlight": boolean,
        "unlink": boolean,
    }
)
_ID = string(20)
_LONGEST = 13_000

_INLINE = typed(
    {
        "text": shape({"text": string(_LONGEST), "style": _STYLE}, ["text"]),
        "link": shape({"url": url, "text": string(_LONGEST, 0), "unsafe": boolean, "style": _STYLE}, ["url"]),
        "emoji": shape({"name": string(100), "unicode": string(100), "style": _STYLE}, ["name"]),
        "user": shape({"user_id": _ID, "style": _STYLE}, ["user_id"]),
        "channel": shape({"channel_id": _ID, "style": _STYLE}, ["channel_id"]),
        "usergroup": shape({"usergroup_id": _ID, "style": _STYLE}, ["usergroup_id"]),
        "broadcast": shape({"range": one_of("here", "channel", "everyone"), "style": _STYLE}, ["range"]),
        "color": shape({"value": string(7), "style": _STYLE}, ["value"]),
        "date": shape(
            {
                "timestamp": whole(0, 9_999_999_999),
                "format": string(255),
                "url": url,
                "fallback": string(255),
            },
            ["timestamp", "format"],
        ),
    },
    "rich text",
)
_MANY_INLINE = listed(_INLINE, 1000, 0)
_BORDER = whole(0, 1)
_SECTION = shape({"elements": _MANY_INLINE}, ["elements"])

RICH_TEXT_ELEMENT: Check = typed(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": shape(
            {
                "elements": listed(typed({"rich_text_section": _SECTION}, "a rich text list"), 1000, 0),
                "style": one_of("bullet", "ordered"),
                "indent": whole(0, 8),
                "offset": whole(0, 100_000),
                "border": _BORDER,
            },
            ["elements", "style"],
        ),
        "rich_text_preformatted": shape(
            {"elements": _MANY_INLINE, "border": _BORDER, "language": string(50)}, ["elements"]
        ),
        "rich_text_quote": shape({"elements": _MANY_INLINE, "border": _BORDER}, ["elements"]),
    },
    "a rich text block",
)
