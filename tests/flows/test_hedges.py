"""Who doubts their own answer is asked: a hedge does the same with and without a comma, on either side of the
number. What others doubt is a reason."""

import pytest

from flows.hearing import hear
from flows.hearing.phrases import spelt_out
from flows.intents import Offer, Rate

HEDGES = """we're unsure | we have doubts | I'm unsure | I have doubts | I've got some doubts
on the fence | low confidence | with low confidence | not fully convinced
I'm not entirely convinced | unconvinced | not very confident | not 100% certain | hesitant
hesitantly | with some hesitation | with some doubt | some doubts remain | grudgingly
begrudgingly | I'm torn | in two minds | wavering | undecided | it depends | devil's advocate
playing devil's advocate | just kidding | only joking | just testing | provisional
provisionally | tentatively | for now | if pushed | if I had to | probably | I guess
hard to say | hard to tell | to be discussed | to be agreed | not final | not my final answer
as a placeholder | as a starting point | I'd like to revisit this | come back to this
it may change | could change | up for debate | I might be wrong | could be wrong
I stand to be corrected | don't quote me | don't hold me to it | wild guess | a guess
gut feeling | I dunno | let me check | I need to think | thinking aloud | hypothetically
for the sake of argument | take it with a pinch of salt | I wouldn't bet on it | not an expert
out of my depth | no strong view | we haven't agreed yet | we don't agree | reluctantly
with reservations | at a push | happy to be persuaded"""
DOUBTED = """I'm unsure about retention | I have doubts about the contract | not fully convinced by the plan
on the fence about consent | it depends on retention | depends on retention | could live with 3
I'd like to check the contract | though I have doubts | although I'm torn | albeit with doubts
but not convinced | however I'm unsure"""
AFTER = """just kidding haha | just kidding 😄 | on the fence tbh | not convinced of it | torn on this one
devil's advocate here | I think so | I hope so | let me think | 50/50 | to the best of my knowledge
feels a bit high | ask me again tomorrow | but ask me again tomorrow
on the fence, they asked most of them"""


def ones(lines: str) -> list[str]:
    return [one.strip() for line in lines.splitlines() for one in line.split("|")]


def is_offered(text: str) -> bool:
    heard = hear(text)
    return isinstance(heard, Offer) and heard.choices[0] == Rate(4, getattr(heard.choices[0], "reason", ""))


@pytest.mark.parametrize("hedge", ones(HEDGES))
def test_a_hedge_does_the_same_with_and_without_a_comma_on_either_side(hedge: str) -> None:
    ways = ("4 {}", "4, {}", "4 - {}", "4. {}", "4 ({})", "{} 4", "{}, 4")
    assert [way for way in ways if not is_offered(way.format(hedge))] == []


def test_so_does_each_in_the_table() -> None:
    ways = ("4 {}", "4, {}", "{} 4", "{}, 4")
    assert [
        text for one in spelt_out("hedge") for way in ways if not is_offered(text := way.format(one))
    ] == []


@pytest.mark.parametrize("doubt", ones(DOUBTED))
def test_so_does_what_somebody_doubts_at_length(doubt: str) -> None:
    assert [way for way in ("4 {}", "4, {}", "4 - {}") if not is_offered(way.format(doubt))] == []


@pytest.mark.parametrize("doubt", ones(AFTER))
def test_some_hedges_only_follow(doubt: str) -> None:
    assert is_offered(f"4, {doubt}")
    assert is_offered(f"4 - {doubt}")


@pytest.mark.parametrize(
    "text", ["although I have doubts, 4", "I'm unsure about retention, 4", "it depends on retention, 4"]
)
def test_a_doubt_at_length_may_come_first(text: str) -> None:
    assert is_offered(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4 because residents have doubts", "residents have doubts"),
        ("4 because I have doubts about the other way", "I have doubts about the other way"),
        ("4, residents have doubts", "residents have doubts"),
        ("4, the contract depends on consent", "the contract depends on consent"),
        ("4 - the team is unsure about retention", "the team is unsure about retention"),
        ("4, the council is on the fence", "the council is on the fence"),
        ("4, the board is not fully convinced", "the board is not fully convinced"),
        ("4 - low confidence in the data", "low confidence in the data"),
        ("4, staff are uneasy about it", "staff are uneasy about it"),
        ("4, we're not sure who keeps it", "we're not sure who keeps it"),
        ("4, we have doubts about the supplier", "we have doubts about the supplier"),
        ("4, no doubts were raised", "no doubts were raised"),
        ("4, placeholder records are removed", "placeholder records are removed"),
        ("4, tentative steps were taken", "tentative steps were taken"),
        ("4, very confident the law allows it", "very confident the law allows it"),
        ("4 - very sure about the contract", "very sure about the contract"),
        ("4, reluctantly agreed by the board", "reluctantly agreed by the board"),
        ("4, the supplier could live with it", "the supplier could live with it"),
        ("residents have doubts, so it's a 4", "residents have doubts"),
        ("we're not sure what they agreed, so it's a 4", "we're not sure what they agreed"),
    ],
)
def test_what_others_doubt_is_a_reason(text: str, reason: str) -> None:
    assert hear(text) == Rate(4, reason)
