"""What was agreed last time, and what became of it."""

from dataclasses import replace
from datetime import date, timedelta

from flows.agreed import Agreed, Became, agreed
from flows.condition import Condition, Said, Terms
from flows.decision import Action, Decision, Verdict
from tests.storage.samples import AMINA, NOW, PRIYA, TOM, assessment, finish, submit

DAY = date(2026, 4, 1)


def test_conditions_come_first_then_what_is_open_then_what_was_done() -> None:
    what = assessment()
    finish(what)
    submit(what)
    terms = Terms(PRIYA, DAY, before_sharing=True, at=NOW)
    unmet = Condition("Sign it.", terms, said=Said(PRIYA, NOW), sent_back=Said(TOM, NOW, "By whom?"))
    met = Condition("Train them.", terms, said=Said(PRIYA, NOW), confirmed=Said(TOM, NOW))
    approval = Decision(
        2, Verdict.CONDITIONS, TOM, NOW, 1, "mark", conditions=(Condition("Only addresses."), unmet, met)
    )
    withdrawn = replace(
        approval, number=1, conditions=(Condition("Nothing."),), withdrawn_at=NOW, withdrawn_why="No."
    )
    what.decisions = (withdrawn, approval)
    still_open = Action("b", "Ask.", PRIYA, DAY, "a-1", AMINA, NOW)
    done = replace(still_open, id="a", what="List.", done_by=TOM, done_at=NOW + timedelta(days=1))
    what.actions = (done, still_open)
    found = agreed(what)
    assert found == [
        Agreed("Only addresses.", is_condition=True, became=Became.NOT_RECORDED),
        Agreed("Sign it.", is_condition=True, became=Became.NOT_DONE, who=PRIYA, on=DAY),
        Agreed("Train them.", is_condition=True, became=Became.DONE, who=PRIYA, on=NOW.date()),
        Agreed("Ask.", is_condition=False, became=Became.NOT_DONE, who=PRIYA, on=DAY),
        Agreed("List.", is_condition=False, became=Became.DONE, who=TOM, on=date(2026, 3, 5)),
    ]
    assert [Agreed.unpacked(one.packed()) for one in found] == found
