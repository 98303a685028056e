"""Actions and another look as they are drawn: they fit Slack, say all in the text, and typed words stay
harmless."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.cards import action_plan, answers, exchange, headline, look_again, question, summary
from bot.cards.callbacks import Do, Ref
from bot.cards.card import MOST_BLOCKS, MOST_TEXT, Card
from bot.reconciler.drawing import true_until
from bot.sandbox.wire.blockkit.surfaces import message_errors, view_errors
from bot.sandbox.world.pings import pings_in
from flows.action_plan import subjects
from flows.answer import Answer
from flows.assessment import Assessment
from flows.condition import Condition
from flows.decision import Action, Decision, Verdict
from flows.framework import Framework
from flows.machine import Trigger
from storage.claims import Surface
from storage.surface_rows import SurfaceKind
from tests.bot.cards.drawn import read_aloud, texts, words
from tests.bot.cards.samples import (
    AMINA,
    HOSTILE,
    HOUSING,
    KNOWN,
    MARK,
    NOW,
    PEOPLE,
    PRIYA,
    TOM,
    Maker,
    Words,
    large,
    questions,
)

TODAY = NOW.date()
ALL_WORDS = {"harmless": Words()} | {name: Words.hostile(text) for name, text in HOSTILE.items()}


def approved(
    typed: Words, framework: Framework, number: int, *, kinds: str = "4?12", on: date | None = TODAY
) -> Assessment:
    """Approved with a condition, with this many actions: some late, some done."""
    made = Maker(typed, framework).answers(kinds).submit().fire(Trigger.APPROVE_WITH_CONDITIONS).made
    made.decisions = (
        Decision(1, Verdict.CONDITIONS, AMINA, NOW, 1, "mark", conditions=(Condition(typed.reason),)),
    )
    low = framework.questions[2].id
    made.actions = tuple(
        Action(
            id=f"action{n}",
            what=typed.reason,
            who=(TOM, PRIYA)[n % 2],
            by=TODAY + timedelta(days=n - 2),
            about=low if n % 2 else typed.reason,
            made_by=AMINA,
            made_at=NOW + timedelta(minutes=n),
            done_by=TOM if n % 3 == 2 else None,
            done_at=NOW + timedelta(hours=n) if n % 3 == 2 else None,
        )
        for n in range(number)
    )
    made.look_again_on, made.next = on, "next"
    return made


def another_look(typed: Words, framework: Framework) -> Iterator[Assessment]:
    """At its first question, half way, and handed in."""
    old = Maker(typed, framework).answers("4?-2").submit().made
    for letters, times in (("", 0), ("43", 5), ("4?32", None)):
        maker = Maker(typed, framework)
        maker.made.previous, maker.made.before = "previous", dict(old.given)
        if letters:
            maker.answers(letters, times)
        yield maker.made if times is not None else maker.submit().made


def drawn(typed: Words, framework: Framework) -> Iterator[tuple[str, Card]]:
    for number in (0, 1, 4, 40):
        of = approved(typed, framework, number)
        yield f"summary with {number} actions", summary.summary(of, TODAY)
    for of in another_look(typed, framework):
        yield f"card at {of.state}", question.current_card(of, KNOWN)
        yield f"headline at {of.state}", headline.headline(of, KNOWN)
        if of.last_submission:
            yield "summary of another look", summary.summary(of, TODAY)


def forms(typed: Words, framework: Framework) -> Iterator[tuple[str, Any]]:
    of = approved(typed, framework, 60)
    here = Ref.of(of).at(HOUSING)
    yield "add", action_plan.add(of, here)
    yield "all actions", action_plan.everything(of, here, TODAY, "Somebody ticked this off already.")
    yield "set a day", look_again.set_day(of, here)
    for after in another_look(typed, framework):
        for page in range(len(framework.questions) // answers.QUESTIONS_A_PAGE + 1):
            yield f"all answers at {after.state}", answers.all_answers(after, here.on_page(page))


@pytest.mark.parametrize("framework", [questions(), large()], ids=["18 questions", "40 wordy questions"])
@pytest.mark.parametrize("typed", ALL_WORDS.values(), ids=ALL_WORDS.keys())
class TestWhatIsDrawn:
    def test_slack_takes_each_message(self, typed: Words, framework: Framework) -> None:
        for name, card in drawn(typed, framework):
            assert message_errors(card.blocks) == [], name
            assert len(json.dumps(card.blocks, ensure_ascii=False)) <= MOST_BLOCKS, name
            assert len(card.text.encode()) <= MOST_TEXT, name

    def test_slack_takes_each_form(self, typed: Words, framework: Framework) -> None:
        for name, view in forms(typed, framework):
            assert view_errors(view) == [], name

    def test_typed_words_ping_nobody_and_stand_where_no_marks_are_read(
        self, typed: Words, framework: Framework
    ) -> None:
        for name, card in drawn(typed, framework):
            assert {who for who, _ in pings_in(card.text, card.blocks)} <= PEOPLE, name
            assert not any(MARK in text for text in texts(card.blocks, "mrkdwn")), name
        for name, view in forms(typed, framework):
            assert {who for who, _ in pings_in("", view["blocks"])} <= PEOPLE, name
            assert not any(MARK in text for text in texts(view, "mrkdwn")), name


def decided_at_length(typed: Words) -> Assessment:
    """Six reviewers, all of whom must decide, with as many and as long conditions as a form takes."""
    of = approved(typed, questions(), 40)
    of.reviewers, of.all_decide = frozenset(f"U0REVIEW{n}" for n in range(6)), True
    conditions = tuple(Condition(f"{n:02} {typed.reason}"[:150]) for n in range(20))
    said = (Verdict.CONDITIONS, typed.reason, conditions)
    of.decisions = tuple(
        Decision(n + 1, said[0], f"U0REVIEW{n}", NOW, 1, "mark", said[1], said[2]) for n in range(6)
    )
    again = replace(of.decisions[0], number=7, withdrawn_at=NOW, withdrawn_why=typed.reason)
    of.decisions += (again, replace(again, number=8), replace(again, number=9))
    return of


@pytest.mark.parametrize("typed", ALL_WORDS.values(), ids=ALL_WORDS.keys())
def test_slack_takes_a_summary_however_much_its_reviewers_wrote(typed: Words) -> None:
    of = decided_at_length(typed)
    card = summary.summary(of, TODAY)
    assert message_errors(card.blocks) == []
    assert len(json.dumps(card.blocks, ensure_ascii=False)) <= MOST_BLOCKS
    assert "Approved with 120 conditions by <@U0REVIEW0>" in card.text
    assert {"Decision", "Withdraw decision"} <= set(texts(card.blocks, "plain_text"))


def test_no_question_is_crowded_out_of_the_form_by_conditions() -> None:
    of = decided_at_length(Words())
    view = action_plan.add(of, Ref.of(of))
    assert view_errors(view) == []
    offered = list(texts(view, "plain_text"))
    deserving = {subject.question.label for subject in subjects(of) if subject.question}
    assert len(deserving) > 1
    assert all(any(text.startswith(label) for text in offered) for label in deserving)


def test_the_text_says_all_that_the_card_says() -> None:
    for name, card in drawn(Words(), questions()):
        shown = words(" ".join(read_aloud(card)))
        assert shown - words(card.text) == set(), name


def test_the_summary_counts_the_actions_and_the_window_names_them_the_most_urgent_first() -> None:
    of = approved(Words(), questions(), 4)
    assert "Actions: 3 open, 2 overdue, 1 done." in summary.summary(of, TODAY).text
    shown = "\n".join(texts(action_plan.everything(of, Ref.of(of), TODAY)["blocks"]))
    days = [shown.index(f"by {day} March 2026") for day in (2, 3, 5)]
    assert days == sorted(days)
    assert shown.index("Done by") > days[-1]
    assert shown.count("Overdue") == 2


def test_an_action_is_overdue_from_the_day_after() -> None:
    of = approved(Words(), questions(), 1)
    [action] = of.actions
    assert "overdue" not in summary.summary(of, action.by).text
    assert "overdue" in summary.summary(of, action.by + timedelta(days=1)).text


def test_nothing_is_offered_where_nothing_deserves_an_action() -> None:
    of = Maker(Words(), questions()).answers("45").submit().made
    assert action_plan.offers(of) == []
    assert "Actions" not in summary.summary(of, TODAY).text


def test_what_is_closed_can_be_read_but_not_added_to() -> None:
    of = approved(Words(), questions(), 1)
    of.progress.state = "closed"
    assert [offer.do for offer in action_plan.offers(of)] == [Do.ACTIONS]


@pytest.mark.parametrize(
    ("on", "said", "offered"),
    [
        (TODAY + timedelta(days=1), "To be looked at again on 5 March 2026.", False),
        (TODAY, "It is time to look again, since 4 March 2026.", True),
        (TODAY - timedelta(days=9), "It is time to look again, since 23 February 2026.", True),
        (None, "Another look has begun.", False),
    ],
)
def test_look_again_is_offered_from_its_day_on(on: date | None, said: str, offered: bool) -> None:
    of = approved(Words(), questions(), 0, on=on)
    assert said in summary.summary(of, TODAY).text
    ids = [offer.do for offer in look_again.offers(of, TODAY)]
    assert (Do.LOOK_AGAIN in ids) == offered
    assert Do.LOOK_AGAIN_ON in ids


def test_what_is_not_approved_is_not_looked_at_again() -> None:
    of = approved(Words(), questions(), 0)
    of.progress.state = "declined"
    of.next = None
    assert look_again.offers(of, TODAY) == []
    assert "look" not in summary.summary(of, TODAY).text


def test_what_was_answered_last_time_stands_on_the_card_until_it_is_looked_at() -> None:
    start, *_ = another_look(Words(), questions())
    card = question.current_card(start, KNOWN)
    assert "Last time, on 4 March 2026: 4. “The team asked for it.”" in card.text
    assert "Keep 4, go to question 2" in [label for _, label in _buttons(card)]
    assert list(pings_in(card.text, card.blocks)) == []
    maker = Maker(Words(), questions())
    maker.made.before = dict(start.before)
    maker.answer(Answer.rated(3)).go_to(1)
    text = question.current_card(maker.made, KNOWN).text
    assert "Last time" not in text
    assert "Answer so far: 3" in text


# --- a day begins


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)


def _summary_surface() -> Surface:
    return Surface("s", "a", SurfaceKind.SUMMARY, "", HOUSING, None, "1.0", 1, False, None)


def test_the_summary_is_drawn_anew_when_a_day_changes_what_it_says() -> None:
    of = approved(Words(), questions(), 1, on=TODAY + timedelta(days=3))
    of.actions = (replace(of.actions[0], by=TODAY + timedelta(days=1)),)
    day, moments = TODAY, []
    while moment := true_until(of, _summary_surface(), _morning(day)):
        moments.append(moment.date() - TODAY)
        assert summary.summary(of, moment.date()).text != summary.summary(of, day).text
        day = moment.date()
    assert moments == [timedelta(days=2), timedelta(days=3)]


def test_nothing_else_changes_with_the_day() -> None:
    of = approved(Words(), questions(), 1, on=TODAY + timedelta(days=3))
    assert true_until(of, replace(_summary_surface(), kind=SurfaceKind.CARD), _morning(TODAY)) is None
    of.progress.state = "closed"
    of.actions = ()
    assert true_until(of, _summary_surface(), _morning(TODAY)) is None


def _buttons(card: Card) -> list[tuple[str, str]]:
    return [
        (element["action_id"], element["text"]["text"])
        for block in card.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


@pytest.mark.parametrize("in_sight", [True, False])
def test_what_somebody_is_given_is_told_with_its_words_only_where_they_may_see_them(in_sight: bool) -> None:
    one = approved(Words(), questions(), 0)
    given = Action("one", "Find the form.", TOM, date(2026, 4, 1), "condition", AMINA, NOW)
    one.actions = (given,)
    card = exchange.action_given(one, given.id, in_sight=in_sight)
    assert f"<@{AMINA}> gave you something to do by 1 April 2026." in card.text
    for typed in (one.title, given.what):
        assert (typed in card.text) == in_sight
    assert message_errors(card.blocks) == []
