"""Balance's cards on a phone: a nurse between two meetings sees the question, its levels and the numbers at
once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.cards import home
from bot.cards.callbacks import Do
from bot.cards.home_state import Look, Shown
from bot.cards.known import Known
from bot.cards.question import current_card, question_card
from bot.cards.summary import summary
from bot.demo.example import load
from bot.sandbox.world.riverside import AMINA, HOUSING
from flows.answer import AnswerKind
from flows.condition import Condition, Said, Terms
from flows.decision import Verdict
from flows.framework import default_framework
from flows.listing import Listed, ListedWait, Overview, Page, WaitingList
from flows.states import State
from flows.voices import VoiceAnswer, VoiceGroup
from flows.waiting import Matter, Waiting
from tests.bot.cards.samples import GRACE, NAMES, NOW, Maker, Words
from tests.browser.conftest import PHONE, Stage, Visit
from tests.flows.record.samples import evidence as pieces

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
        made = Maker(Words(), framework).answers("4", number - 1).made
        made.evidence = pieces(made, question.id)
        card = question_card(made, question, KNOWN)
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


async def test_five_assessments_are_in_view_in_home_before_one_and_a_half_screens(
    stage: Stage, visit: Visit
) -> None:
    """Two that wait for somebody and three others, each once; the overview comes below."""
    framework = default_framework()

    def row(number: int) -> Listed:
        scores = dict.fromkeys((principle.id for principle in framework.principles), 38)
        at, state = NOW - timedelta(days=number), State.SUBMITTED
        return Listed(
            f"{number:012}",
            f"Sharing data of team {number} with adult social care",
            HOUSING,
            AMINA,
            state,
            framework,
            at,
            at,
            thread_ts="1700000000.000100",
            handed_in_at=at,
            scores=scores,
            yet_to_decide=(AMINA,),
        )

    rows = [row(number) for number in (1, 2)]
    waits = [ListedWait(Waiting(Matter.DECIDE, one.id, AMINA, NOW), one) for one in rows]
    nothing = Overview({}, {}, {}, (), 0, {}, {})
    shown = Shown(WaitingList(Page(waits), 2), Page([row(3), row(4), row(5)]), nothing, complete=True)
    view = home.home(shown, Look(), stage.slack.url, NOW)
    await stage.client.views_publish(user_id=AMINA, view=view)
    page = await visit(f"?as={AMINA}#/app/home", size=PHONE)
    overview = page.get_by_role("heading", name="Overview")
    await expect(overview).to_be_attached()
    box = await overview.bounding_box()
    assert box is not None
    assert box["y"] < 1.5 * PHONE[1]


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


def with_two_conditions(example: str = "housing-arrears") -> Maker:
    """As Grace's form makes them: one is overdue, and one is met."""
    maker = submitted(example).decide(Verdict.CONDITIONS)
    terms = Terms(AMINA, NOW.date() - timedelta(days=1), before_sharing=True, at=NOW)
    met = Condition(REASON, terms, said=Said(AMINA, NOW, REASON), confirmed=Said(GRACE, NOW))
    decision = replace(maker.made.decisions[0], conditions=(Condition(REASON, terms), met))
    maker.made.decisions = (decision,)
    return maker


def shown(maker: Maker) -> Maker:
    """With evidence for each answer."""
    made, last = maker.made, maker.made.submissions[-1]
    made.evidence = tuple(
        replace(pieces(made, question)[0], number=number)
        for number, question in enumerate(made.given, start=1)
    )
    marks = {one.number: one.mark for one in made.evidence}
    made.submissions = (*made.submissions[:-1], replace(last, evidence=marks))
    return maker


def heard(maker: Maker) -> Maker:
    """With two groups from outside, one of which came in late, and differences that all have long names."""
    made = maker.made
    sceptical = {question.id: VoiceAnswer(AnswerKind.RATING, 1) for question in made.framework.questions}
    made.voices = (
        VoiceGroup(1, "panel of tenants in arrears", (sceptical,) * 12, (), AMINA, NOW),
        VoiceGroup(2, "staff of a partner", (sceptical,) * 3, (), AMINA, NOW + timedelta(days=1)),
    )
    return maker


def without_reasons() -> Maker:
    """Five doubts that say no more than their levels do, each taken note of, and two overdue conditions."""
    words = Words(
        "Sharing rent arrears with adult social care", "Names, addresses and arrears. " * 5, "", "", ""
    )
    made = Maker(words, default_framework()).reviewed_by(GRACE).answers("4424?4541444" + "3?4245")
    decided = made.submit().decide(Verdict.CONDITIONS).made
    terms = Terms(AMINA, NOW.date() - timedelta(days=1), before_sharing=True, at=NOW)
    conditions = tuple(Condition(text, terms) for text in ("Sign the agreement.", "Tell the tenants."))
    weak = (3, 5, 9, 14, 16)
    taken_note_of = tuple(decided.framework.questions[number - 1].id for number in weak)
    of = replace(decided.decisions[0], conditions=conditions, acknowledged=taken_note_of)
    decided.decisions = (of,)
    decided.look_again_on = NOW.date() + timedelta(days=365)
    return made


async def test_the_review_is_in_view_as_a_whole(stage: Stage, visit: Visit) -> None:
    """With what is open, answers without a reason, and the buttons below it all."""
    made = Maker(Words(reason="", evidence=""), default_framework()).answers("44352?434145224435")
    card = current_card(made.made, KNOWN)
    parent = await stage.post(HOUSING, "Sharing rent arrears with adult social care")
    ts = await stage.post(HOUSING, card.text, blocks=card.blocks, thread_ts=parent)
    page = await visit(
        f"archives/{HOUSING}/p{ts.replace('.', '')}?thread_ts={parent}&cid={HOUSING}", size=PHONE
    )
    shown = page.locator("#thread .message").last
    title = shown.get_by_text("Review your answers")
    await title.evaluate(TO_THE_TOP)
    await expect(title).to_be_in_viewport()
    await expect(shown.locator(f"[data-action-id={Do.SUBMIT}]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: submitted("falls-prevention"), id="nearly all for it"),
        pytest.param(lambda: submitted("falls-prevention").decide(Verdict.APPROVE), id="approved"),
        pytest.param(lambda: submitted("housing-arrears"), id="contested"),
        pytest.param(lambda: submitted("housing-arrears").decide(Verdict.CONDITIONS), id="conditions"),
        pytest.param(lambda: with_two_conditions(), id="two conditions, not to be shared yet"),
        pytest.param(lambda: shown(with_two_conditions()), id="the same, with evidence"),
        pytest.param(lambda: heard(with_two_conditions()), id="the same, with voices from outside"),
        pytest.param(lambda: with_two_conditions("falls-prevention"), id="the same with few weak answers"),
        pytest.param(
            lambda: heard(with_two_conditions("falls-prevention")),
            id="few weak answers, with voices from outside",
        ),
        pytest.param(without_reasons, id="two conditions, and five doubts taken note of"),
        pytest.param(lambda: submitted("warm-homes"), id="another example"),
        pytest.param(
            lambda: submitted("housing-arrears", ["++-?=?", "-+=--?", "+?=+-?"]), id="five open questions"
        ),
        pytest.param(lambda: heard(submitted("warm-homes")), id="another example, with voices from outside"),
        pytest.param(
            lambda: heard(without_reasons()), id="five doubts taken note of, with voices from outside"
        ),
        pytest.param(
            lambda: heard(submitted("housing-arrears", ["++-?=?", "-+=--?", "+?=+-?"])),
            id="five open questions, with voices from outside",
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
