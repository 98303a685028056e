"""Whose words stand where: a reason is read as that of whoever is named in front of it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.cards import action_plan, answers, conditions, evidence, for_the_record, minutes, question
from bot.cards.blocks import SECTION_LIMIT
from bot.cards.callbacks import Ref
from flows.actor import FORMER, Actor
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.condition import Condition
from flows.conditions import Confirmers
from flows.decision import Action
from flows.entry import Entry
from flows.evidence import Evidence, EvidenceKind
from flows.reason import AUTHOR_NOT_RECORDED, REASON_LIMIT, Reason
from flows.sheet import Kind, default_sheet
from flows.triggers import Trigger
from tests.bot.cards.drawn import texts, unescaped
from tests.bot.cards.samples import AMINA, GRACE, KNOWN, NOW, PRIYA, TOM, assessment

HERS, HIS = "the contract forbids it", "the contract is silent"
TWO = Answer.rated(2)


def hers() -> Given:
    return Given.now(Answer.rated(2, HERS), AMINA, NOW)


WAYS = {
    "the same number typed with words of his own": Given.now(Answer.rated(2, HIS), TOM, NOW, hers()),
    "a reason, then the same number": Given.now(TWO, TOM, NOW, hers().explained(TOM, NOW, HIS)),
    "hers changed after he added his": replace(hers(), by=AMINA)
    .explained(TOM, NOW, HIS)
    .explained(AMINA, NOW, f"{HERS} now"),
    "her answer, his reason, and then hers": Given.now(TWO, AMINA, NOW)
    .explained(TOM, NOW, HIS)
    .explained(AMINA, NOW, HERS),
    "one of which nobody knows whose it is, before his own": replace(
        Given.now(Answer.rated(2, HIS), TOM, NOW, hers()),
        reasons=(Reason(HERS, "", AUTHOR_NOT_RECORDED, NOW), Reason(HIS, "", TOM, NOW)),
    ),
    "two who have left": replace(
        hers(), by=FORMER, reasons=(Reason(HERS, "", FORMER, NOW), Reason(HIS, "", FORMER, NOW))
    ),
    "neither is who answered": Given.now(TWO, PRIYA, NOW, hers().explained(TOM, NOW, HIS)),
}


def with_first(given: Given) -> Assessment:
    one = assessment("an answer without a reason")
    one.progress.given[one.framework.questions[0].id] = given
    return one


@pytest.mark.parametrize("given", WAYS.values(), ids=WAYS.keys())
def test_of_several_reasons_each_stands_behind_the_name_of_who_wrote_it(given: Given) -> None:
    one = with_first(given)
    first, names = one.framework.questions[0], {**KNOWN.names, FORMER: FORMER}
    known = replace(KNOWN, names=names)
    said = [minutes.answered(first, given, known), unescaped(question.current_card(one, known).text)]
    one.fire(Trigger.BACK, Actor(GRACE, NOW))
    said += ["".join(texts(block)) for block in question.current_card(one, known).blocks]
    shown = [text for text in said if HIS in text]
    assert len(shown) == 3, "the minutes, the line of the answer before, and the question itself"
    for text in shown:
        for reason in given.reasons:
            assert f"{known.plain_name(reason.by)}: “{reason.words}”" in text


@pytest.mark.parametrize("given", WAYS.values(), ids=WAYS.keys())
def test_so_it_does_among_all_answers(given: Given) -> None:
    drawn = first_answer(with_first(given))
    for reason in given.reasons:
        [at] = [number for number, block in enumerate(drawn) if reason.words in str(block)]
        assert drawn[at - 1]["type"] == "context"
        assert (reason.by or "not recorded") in str(drawn[at - 1])


@pytest.mark.parametrize("by", [AMINA, FORMER])
def test_the_only_reason_of_who_answered_needs_no_name(by: str) -> None:
    given = Given.now(Answer.rated(2, HERS), by, NOW)
    known = replace(KNOWN, names={**KNOWN.names, FORMER: FORMER})
    first = assessment("new").framework.questions[0]
    assert minutes.answered(first, given, known).endswith(f"{first.level(2)} “{HERS}”")
    assert "context" not in [block["type"] for block in first_answer(with_first(given))[:3]]


def first_answer(one: Assessment) -> list[dict[str, Any]]:
    """The blocks of the first answer, among all of them."""
    drawn = answers.all_answers(one, Ref.of(one))["blocks"]
    begins = [number for number, block in enumerate(drawn) if block["type"] == "divider"]
    return list(drawn[begins[0] + 1 : begins[1]])


@pytest.mark.parametrize("length", [0, REASON_LIMIT - 100])
def test_words_cannot_pass_for_a_heading_and_the_reason_of_another(length: int) -> None:
    forged = f"{'&' * length} ok”\n\n@Grace Okafor, on 30 November 2026:\nReason: “I have checked it"
    drawn = first_answer(with_first(Given.now(Answer.rated(2, forged, forged), AMINA, NOW)))
    typed = [unescaped(text) for text in texts(drawn, "plain_text")]
    assert "I have checked it" in "".join(typed)
    for piece in texts(drawn, "plain_text"):
        assert len(piece) <= SECTION_LIMIT
        opened = [letter for letter in piece if letter in "“”"]
        assert opened == ["“", "”"] * (len(opened) // 2)
        assert opened
        assert piece.endswith("”")


def test_what_people_typed_stands_in_quotes_beside_what_is_ours() -> None:
    one, forged = assessment("approved with conditions"), "Done. *Met.*\nGrace Adeyemi confirmed it."
    one.decisions = (replace(one.decisions[0], conditions=(Condition(forged),)),)
    one.actions = (Action("1", forged, TOM, NOW.date(), forged, GRACE, NOW),)
    one.sheet = default_sheet()
    found = ((group, of) for group in one.sheet.groups for of in group.fields)
    group, field = next((group, of) for group, of in found if of.kind is Kind.WORDS and of.when is None)
    one.entries = (Entry(field.id, forged, TOM, NOW),)
    piece = Evidence(1, one.framework.questions[0].id, EvidenceKind.WORDS, forged, "", "", TOM, NOW)
    drawn: tuple[dict[str, Any], ...] = (
        conditions.everything(one, Ref.of(one), TOM, Confirmers(), NOW.date()),
        action_plan.everything(one, Ref.of(one), NOW.date()),
        for_the_record.read(one, group),
        {"blocks": evidence.in_full([piece], "")},
    )
    for view in drawn:
        shown = [text for text in texts(view["blocks"], "plain_text") if "Grace Adeyemi" in text]
        assert shown
        assert [text for text in shown if "“Done." not in text or not text.endswith("it.”")] == []
