"""The chain of a record: what it holds, and that whatever is done to it is found."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.actor import is_person
from flows.chain import Head, Link, Sealed, check, digest_of_day, written

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
START = Head.start("T0HERE", "one")
KEYS = ("by", "chosen")


def chain(*contents: dict[str, Any], by: str = "U0AMINA") -> list[Link]:
    links: list[Link] = []
    for number, content in enumerate(contents):
        people = [by]
        text = written(content, people, KEYS)
        last = links[-1].head if links else START
        links.append(Link.after(last, NOW + timedelta(minutes=number), people, text))
    return links


THREE = chain({"what": "start"}, {"what": "answer", "by": "U0TOM"}, {"what": "submit"})


def test_a_chain_holds_from_its_start_to_its_end() -> None:
    checked = check(START, THREE)
    assert checked.holds
    assert checked.head == THREE[-1].head == Head(3, THREE[-1].digest)


def test_a_chain_is_of_its_workspace_and_assessment() -> None:
    for other in (Head.start("T0OTHER", "one"), Head.start("T0HERE", "two")):
        assert check(other, THREE).broken_at == 1


def test_a_row_that_is_missing_or_out_of_order_is_found() -> None:
    first, second, third = THREE
    assert check(START, [first, third]).broken_at == 2
    assert check(START, [second, third]).broken_at == 1
    assert check(START, [first, third, second]).broken_at == 2
    assert check(START, [first, second, second, third]).broken_at == 3


def test_a_row_whose_content_has_a_key_twice_does_not_hold() -> None:
    """Whoever makes it up seals it too: one program would read this, and another one that."""
    text = THREE[1].content.text
    assert text
    made_up = Link.after(THREE[0].head, NOW, ["U0AMINA", "U0TOM"], text.replace("{", '{"what":"start",', 1))
    assert check(START, [THREE[0], made_up]).broken_at == 2


def test_a_row_that_is_missing_at_the_end_is_told_by_the_head() -> None:
    checked = check(START, THREE[:2])
    assert checked.holds
    assert checked.head != THREE[-1].head


@pytest.mark.parametrize(
    "change",
    [
        lambda link: replace(link, number=7),
        lambda link: replace(link, at=link.at + timedelta(microseconds=1)),
        lambda link: replace(link, people=(Sealed.of("U0OTHER"), *link.people[1:])),
        lambda link: replace(link, people=link.people[:1]),
        lambda link: replace(link, people=(*link.people, Sealed.of("U0OTHER"))),
        lambda link: replace(link, people=(replace(link.people[0], text="U0OTHER"), *link.people[1:])),
        lambda link: replace(link, people=(replace(link.people[0], salt="0" * 32), *link.people[1:])),
        lambda link: replace(link, people=(replace(link.people[0], salt=None), *link.people[1:])),
        lambda link: replace(link, content=Sealed.of('{"what":"other"}')),
        lambda link: replace(link, content=replace(link.content, text='{"what":"other"}')),
        lambda link: replace(link, digest="0" * 64),
    ],
)
def test_each_part_of_a_row_is_held(change: Any) -> None:
    first, second, third = THREE
    checked = check(START, [first, change(second), third])
    assert checked.broken_at == 2
    assert checked.head == first.head


def test_a_person_and_the_content_can_be_erased_each_on_its_own() -> None:
    first, second, third = THREE
    without_tom = replace(second, people=(second.people[0], second.people[1].erased))
    without_words = replace(third, content=third.content.erased)
    checked = check(START, [first, without_tom, without_words])
    assert checked.holds
    assert (checked.former, checked.erased) == ((2,), (3,))
    assert without_tom.said == {"what": "answer", "by": {"person": 1}}
    assert without_words.said is None


def test_what_a_row_says_comes_back_as_it_was() -> None:
    content = {
        "what": "reviewers",
        "chosen": ["U0TOM", "U0AMINA"],
        "words": "=cmd|' /C calc'!A0 \u202e ☃ <@U0TOM> U0TOM",
        "by": "not a person",
        "at": NOW,
        "day": NOW.date(),
        "rating": None,
        "shown": True,
    }
    [link] = chain(content)
    assert link.content.text is not None
    assert link.content.text.isascii()
    assert [one.text for one in link.people] == ["U0AMINA", "U0TOM"]
    assert link.said == {**content, "at": NOW.isoformat(), "day": "2026-03-04"}
    assert json.loads(link.content.text)["chosen"] == [{"person": 1}, {"person": 0}]


@given(st.lists(st.dictionaries(st.text(), st.text() | st.none() | st.integers()), min_size=1), st.data())
def test_of_any_chain_one_changed_row_is_found(contents: list[dict[str, Any]], data: st.DataObject) -> None:
    links = chain(*contents)
    assert [link.said for link in links] == contents
    assert check(START, links).holds
    at = data.draw(st.integers(0, len(links) - 1))
    links[at] = replace(links[at], content=replace(links[at].content, text=f"{links[at].content.text} "))
    assert check(START, links).broken_at == at + 1


def test_two_rows_that_say_the_same_do_not_look_the_same() -> None:
    first, second = chain({"what": "answer"}, {"what": "answer"})
    assert first.content.digest != second.content.digest
    assert first.people[0].digest != second.people[0].digest


@pytest.mark.parametrize(("text", "yes"), [("U0TOM", True), ("W12AB", True), ("a-1", False), ("", False)])
def test_a_person_is_an_id_of_slack(text: str, yes: bool) -> None:
    assert is_person(text) is yes


def test_a_day_holds_all_heads_and_the_day_before() -> None:
    heads = {"one": Head(3, "a" * 64), "two": Head(1, "b" * 64)}
    digest = digest_of_day("", "T0HERE", "2026-03-04", heads)
    assert digest == digest_of_day("", "T0HERE", "2026-03-04", dict(reversed(heads.items())))
    others = [
        digest_of_day("c" * 64, "T0HERE", "2026-03-04", heads),
        digest_of_day("", "T0OTHER", "2026-03-04", heads),
        digest_of_day("", "T0HERE", "2026-03-05", heads),
        digest_of_day("", "T0HERE", "2026-03-04", heads | {"two": Head(2, "b" * 64)}),
        digest_of_day("", "T0HERE", "2026-03-04", {"one": heads["one"]}),
    ]
    assert digest not in others
