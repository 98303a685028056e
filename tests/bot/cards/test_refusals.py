"""Every reason for a no has words: plain ones, that name people only where Slack shows names."""

import re
from dataclasses import replace
from datetime import date

import pytest

from bot.cards import refusal_rights
from bot.cards.refusal_names import MOST_LABELS
from bot.cards.refusals import words
from bot.cards.text import capital
from flows.answer import Answer
from flows.own_work import OwnPart, Part
from flows.refusals import Refusal, Why
from flows.states import FIXED_STATES
from tests.bot.cards.samples import AMINA, GRACE, HOSTILE, PRIYA, TOM, questions

QUESTIONS = questions().questions[:2]


def refusal(why: Why, **about: object) -> Refusal:
    """One that is about everything that a refusal can be about."""
    everything = {
        "people": [GRACE, TOM],
        "owner": AMINA,
        "questions": QUESTIONS,
        "answer": Answer.rated(4),
        "number": 14,
        "length": 2_001,
        "most": 2_000,
        "day": date(2027, 3, 4),
    }
    return Refusal(why, **(everything | about))  # type: ignore[arg-type]


@pytest.mark.parametrize("in_form", [False, True])
@pytest.mark.parametrize("why", Why)
def test_each_reason_is_told_in_whole_plain_sentences(why: Why, in_form: bool) -> None:
    for people in ([], [GRACE], [PRIYA], [PRIYA, GRACE, TOM]):
        said = words(refusal(why, people=people or [GRACE]), PRIYA, in_form=in_form)
        assert said[0] == said[0].upper()
        assert said.endswith(".")
        assert not set("!_{") & set(said.replace(f"<@{GRACE}>", ""))
        assert not [state for state in FIXED_STATES if "-" in state and state in said]


@pytest.mark.parametrize("in_form", [False, True])
@pytest.mark.parametrize("why", Why)
def test_where_nobody_is_known_no_sentence_has_a_hole(why: Why, in_form: bool) -> None:
    said = words(refusal(why, people=[], owner=""), PRIYA, in_form=in_form)
    assert said == said.strip()
    assert said[0] == said[0].upper()
    assert not re.search(r"\s\s|\s[.,:]|[,:]\.|\b(by|only) (can|may|has)\b|<@>", said, re.IGNORECASE)


def test_where_no_governance_lead_is_named_it_says_who_names_one() -> None:
    names_one = "none is named yet. A workspace admin names them under /balance settings."
    erase = words(refusal(Why.ONLY_LEADS_ERASE, people=[]), PRIYA)
    assert erase == f"Only a governance lead can erase an assessment, and {names_one}"
    for why in Why:
        if why.name.startswith("ONLY_LEADS") or why in (Why.REPLACED_ELSEWHERE, Why.OWNER_DOES_NOT_CONFIRM):
            assert words(refusal(why, people=[]), PRIYA).endswith(names_one)
            assert names_one not in words(refusal(why), PRIYA)


@pytest.mark.parametrize("why", Why)
def test_nobody_is_named_in_a_form_because_slack_draws_no_names_there(why: Why) -> None:
    assert "<@" not in words(refusal(why), PRIYA, in_form=True)


def test_whoever_reads_is_spoken_to_and_others_are_named() -> None:
    own_work = refusal(Why.OWN_WORK, people=[PRIYA])
    assert words(own_work, PRIYA).startswith("You cannot decide here.")
    assert words(own_work, PRIYA, in_form=True).startswith("You cannot decide here.")
    assert words(own_work, AMINA).startswith(f"<@{PRIYA}> cannot decide here.")
    assert "Priya" not in words(own_work, AMINA, in_form=True)
    both = refusal(Why.OWN_WORK, people=[AMINA, PRIYA])
    assert words(both, AMINA).startswith(f"You and <@{PRIYA}> cannot decide here.")


def test_it_says_what_made_it_their_own_work_and_a_form_names_whom_it_can() -> None:
    parts = [OwnPart(AMINA, Part.OWNS), OwnPart(PRIYA, Part.ANSWERED, (4,))]
    both = refusal(Why.OWN_WORK, people=[AMINA, PRIYA], parts=parts)
    said = words(both, GRACE, in_form=True, names={AMINA: "Amina", PRIYA: "Priya"})
    assert said == "Amina owns this assessment and Priya answered question 4, so they cannot decide here."
    assert words(both, AMINA).startswith(
        f"You own this assessment and <@{PRIYA}> answered question 4, so you"
    )
    chosen = capital(refusal_rights.SOMEBODY_CHOSEN)
    assert words(both, GRACE, in_form=True).startswith(f"{chosen} owns this assessment")


def test_of_many_answers_the_first_are_told_by_number() -> None:
    many = OwnPart(PRIYA, Part.EXPLAINED, (1, 4, 5, 7, 9, 18))
    said = words(refusal(Why.ANSWERED_HERE, people=[GRACE], parts=[many]), PRIYA)
    assert said == (
        f"You wrote a reason for questions 1, 4, 5 and 3 more, so you cannot decide on it. <@{GRACE}> can."
    )


def test_who_may_not_decide_is_told_who_can_or_who_can_change_that() -> None:
    for why in (Why.ONLY_THESE_DECIDE, Why.OWNS_IT, Why.ANSWERED_HERE):
        assert f"<@{GRACE}> can." in words(refusal(why, people=[GRACE]), TOM)
        assert f"<@{AMINA}> can choose another reviewer." in words(refusal(why, people=[]), TOM)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_label_never_becomes_markup(text: str) -> None:
    asked = [replace(QUESTIONS[0], label=text)]
    for why in (Why.TO_TICK, Why.ANSWERED_BEFORE):
        said = words(refusal(why, questions=asked, people=[GRACE]), TOM)
        assert "<!" not in said
        assert "<@U0VICTIM001" not in said
        assert text in words(refusal(why, questions=asked, people=[GRACE]), TOM, in_form=True)


def test_who_sees_to_a_condition_is_told_who_confirms_it_or_what_to_do() -> None:
    assert words(refusal(Why.SEES_TO_IT, people=[GRACE]), TOM).endswith(f"that it is met: <@{GRACE}>.")
    assert "Choose Change" in words(refusal(Why.SEES_TO_IT, people=[]), TOM)


NAMES = {GRACE: "Grace", TOM: "Tom"}
BY_THEIR_NAMES = {person: f"<@{person}>" for person in NAMES}
OF_ONE = "decides|has|is|does|was|sees|chooses|owns|answers|looks|needs"


@pytest.mark.parametrize("in_form", [False, True])
@pytest.mark.parametrize("people", [[PRIYA], [GRACE], [GRACE, TOM], [PRIYA, GRACE]], ids=str)
@pytest.mark.parametrize("why", Why)
def test_whoever_it_is_about_the_verb_fits(why: Why, people: list[str], in_form: bool) -> None:
    own = [PRIYA] if why is Why.ANSWERED_HERE else people
    parts = [OwnPart(person, part, (1,)) for person in own for part in Part]
    for about in ({}, {"parts": parts}):
        said = words(refusal(why, people=people, **about), PRIYA, in_form=in_form, names=NAMES)
        assert not re.search(rf"\byou (?:{OF_ONE})\b", said, re.IGNORECASE)
        grace, tom = (NAMES if in_form else BY_THEIR_NAMES).values()
        assert not re.search(rf"(?:{grace} and {tom}|you and {grace}) (?:{OF_ONE})\b", said, re.IGNORECASE)
        assert not re.search(r" and (?:you|[^ ,.]+) and ", said), "a list says “and” once"
        if people == [GRACE] and not about:
            assert not re.search(rf"{grace} (?:decide|have|are|do|were|see|choose|own)\b", said)


@pytest.mark.parametrize("why", [Why.BEING_RATED_AGAIN, Why.SETTLED_WITHOUT_REASON, Why.TO_TICK])
def test_of_many_questions_the_first_are_named_and_the_others_counted(why: Why) -> None:
    many = [replace(QUESTIONS[0], id=str(number), label=f"Label {number}") for number in range(1, 19)]
    left = len(many) - MOST_LABELS + 1
    said = words(refusal(why, questions=many), PRIYA)
    assert f"Label 1, Label 2, Label 3 and {left} more" in said
    assert "Label 4" not in said
    assert "more is" not in said
    assert "Label 2 is" not in words(refusal(why, questions=many[:2]), PRIYA)
    assert "Label 1 are" not in words(refusal(why, questions=many[:1]), PRIYA)
