"""What JSON is made of is counted before anything is built of it."""

import json
import random
import re

import pytest

from flows import json_text

TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"')


def counted(text: bytes) -> tuple[int, int, int]:
    """The same, by another way."""
    outside = TEXT.sub(b"", text)
    things, parts = (sum(map(outside.count, signs)) for signs in ((b"{", b"["), (b",", b":")))
    return things, parts, sum(map(text.count, (b"{", b"[", b",", b":"))) - things - parts


def drawn(draw: random.Random, depth: int = 4) -> object:
    match draw.randrange(4 if depth else 2):
        case 0:
            return "".join(draw.choices('\\"{[,:é x', k=draw.randrange(12)))
        case 1:
            return draw.randrange(1_000)
        case 2:
            return [drawn(draw, depth - 1) for _ in range(draw.randrange(5))]
    return {str(drawn(draw, 0)): drawn(draw, depth - 1) for _ in range(draw.randrange(5))}


@pytest.mark.parametrize("at_once", [1, 2, 7, 65_536])
def test_the_signs_are_counted_apart_whatever_stands_in_texts(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_text, "_AT_ONCE", at_once)
    draw = random.Random(1)
    for _ in range(500):
        text = json.dumps(drawn(draw), ensure_ascii=draw.random() < 0.5).encode()
        assert json_text.signs(text) == counted(text)
    assert json_text.signs(b"") == (0, 0, 0)


def test_a_key_that_stands_twice_is_seen_wherever_it_is() -> None:
    assert json_text.with_doubles(b'{"a":[{"b":1},{"b":2}]}')[1] is False
    assert json_text.with_doubles(b'{"a":[{"b":1,"\\u0062":2}]}')[1] is True
    with pytest.raises(ValueError, match="too deep"):
        json_text.with_doubles(b"[" * 100_000)
