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


# Against the sharing, a doubt about it is the reason

AGAINST = """I'm not comfortable with this | not comfortable with it | I'm not comfortable | uneasy
I have doubts about the supplier | I have serious doubts about the supplier | uneasy about names
not sure it's legal | unsure who holds it | depends on one supplier | it depends on one person
I'm not convinced they need names | not convinced they need names | not confident in their security
not confident the data is right | uncomfortable with that | uncomfortable | not sure they have consent
I'm not sure patients would agree | I'm unsure about retention | unsure if they hold consent
not sure if they agreed | not sure whether it's lawful | not certain the supplier deletes it
not convinced by the plan | hesitant about names | I'm hesitant to share names | I feel uneasy about names
I feel unsure about consent | still unsure who holds it | I have grave doubts
I've got doubts about retention
I have reservations about the contract | we have serious doubts | we're not comfortable with this
it all depends on one person | with some doubts about consent | honestly not comfortable with this
just not comfortable with it | not sure it's legal and not convinced they need names
not comfortable with it because names are shared | not at all comfortable | not sure how it is stored
not sure why they need it | not sure at all that it's legal | not sure enough people agreed
not sure which data is shared | I'm not convinced of the benefit | unsure of the legal basis
not comfortable with it as it stands | unsure if legal signed it off"""
OF_THE_ANSWER = """I'm not sure | not sure | maybe | could be wrong | on the fence | just kidding | I think
unsure | not sure tbh | not sure about this one | not sure what to put | not sure about the score
not sure why | uneasy about my score
not sure if it should be a 1 | not sure if I'm being harsh | not sure I understand the question
not sure I'd go lower | not convinced | not confident | I have doubts | I have doubts about my score
it depends | depends on what legal say | depends whether they sign | on the fence about consent
undecided about names | though I have doubts | but not convinced it's that low | not sure yet
not sure what this means | not sure who to ask | let me check | I need to check | with hesitation
not comfortable with it, but happy to be persuaded | not comfortable with it, maybe a 3
not comfortable with it? | not sure it's legal, let's discuss | not sure it's legal, see you at 3"""
KEPT = """I'm not comfortable with this | I have doubts about the supplier | uneasy about names | I'm uneasy
not sure it's legal | depends on one supplier | I have serious doubts | I have doubts
I have doubts because it is new | unsure who holds it | could live with it | happy to accept a 3"""
PLAIN = """flexible access by role | flexible hours for staff | flexible contract covers it
hesitant patients were spoken to | hesitant families need support | undecided partners are two
undecided voters are left out | unconvinced parents opted out | torn paper forms are scanned
uneasy families can opt out | wavering partners have signed now | unsure staff are trained
revisit in a year | revisit yearly | revisit it in a year | revisit after a year | revisit every year
revisit once a year is agreed | I'll check the register monthly | I'll check it every month
I'll check the log each quarter | happy to accept their assurance | happy to accept the risk
happy to go with their DPIA | I'd accept a signed copy | I could live with the delay"""
STILL = """flexible about it | I'm flexible on this | hesitant to go higher | undecided whether it's a 3
I'm unsure staff know | revisit this | revisit when they sign | revisit later | I'll check the contract
let me check in a week | happy to accept lower | happy to go with the group
happy to accept what others think | could live with a lower one"""


@pytest.mark.parametrize("rating", [1, 2])
@pytest.mark.parametrize("reason", ones(AGAINST))
def test_with_an_answer_against_it_a_doubt_about_the_sharing_is_the_reason(rating: int, reason: str) -> None:
    for way in ("{}, {}", "{} - {}", "{}: {}", "{} ({})", "I'd say {}, {}", "{} from me, {}", "{}\n{}"):
        assert hear(way.format(rating, reason)) == Rate(rating, reason), way


@pytest.mark.parametrize("rating", [1, 2])
@pytest.mark.parametrize("doubt", ones(OF_THE_ANSWER))
def test_a_doubt_about_the_answer_is_asked_about_with_any_rating(rating: int, doubt: str) -> None:
    heard = hear(f"{rating}, {doubt}")
    assert isinstance(heard, Offer)
    assert isinstance(heard.choices[0], Rate)
    assert heard.choices[0].rating == rating


@pytest.mark.parametrize("doubt", ones(KEPT))
def test_what_may_be_either_is_offered_with_its_words(doubt: str) -> None:
    assert [hear(f"{rating}, {doubt}") for rating in (3, 4, 5)] == [
        Offer((Rate(rating, doubt),)) for rating in (3, 4, 5)
    ]


@pytest.mark.parametrize("text", ["not comfortable with it, 1", "uneasy, 1", "not comfortable with it 1"])
def test_it_keeps_its_words_before_the_rating_too(text: str) -> None:
    assert hear(text) == Offer((Rate(1, text.rstrip("1").rstrip(" ,")),))


def test_without_a_mark_a_doubt_about_the_sharing_is_as_likely_as_any_reason() -> None:
    assert hear("1 I'm not comfortable with this") == Offer((Rate(1, "I'm not comfortable with this"),))
    assert hear("2. I have doubts about the supplier") == Rate(2, "I have doubts about the supplier")


@pytest.mark.parametrize("reason", ones(PLAIN))
def test_what_only_begins_like_a_hedge_is_a_reason(reason: str) -> None:
    assert hear(f"4, {reason}") == Rate(4, reason)


@pytest.mark.parametrize("doubt", ones(STILL))
def test_what_makes_a_hedge_of_it_may_follow(doubt: str) -> None:
    assert is_offered(f"4, {doubt}")
