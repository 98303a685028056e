"""What the cards of a panel say and offer: nothing steers who rates alone, who differs has a way to say so,
all reasons can be read, and Slack takes each message."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.cards import (
    all_reasons,
    answers,
    ballot,
    deciding,
    minutes,
    notes,
    panel,
    question,
    review,
    settling,
    splits,
    starting,
    summary,
)
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Card
from bot.cards.happened import in_words
from bot.cards.known import Known
from bot.cards.pages import BLOCKS_A_PAGE
from bot.cards.reveal import reveal_card
from bot.cards.text import in_quotes, mention
from bot.sandbox.wire.blockkit.surfaces import message_errors, view_errors
from bot.sandbox.world.pings import pings_in
from flows.activity import Happened
from flows.actor import Actor
from flows.answer import Answer, AnswerKind
from flows.assessment import Assessment
from flows.deciding import mark_in_sight
from flows.decision import Decision, Verdict
from flows.earlier import Earlier
from flows.framework import Framework
from flows.notes import Note
from flows.panel import MOST, NAMELESS_FROM, Dissent, Rated
from flows.panel_acts import rate_again, seat
from flows.refusals import NotPossible, Refusal, Why
from flows.submission import Submission
from flows.triggers import Trigger
from tests.bot.cards.drawn import read_aloud, texts, words
from tests.bot.cards.panels import dissent, members, rated, rating_again, revealed, settle, take
from tests.bot.cards.samples import AMINA, HOSTILE, KNOWN, MARK, NAMES, NOW, TOM, assessment, large, questions

FIRST, SECOND, THIRD = (one.id for one in questions().questions[:3])
PRINCIPLE, OTHER = (one.id for one in questions().principles[:2])


def actions(blocks: object) -> set[str]:
    """Whatever can be clicked."""
    if isinstance(blocks, dict):
        here = {blocks["action_id"]} if "action_id" in blocks else set()
        return here.union(*map(actions, blocks.values()))
    return set().union(*map(actions, blocks)) if isinstance(blocks, list) else set()


def all_that_is_drawn(card: Card) -> tuple[str, str]:
    return card.text, str(card.blocks)


# --- whose answer the team's is


def test_a_median_is_nowhere_said_to_be_the_rating_of_whoever_took_it() -> None:
    found = revealed({FIRST: rated(2, 4, 4, 5), SECOND: rated(4, 4, 4, 4)})
    asked = found.framework.question(FIRST)
    given = take(found, FIRST, 4)
    settle(found, SECOND, 3)
    by = "the panel’s median, taken by"
    before = Known(NOW.date(), NAMES, earlier={SECOND: Earlier(given)})
    lines = minutes.of_principle(found, PRINCIPLE, before).text
    assert f"{asked.label}: 4 · {by} Amina Khan" in lines
    assert f"3 · Amina Khan (was 4, {by} Amina Khan)" in lines
    assert f"{asked.label}: 4 · {by} Amina Khan" in review.review_card(found, KNOWN).text
    found.progress.state = FIRST
    assert f"4* · {by} Amina Khan" in str(question.question_card(found, asked, KNOWN).blocks)
    assert f"· {by} {mention(AMINA)}" in str(answers.all_answers(found, Ref.of(found)))
    event = Happened(NOW, AMINA, Trigger.ANSWER, FIRST, {"rating": 4, "is_median": True})
    assert in_words(found, event) == f"took the panel’s median for {asked.label}: 4"
    assert in_words(found, replace(event, detail={"rating": 4})) == f"rated {asked.label} 4", "from before"


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (Note.CHANGED_ANSWER, f"from 4 (the panel’s median, taken by {mention(AMINA)}) to 2."),
        (Note.EXPLAINED, f", for which {mention(AMINA)} took the panel’s median."),
        (Note.TOOK_BACK_REASON, f", for which {mention(AMINA)} took the panel’s median."),
        (Note.ADDED_EVIDENCE, f", for which {mention(AMINA)} took the panel’s median."),
    ],
)
def test_the_thread_does_not_say_that_who_took_a_median_rated_it(what: Note, words: str) -> None:
    found = revealed({FIRST: rated(2, 4, 4, 5)})
    changed = {"before": "4", "before_by": AMINA, "after": "2", "was_median": True}
    about = {"question": FIRST, "answerer": AMINA, "is_median": True, **changed}
    assert notes.drawn(found, {"note": what, "by": TOM, **about}).text.endswith(words)


# --- what each is told before their first answer

PANELS = [
    (NAMELESS_FROM, True),
    (NAMELESS_FROM - 1, True),
    (NAMELESS_FROM, False),
    (NAMELESS_FROM - 1, False),
]
"""How many people, and whether names stand beside ratings."""


def asked(many: int, *, named: bool) -> Assessment:
    """So many people are to answer alone, and none has begun."""
    found = assessment("new")
    seat(found, members(many), Actor(AMINA, NOW), named=named, until=None)
    return found


def rule(many: int, *, named: bool) -> str:
    return panel.names_rule(panel.needed(asked(many, named=named)))


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("many", [NAMELESS_FROM - 1, NAMELESS_FROM])
def test_each_is_told_before_they_begin_whether_names_stand_beside_ratings(many: int, *, named: bool) -> None:
    found = asked(many, named=named)
    for reader in members(many):
        card = panel.invitation(found, AMINA, reader)
        assert Do.BALLOT in actions(card.blocks), "they can begin"
        for drawn in (card.text, " ".join(texts(card.blocks))):
            assert rule(many, named=named) in drawn
    in_the_channel = panel.alone_card(found, KNOWN)
    assert rule(many, named=named) in " ".join(texts(in_the_channel.blocks))


def test_what_is_said_of_names_is_true_of_the_panel() -> None:
    named, nameless = rule(NAMELESS_FROM, named=True), rule(NAMELESS_FROM, named=False)
    too_few = rule(NAMELESS_FROM - 1, named=False)
    assert len({named, nameless, too_few}) == 3
    assert rule(NAMELESS_FROM - 1, named=True) == named, "names stand there, however few they are"
    assert [" no names " in said for said in (named, nameless, too_few)] == [False, True, True]
    assert ["guessed" in said for said in (named, nameless, too_few)] == [False, False, True]


def test_both_forms_say_with_how_few_people_it_can_be_guessed() -> None:
    found = assessment("new")
    for form in (starting.start(), starting.convene(found, Ref.of(found))):
        [hint] = [said for said in texts(form["blocks"]) if "guessed" in said]
        assert f"fewer than {NAMELESS_FROM} people" in hint


# --- seeing it otherwise


def test_nobody_can_see_it_otherwise_before_the_team_has_answered() -> None:
    found = revealed({FIRST: rated(1, 1, 5, 5)})
    assert Do.DISSENT not in actions(reveal_card(found, PRINCIPLE, KNOWN).blocks)
    with pytest.raises(NotPossible, match=Why.TEAM_HAS_NOT_ANSWERED.value):
        settling.dissent_form(found, Ref.of(found), AMINA)


def test_who_differs_alone_from_what_is_agreed_has_a_way_to_say_so() -> None:
    found = revealed({FIRST: rated(1, 4, 4, 4, 4, 4)})
    settle(found, FIRST, 4)
    assert Do.DISSENT in actions(reveal_card(found, PRINCIPLE, KNOWN).blocks)
    assert Do.DISSENT not in actions(reveal_card(found, OTHER, KNOWN).blocks)
    assert FIRST in str(settling.dissent_form(found, Ref.of(found), AMINA))
    with pytest.raises(NotPossible, match=Why.NOTHING_TO_DISSENT.value):
        settling.dissent_form(found, Ref.of(found), members(2)[1])


def test_where_all_agree_with_the_team_nothing_is_offered() -> None:
    found = revealed({FIRST: rated(4, 4, 4), SECOND: rated(1, 3, 5)})
    settle(found, FIRST, 4)
    assert Do.DISSENT not in actions(reveal_card(found, PRINCIPLE, KNOWN).blocks)


# --- rated once more


def test_nothing_on_a_ballot_says_how_to_rate_again_or_that_a_reviewer_asked() -> None:
    found = revealed({one.id: rated(1, 2, 3, 4) for one in questions().questions})
    alone = rating_again(found, FIRST, 1)
    asked = question.question_card(alone, questions().question(FIRST), KNOWN)
    alone.fire(Trigger.ANSWER, Actor(AMINA, NOW), answer=Answer.rated(2))
    over = question.current_card(alone, KNOWN)
    for drawn in (*all_that_is_drawn(asked), *all_that_is_drawn(over)):
        assert ballot.AGAIN in drawn
        assert question.BY_REVIEWER not in drawn
        assert settling.CHOOSE_ONE not in drawn
    assert {Do.BALLOT_DONE, Do.GO_TO} <= actions(over.blocks)
    assert Do.SUBMIT not in actions(over.blocks)


def test_the_team_is_asked_to_choose_where_the_median_is_no_level() -> None:
    found = revealed({FIRST: rated(1, 2, 3, 4)})
    card = question.question_card(found, questions().question(FIRST), KNOWN)
    assert all(settling.CHOOSE_ONE in drawn for drawn in all_that_is_drawn(card))


@pytest.mark.parametrize(("named", "least"), [(True, 2), (False, 4)])
def test_the_day_says_how_many_must_be_done(named: bool, least: int) -> None:
    found = assessment("new")
    seat(found, members(5), Actor(AMINA, NOW), named=named, until=NOW.date() + timedelta(days=9))
    assert found.panel is not None
    assert f"at least {least} " in panel.when_revealed(found.panel)
    assert found.panel.least == least


def test_of_whoever_does_not_rate_again_it_is_not_said_that_nothing_is_shown() -> None:
    found = assessment("new")
    seat(found, members(3), Actor(AMINA, NOW), named=False, until=None)
    assert found.panel is not None
    *done, last = found.panel.people
    people = (*(replace(one, ballot=one.person, done_at=NOW) for one in done), last)
    found.panel = replace(found.panel, people=people)
    assert panel.UNSEEN in str(panel.reveal_button(found, KNOWN))
    found = revealed({FIRST: rated(1, 5, 5)})
    rating_again(found, FIRST, 1)
    assert found.panel is not None
    assert found.panel.awaited
    assert panel.UNSEEN not in str(panel.reveal_button(found, KNOWN))


# --- all reasons


def long_reasons(many: int, word: str) -> list[Answer]:
    """Longer than a card has room for, each of its own."""
    return [
        Answer.rated(number % 5 + 1, f"{word} {number} " + "and so on " * 40 + f"end {word} {number}.")
        for number in range(1, many + 1)
    ]


def pages(found: Assessment, id: str) -> Iterator[dict[str, Any]]:
    """The window, page by page."""
    ref = Ref.of(found, id)
    while True:
        view = all_reasons.all_reasons(found, found.framework.question(id), ref)
        yield view
        if Do.REASONS_ON not in actions(view["blocks"]):
            return
        ref = ref.on_page(ref.page + 1)


@pytest.mark.parametrize("named", [True, False])
def test_every_reason_of_both_rounds_stands_in_full_with_names_where_they_were_agreed_on(
    *, named: bool
) -> None:
    first, again = long_reasons(MOST, "early"), long_reasons(MOST, "late")
    found = revealed({FIRST: first}, named=named, again={FIRST: again})
    assert Do.ALL_REASONS in actions(reveal_card(found, PRINCIPLE, KNOWN).blocks)
    drawn = [*pages(found, FIRST)]
    assert len(drawn) > 1
    assert all(len(view["blocks"]) <= BLOCKS_A_PAGE + 5 for view in drawn)
    shown = str(drawn)
    assert all(answer.reason in shown for answer in (*first, *again))
    people = [mention(person) for person in members(MOST)]
    assert all(person in shown for person in people) is named
    assert any(person in shown for person in people) is named


def test_the_reasons_for_what_is_agreed_can_be_read_as_well() -> None:
    found = revealed({FIRST: rated(1, 1, 5, 5), SECOND: [Answer.rated(4, "They were asked.")] * 4})
    assert Do.ALL_REASONS in actions(reveal_card(found, PRINCIPLE, KNOWN).blocks)
    [window] = pages(found, FIRST)
    assert Ref(found.id, found.turn, SECOND).encode() in str(window), "a menu leads there"
    [window] = pages(found, SECOND)
    assert "They were asked." in str(window)


def test_nothing_leads_to_reasons_that_nobody_gave() -> None:
    found = revealed({FIRST: rated(1, 1, 5, 5)})
    assert Do.ALL_REASONS not in actions(reveal_card(found, PRINCIPLE, KNOWN).blocks)
    assert len([*pages(found, FIRST)]) == 1


def test_a_ballot_of_the_second_round_leads_to_all_reasons_of_the_first_for_its_question_alone() -> None:
    said = long_reasons(4, "early")
    found = revealed({one.id: said for one in questions().questions})
    alone = rating_again(found, FIRST, 1)
    card = question.question_card(alone, questions().question(FIRST), KNOWN)
    assert Do.ALL_REASONS in actions(card.blocks)
    [window] = pages(alone, FIRST)
    assert all(answer.reason in str(window) for answer in said)
    with pytest.raises(Refusal, match=Why.NOT_REVEALED_YET.value):
        next(pages(alone, SECOND))


def test_before_the_reveal_no_reason_can_be_read() -> None:
    found = assessment("new")
    with pytest.raises(Refusal, match=Why.NO_PANEL.value):
        next(pages(found, FIRST))
    seat(found, members(3), Actor(AMINA, NOW), named=False, until=None)
    with pytest.raises(Refusal, match=Why.NOT_REVEALED_YET.value):
        next(pages(found, FIRST))


def test_what_is_agreed_is_counted_as_in_the_channel_and_what_can_be_taken_beside_it() -> None:
    found = revealed({FIRST: rated(4, 4), SECOND: rated(3, 4), THIRD: rated(1, 5)})
    assert re.findall(r"\d+", settling.settling(found).text) == ["2", "1"]
    one_figure = settling.settling(revealed({FIRST: rated(4, 4), THIRD: rated(1, 5)})).text
    assert re.findall(r"\d+", one_figure) == ["1"]


def test_next_passes_what_is_being_rated_again_by_and_says_what_is_waited_for() -> None:
    found = revealed({FIRST: rated(1, 5), THIRD: rated(1, 4)})
    label, other = (found.framework.question(one).label for one in (FIRST, THIRD))
    for one in found.framework.questions:
        if one.id not in (FIRST, THIRD):
            settle(found, one.id, 4)
    assert f"Next: {label}"[:30] in str(settling.settling(found).blocks)
    assert "2 questions" in settling.settling(found).text
    rating_again(found, FIRST, 1)
    for card in (settling.settling(found), review.review_card(found, KNOWN)):
        assert f"Next: {other}"[:30] in str(card.blocks)
        assert f"Next: {label}"[:30] not in str(card.blocks)
        assert "Still to settle: 1 question," in card.text
        assert f"{label} is being rated again, alone." in card.text
    settle(found, THIRD, 4)
    for card in (settling.settling(found), review.review_card(found, KNOWN)):
        assert "Next:" not in str(card.blocks)
        assert f"{label} is being rated again, alone. The team goes on after that." in card.text


def test_what_is_being_rated_again_is_said_beside_the_medians_to_take() -> None:
    found = revealed({FIRST: rated(1, 5), SECOND: rated(4, 4)})
    rating_again(found, FIRST, 1)
    card = settling.settling(found)
    assert Do.TAKE_MEDIANS in actions(card.blocks)
    assert card.text.endswith("is being rated again, alone.")


@pytest.mark.parametrize(("many", "more"), [(1, ""), (4, ""), (6, " and 2 more")])
def test_whoever_decides_reads_above_the_choice_on_what_the_panel_was_split(many: int, more: str) -> None:
    asked = questions().questions[:many]
    found = revealed({one.id: rated(1, 5, 2) for one in asked})
    handed_in(found)
    text = str(shown_anew(found, "")["blocks"])
    [said] = [line for line in texts(shown_anew(found, "")["blocks"]) if "answered alone" in line]
    figure = "1 question" if many == 1 else f"{many} questions"
    assert said.startswith(f"3 people answered alone. They were split on {figure}: {asked[0].label}")
    assert said.endswith(f"{more}.")
    assert [one.label in said for one in asked] == [number < 4 for number in range(many)]
    assert text.index("They were split on") < text.index("What do you decide?")


def test_where_the_panel_was_not_split_the_decision_says_nothing_of_it() -> None:
    found = revealed({FIRST: rated(4, 4, 4)})
    handed_in(found)
    assert "split" not in str(shown_anew(found, "")["blocks"])


# --- Slack takes it


@pytest.mark.parametrize("named", [True, False])
def test_slack_takes_a_reveal_of_thirty_people_with_many_sentences_of_dissent(*, named: bool) -> None:
    said = long_reasons(MOST, "early")
    found = revealed(dict.fromkeys((FIRST, SECOND, THIRD), said), named=named)
    sentence = "It is “not” clear to me & them. " * 60
    for id in (FIRST, SECOND, THIRD):
        settle(found, id, 3)
        at = NOW + timedelta(days=1)
        dissent(found, *(Dissent(id, number, f"{number}. {sentence}", at) for number in range(1, 11)))
    card = reveal_card(found, PRINCIPLE, KNOWN)
    assert card.is_whole
    assert len(card.blocks) <= 50
    shown = "".join(str(view) for id in (FIRST, SECOND, THIRD) for view in pages(found, id))
    assert all(shown.count(f"“{number}. {in_quotes(sentence)[1:20]}") == 3 for number in range(1, 11)), (
        "and none is lost"
    )


def test_what_stands_on_the_card_is_said_as_well() -> None:
    found = revealed({FIRST: rated(1, 1, 5, 5)}, again={FIRST: rated(1, 5, 5, 5)})
    settle(found, FIRST, 5)
    dissent(found, Dissent(FIRST, 1, "The lease forbids it.", NOW))
    card = reveal_card(found, PRINCIPLE, KNOWN)
    for drawn in all_that_is_drawn(card):
        assert "The lease forbids it." in drawn
    assert "2 at 1, 2 at 5" in card.text, "the first round"


def test_one_whom_all_others_outweigh_is_heard_where_it_is_agreed() -> None:
    found = revealed({FIRST: rated(5, 5, 5, 5, 3)})
    settle(found, FIRST, 5)
    dissent(found, Dissent(FIRST, 5, "The lease forbids it.", NOW))
    label = found.framework.question(FIRST).label
    for drawn in all_that_is_drawn(reveal_card(found, PRINCIPLE, KNOWN)):
        assert "The lease forbids it." in drawn
        assert drawn.count(label) == 2, "with its dots, and above the sentence"


def test_what_was_written_after_a_decision_is_said_to_be() -> None:
    found = revealed({FIRST: rated(2, 5)})
    settle(found, FIRST, 2)
    made = Submission(1, AMINA, NOW, dict(found.given))
    found.submissions = (made,)
    found.decisions = (Decision(1, Verdict.CHANGES, "U0GRACE", NOW, 1, "mark", "Why 2?", questions=(FIRST,)),)
    dissent(found, Dissent(FIRST, 2, "It is a 5.", NOW + timedelta(hours=2), Rated(AnswerKind.RATING, 2), 1))
    label, late = found.framework.question(FIRST).label, ", written after a decision"
    assert splits.dissent_lines(found, made, 80) == [f"• {label}, 1 of 2 sees it at 5{late}: “It is a 5.”"]
    found.decisions = (replace(found.decisions[0], at=NOW + timedelta(hours=3)),)
    assert splits.dissent_lines(found, made, 80) == [f"• {label}, 1 of 2 sees it at 5: “It is a 5.”"]


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        ((1, 5), "The team settled on nothing at 1 or 2."),
        ((2, 4, 4, 4), "The team settled on nothing at 1 or 2."),
        ((3, 5), "Nothing is rated 1 or 2."),
    ],
)
def test_where_a_panel_rated_1_or_2_the_summary_does_not_say_that_nothing_is(
    ratings: tuple[int, ...], words: str
) -> None:
    found = revealed({FIRST: rated(*ratings)})
    settle(found, FIRST, 4)
    found.submissions = (Submission(1, AMINA, NOW, dict(found.given)),)
    text = summary.summary(found).text
    assert f"Against (-):\n{words}\n" in text
    assert text.count(" at 1 or 2.") + text.count("rated 1 or 2.") == 1
    settle(found, FIRST, 2)
    found.submissions = (Submission(1, AMINA, NOW, dict(found.given)),)
    assert "1 or 2." not in summary.summary(found).text


def test_who_stays_with_their_rating_in_another_round_is_still_heard() -> None:
    found = revealed({FIRST: rated(2, 2, 5)}, again={FIRST: rated(1, 2, 5)})
    settle(found, FIRST, 2)
    made = Submission(1, AMINA, NOW, dict(found.given))
    dissent(found, Dissent(FIRST, 3, "This breaks the law.", NOW, Rated(AnswerKind.RATING, 2), 1))
    label = found.framework.question(FIRST).label
    assert splits.dissent_lines(found, made, 80) == [
        f"• {label}, 1 of 3 sees it at 5: “This breaks the law.”"
    ]
    for drawn in all_that_is_drawn(reveal_card(found, PRINCIPLE, KNOWN)):
        assert "This breaks the law." in drawn
    assert all_reasons.OTHERWISE_EARLIER not in str(list(pages(found, FIRST)))


# --- what who decides has to have seen


def handed_in(found: Assessment) -> Submission:
    found.submissions = (*found.submissions, Submission(1, AMINA, NOW, dict(found.given)))
    return found.submissions[-1]


def said(number: int, words: str, question: str = FIRST) -> Dissent:
    at = NOW + timedelta(hours=3, minutes=number)
    return Dissent(question, number, words, at, Rated(AnswerKind.RATING, 2), 1)


def shown_anew(found: Assessment, seen: str, verdict: Verdict | None = None) -> dict[str, Any]:
    by = date(2026, 5, 1)
    return deciding.decide(found, verdict, "U0GRACE", "C1", look_again_on=by, conditions_by=by, seen=seen)


def test_what_was_said_while_a_decision_was_open_is_shown_however_many_said_so_before() -> None:
    found = revealed({FIRST: rated(5, 5, 5, 5, 5, 5, 2)})
    settle(found, FIRST, 2)
    made = handed_in(found)
    dissent(found, *(said(number, f"Sentence {number}.") for number in range(1, 6)))
    seen = mark_in_sight(found, made)
    dissent(found, said(6, "This breaks the law."))
    view = str(shown_anew(found, seen))
    assert "said so while you had it open" in view
    places = [view.index(f"Sentence {number}.") for number in range(1, 6)]
    assert sorted(places, reverse=True) == places, "nobody is left out, and the latest stands first"
    assert view.index("This breaks the law.") < min(places)


def test_who_says_it_again_in_other_words_stands_first() -> None:
    found = revealed({FIRST: rated(5, 5, 5, 5, 2)})
    settle(found, FIRST, 2)
    made = handed_in(found)
    first = said(1, "Fine by me, nearly.")
    dissent(found, first, *(said(number, f"Sentence {number}.") for number in (2, 3, 4)))
    seen, panel_ = mark_in_sight(found, made), found.panel
    assert panel_
    anew = replace(first, words="This breaks the law.", at=NOW + timedelta(days=1), earlier=(first,))
    found.panel = replace(panel_, dissents=(anew, *panel_.dissents[1:]))
    view = str(shown_anew(found, seen))
    assert view.index("This breaks the law.") < view.index("Sentence 4.")


def test_what_was_said_while_it_was_submitted_again_is_shown_as_well() -> None:
    found = revealed({FIRST: rated(5, 2)})
    settle(found, FIRST, 2)
    seen = mark_in_sight(found, handed_in(found))
    settle(found, FIRST, 3)
    handed_in(found)
    assert "see it at" not in str(shown_anew(found, seen))
    dissent(found, said(1, "This breaks the law."))
    view = str(shown_anew(found, seen))
    assert "submitted again while you had it open" in view
    assert "This breaks the law." in view


@pytest.mark.parametrize("verdict", [None, *Verdict])
@pytest.mark.parametrize("words", ["It is “not” clear. " * 60, "&" * 2_000], ids=["long", "escaped"])
def test_slack_takes_a_decision_on_which_very_many_see_it_otherwise(
    words: str, verdict: Verdict | None
) -> None:
    framework = large()
    ids = [one.id for one in framework.questions]
    found = revealed(dict.fromkeys(ids, rated(*[5] * MOST)), of=framework)
    for id in ids:
        settle(found, id, 2)
    made = handed_in(found)
    for id in ids:
        dissent(found, *(said(number, words, id) for number in range(1, MOST)))
    seen = mark_in_sight(found, made)
    dissent(found, said(MOST, "This breaks the law.", ids[-1]))
    view = shown_anew(found, seen, verdict)
    assert view_errors(view) == []
    assert "This breaks the law." in str(view)
    assert deciding.EARLIER_OTHERWISE in str(view)
    assert len(str(view["blocks"])) < 200_000


def test_slack_takes_many_sentences_of_dissent_where_all_is_agreed() -> None:
    framework = large()
    ids = [one.id for one in framework.questions]
    found = revealed(dict.fromkeys(ids, [Answer.rated(4)] * MOST), of=framework)
    for id in ids:
        settle(found, id, 5)
        dissent(found, *(Dissent(id, number, "It is “not” clear. " * 60, NOW) for number in range(1, 11)))
    for principle in framework.principles:
        card = reveal_card(found, principle.id, KNOWN)
        assert card.is_whole
        assert len(card.blocks) <= 50


def test_that_a_question_is_being_rated_again_changes_what_is_said() -> None:
    found = revealed({FIRST: rated(1, 1, 5, 5)})
    before = reveal_card(found, PRINCIPLE, KNOWN).text
    rate_again(found, {}, FIRST, Actor(AMINA, NOW))
    assert reveal_card(found, PRINCIPLE, KNOWN).text != before


def cards_of_a_panel(framework: Framework, reason: str, *, named: bool) -> Iterator[tuple[str, Card]]:
    """Each message about thirty people who all wrote this: two questions of each principle were rated twice,
    and many see it otherwise."""
    said = [Answer.rated(number % 5 + 1, reason) for number in range(MOST)]
    ids = [one.id for one in framework.questions]
    twice = [one.id for principle in framework.principles for one in principle.questions[:2]]
    found = revealed(dict.fromkeys(ids, said), named=named, again=dict.fromkeys(twice, said), of=framework)
    for id in ids:
        settle(found, id, 3)
        dissent(found, *(Dissent(id, number, reason, NOW) for number in range(1, 11)))
    for principle in framework.principles:
        yield f"the reveal of {principle.id}", reveal_card(found, principle.id, KNOWN)
    found.progress.state = ids[0]
    yield "a question", question.current_card(found, KNOWN)
    alone = rating_again(revealed(dict.fromkeys(ids, said), named=named, of=framework), ids[0], 1)
    yield "a question that is rated again", question.current_card(alone, KNOWN)


def windows_of_a_panel(framework: Framework, reason: str, *, named: bool) -> Iterator[dict[str, Any]]:
    id = framework.questions[0].id
    said = [Answer.rated(number % 5 + 1, reason) for number in range(MOST)]
    found = revealed({id: said}, named=named, again={id: said}, of=framework)
    settle(found, id, 3)
    dissent(found, *(Dissent(id, number, reason, NOW) for number in range(1, 11)))
    yield from pages(found, id)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("framework", [questions(), large()], ids=["18 questions", "40 wordy questions"])
@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_written_in_a_panel_is_taken_by_slack_and_harms_nobody(
    typed: str, framework: Framework, *, named: bool
) -> None:
    reason = (typed + " ") * 12
    for name, card in cards_of_a_panel(framework, reason, named=named):
        assert message_errors(card.blocks) == [], name
        assert not card.is_too_large, name
        assert not any(MARK in shown for shown in texts(card.blocks, "mrkdwn")), name
        assert {who for who, _ in pings_in(card.text, card.blocks)} <= {*members(MOST)}, name
    for view in windows_of_a_panel(framework, reason, named=named):
        assert view_errors(view) == []
        assert not any(MARK in shown for shown in texts(view, "mrkdwn"))
        assert {who for who, _ in pings_in("", view["blocks"])} <= {*members(MOST)}


def test_the_text_says_all_that_a_card_of_a_panel_says() -> None:
    for named in (True, False):
        found = revealed(
            {FIRST: long_reasons(4, "early"), SECOND: rated(4, 4, 4, 4)},
            named=named,
            again={FIRST: rated(1, 5, 5, 5)},
        )
        settle(found, FIRST, 5)
        dissent(found, Dissent(FIRST, 1, "The lease forbids it.", NOW))
        asked = question.question_card(found, questions().question(FIRST), KNOWN)
        for card in (reveal_card(found, PRINCIPLE, KNOWN), asked):
            assert words(" ".join(read_aloud(card))) - words(card.text) == set()
