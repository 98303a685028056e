"""What was erased is taken out of a direct message that tells of others too."""

from datetime import date

import pytest

from bot.cards import concerns, reminder
from bot.cards.card import Card
from bot.cards.parts import ERASED, named, without
from bot.cards.reminder import Entry, settled
from bot.cards.text import escape
from flows.listing import Concern, Concerned, Listed
from flows.waiting import Matter, Waiting
from tests.storage.samples import AMINA, FRAMEWORK, HOSTILE, NOW, assessment, later

TITLES = {"one": HOSTILE.replace("\n", " "), "two": "Falls & fractures", "three": "Housing arrears"}


def reminds(*ids: str) -> Card:
    entries = [
        Entry(Waiting(Matter.ANSWER, id, AMINA, NOW), assessment(id, title=TITLES[id]), date(2026, 3, 9))
        for id in ids
    ]
    return reminder.reminder(entries, more=2, hidden=1)


def weekly(*ids: str) -> Card:
    rows = [Listed(id, TITLES[id], "C0HOUSING", AMINA, "a-1", FRAMEWORK, NOW, NOW, "a-1") for id in ids]
    looks = Concerned(Concern.LOOKS, 3, 1, rows)
    return concerns.digest([looks, Concerned(Concern.ONES, 1, 0, rows[:1])], "https://x.example/", later(9))


@pytest.mark.parametrize("message", [reminds, weekly])
def test_of_what_was_erased_nothing_is_left_and_of_the_others_all(message: object) -> None:
    assert callable(message)
    card = message("one", "two", "three")
    assert named(card.blocks) == {"one", "two", "three"}
    left = without(card.blocks, {"one"})
    assert left is not None
    assert named(left.blocks) == {"two", "three"}
    for shown in (left.text, str(left.blocks)):
        assert escape(TITLES["one"])[:30] not in shown
        assert "<!channel>" not in shown
    for id in ("two", "three"):
        assert escape(TITLES[id]) in left.text
        assert [block for block in card.blocks if f":{id}:" in str(block.get("block_id"))] == [
            block for block in left.blocks if f":{id}:" in str(block.get("block_id"))
        ]
    assert ERASED in left.text
    assert without(left.blocks, {"one"}) == left, "once more changes nothing"


def test_a_message_about_nothing_else_is_none() -> None:
    assert without(reminds("one").blocks, {"one"}) is None
    assert without(reminds("one", "two").blocks, {"one", "two", "three"}) is None
    assert without([], {"one"}) is None


def test_what_was_put_off_is_still_known() -> None:
    card = reminds("one", "two")
    [buttons, _] = [block for block in card.blocks if block["type"] == "actions"]
    shown = settled(card.blocks, buttons["block_id"], "Balance reminds you again on Friday.")
    assert shown != card.blocks
    left = without(shown, {"one"})
    assert left is not None
    assert "Friday" not in left.text
    assert without(shown, {"two"}) is not None


def test_ids_are_unique_in_a_message_and_not_too_long_for_slack() -> None:
    for card in (reminds("one", "two", "three"), weekly("one", "two", "three")):
        ids = [block["block_id"] for block in card.blocks if "block_id" in block]
        assert len(ids) == len(set(ids))
        assert max(map(len, ids)) <= 255


def test_what_slack_gives_back_less_escaped_is_escaped_again() -> None:
    card = reminds("two", "three")
    for block in card.blocks:
        text = block.get("text", {})
        if text.get("type") == "plain_text":
            text["text"] = "Falls & fractures <!here>"
    left = without(card.blocks, {"three"})
    assert left is not None
    assert "Falls &amp; fractures &lt;!here&gt;" in left.text
