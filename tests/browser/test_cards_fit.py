"""Balance's cards on a phone: a nurse between two meetings sees the question, its levels and the numbers at
once."""

from collections.abc import Callable, Sequence

import pytest
from playwright.async_api import expect

from bot.cards.callbacks import Do
from bot.cards.known import Known
from bot.cards.question import question_card
from bot.cards.summary import summary
from bot.demo.example import load
from bot.sandbox.world.riverside import HOUSING
from flows.decision import Verdict
from flows.framework import default_framework
from tests.bot.cards.samples import GRACE, NAMES, NOW, Maker, Words
from tests.browser.conftest import PHONE, Stage, Visit

KEYBOARD = 336
"""Pixels that the keyboard of a phone of this size takes of its window, with its bar of suggestions."""
TO_THE_TOP = "line => line.scrollIntoView()"
KNOWN = Known(NOW.date(), NAMES)


@pytest.mark.parametrize("keyboard", [0, KEYBOARD], ids=["without the keyboard", "with the keyboard open"])
async def test_the_question_and_the_numbers_are_in_view_together_and_the_levels_but_for_a_keyboard(
    stage: Stage, visit: Visit, keyboard: int
) -> None:
    """Of each question, as it stands once those before it are answered, the last one with a reason."""
    framework = default_framework()
    parent = await stage.post(HOUSING, "Sharing rent arrears with adult social care")
    for number, question in enumerate(framework.questions, start=1):
        card = question_card(Maker(Words(), framework).answers("4", number - 1).made, question, KNOWN)
        ts = await stage.post(HOUSING, card.text, blocks=card.blocks, thread_ts=parent)
    thread = f"archives/{HOUSING}/p{ts.replace('.', '')}?thread_ts={parent}&cid={HOUSING}"
    page = await visit(thread, size=(PHONE[0], PHONE[1] - keyboard))
    for number, question in enumerate(framework.questions, start=1):
        shown = page.locator("#thread .message").nth(number)
        await shown.get_by_text(f"Question {number} of 18").evaluate(TO_THE_TOP)
        await expect(shown.get_by_text(question.text)).to_be_in_viewport(ratio=1)
        for rating in range(1, 6):
            await expect(shown.get_by_role("button", name=f"{rating}: ")).to_be_in_viewport(ratio=1)
            if not keyboard:
                await expect(shown.get_by_text(question.level(rating))).to_be_in_viewport(ratio=1)


REASON = "The ambulance service could not tell us how its crews' tablets are protected. We asked twice. " * 2
"""As long as people type one who were asked for it."""


def submitted(example: str, marks: Sequence[str] = ()) -> Maker:
    """An example as it is when it is decided, or with other answers; each reason is long."""
    played = load(example)
    typed = {name: str(given) for name, given in played.start.fill.items()}
    words = Words(played.start.title, typed["about"], REASON, "", typed["recipients"])
    summary = played.decision.summary if played.decision and played.decision.summary else played.summary
    answers = "".join(marks or [score.marks for score in summary.principles.values()])
    kinds = answers.translate(str.maketrans("+-=/", "423-"))
    return Maker(words, default_framework()).reviewed_by(GRACE).answers(kinds).submit()


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: submitted("falls-prevention"), id="nearly all for it"),
        pytest.param(lambda: submitted("falls-prevention").decide(Verdict.APPROVE), id="approved"),
        pytest.param(lambda: submitted("housing-arrears"), id="contested"),
        pytest.param(lambda: submitted("housing-arrears").decide(Verdict.CONDITIONS), id="conditions"),
        pytest.param(lambda: submitted("warm-homes"), id="another example"),
        pytest.param(
            lambda: submitted("housing-arrears", ["++-?=?", "-+=--?", "+?=+-?"]), id="five open questions"
        ),
    ],
)
async def test_the_summary_is_in_view_as_a_whole(
    stage: Stage, visit: Visit, made: Callable[[], Maker]
) -> None:
    """Of the title, and the buttons below it all."""
    assessment = made().made
    card = summary(assessment, NOW.date())
    ts = await stage.post(HOUSING, card.text, blocks=card.blocks)
    page = await visit(f"archives/{HOUSING}/p{ts.replace('.', '')}", size=PHONE)
    await page.get_by_role("button", name="Dismiss this note").click()
    shown = page.locator("#main .message").filter(has=page.locator(f"[data-action-id={Do.MORE}]")).last
    await shown.get_by_text(assessment.title).evaluate(TO_THE_TOP)
    await expect(shown.get_by_text(assessment.title)).to_be_in_viewport(ratio=1)
    await expect(shown.locator(f"[data-action-id={Do.MORE}]")).to_be_in_viewport(ratio=1)
