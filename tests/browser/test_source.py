"""What the page's files may not do, whatever a browser shows. Needs no browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import bot.sandbox

PAGE = Path(bot.sandbox.__file__).parent / "page"
AS_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function"
)
FROM_ELSEWHERE = re.compile(r"(?:src|href|url|import|from)\W{1,3}(?:https?:)?//")


def files(*suffixes: str) -> Iterator[Path]:
    return (path for path in PAGE.rglob("*") if path.suffix in suffixes)


def test_nothing_is_put_into_the_page_as_markup() -> None:
    assert [path.name for path in files(".js") if AS_MARKUP.search(path.read_text(encoding="utf-8"))] == []


def test_the_page_needs_nothing_from_elsewhere() -> None:
    sources = files(".js", ".css", ".html")
    assert [path.name for path in sources if FROM_ELSEWHERE.search(path.read_text(encoding="utf-8"))] == []


def test_the_emoji_table_knows_the_names_that_the_page_offers() -> None:
    names = json.loads((PAGE / "static/data/emoji.json").read_text(encoding="utf-8"))["names"]
    assert names["white_check_mark"] == "✅"
    assert len(names) > 1800
