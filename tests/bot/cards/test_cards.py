"""Every card in every state: it fits Slack, says all in its text too, and typed words stay harmless."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from bot.cards import (
    answers,
    blocks,
    deciding,
    exchange,
    happened,
    headline,
    help,
    history,
    minutes,
    modals,
    question,
    record,
    summary,
)
from bot.cards.callbacks import Do, Ref
from bot.cards.card import MOST_BLOCKS, MOST_TEXT, Card
from bot.cards.reminder import Entry, reminder
from bot.cards.text import day, in_quotes
from bot.sandbox.wire.blockkit.surfaces import message_errors, view_errors
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.pings import pings_in
from flows.activity import Happened
from flows.actor import Actor
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.condition import BY, OWNER, WHEN
from flows.decision import Verdict
from flows.earlier import Earlier
from flows.framework import Framework
from flows.machine import Trigger
from flows.panel import Dissent, Panel, Panellist, Round
from flows.panel_acts import BY_DAY, PANEL_MEMBER
from flows.progress import Progress
from flows.reason import AUTHOR_NOT_RECORDED
from flows.scoring import assess, doubtful
from flows.states import State
from flows.submission import Submission
from flows.waiting import LEADS, Matter, Waiting
from tests.bot.cards.drawn import (
    Json,
    happenings,
    messages,
    read_aloud,
    texts,
    uncut,
    unescaped,
    views,
    words,
)
from tests.bot.cards.samples import (
    AMINA,
    GRACE,
    HOSTILE,
    HOUSING,
    KNOWN,
    MARK,
    NOW,
    PEOPLE,
    PRIYA,
    STATES,
    TOM,
    Maker,
    Words,
    assessment,
    every_state,
    large,
    questions,
)

ALL_WORDS = {"harmless": Words()} | {name: Words.hostile(text) for name, text in HOSTILE.items()}
FRAMEWORKS = {"18 questions": questions(), "40 wordy questions": large()}


@pytest.mark.parametrize("framework", FRAMEWORKS.values(), ids=FRAMEWORKS.keys())
@pytest.mark.parametrize(
    "typed",
    # The lines that hostile words go through are those of harmless ones: counting them once will do.
    [
        pytest.param(typed, id=name, marks=[] if name == "harmless" else pytest.mark.no_cover)
        for name, typed in ALL_WORDS.items()
    ],
)
def test_whatever_is_drawn_is_taken_by_slack_and_harms_nobody(typed: Words, framework: Framework) -> None:
    """In every state, with every kind of words. Drawing takes the time: it is done once, and all is asked."""
    for one in every_state(typed, framework):
        for name, card in messages(one):
            is_taken_by_slack(name, card)
            can_be_changed_later(name, card)
            notifies_only_who_took_part(name, card.blocks, card.text)
            shows_no_typed_words_where_marks_are_read(name, card.blocks)
        for name, view in views(one):
            assert view_errors(view) == [], name
            notifies_only_who_took_part(name, view["blocks"])
            shows_no_typed_words_where_marks_are_read(name, view)


def is_taken_by_slack(name: str, card: Card) -> None:
    assert message_errors(card.blocks) == [], name
    assert len(json.dumps(card.blocks, ensure_ascii=False)) <= MOST_BLOCKS, name
    assert card.text.strip(), name


def can_be_changed_later(name: str, card: Card) -> None:
    assert len(card.text.encode()) <= MOST_TEXT, name


def notifies_only_who_took_part(name: str, drawn: list[Json], text: str = "") -> None:
    assert {who for who, _ in pings_in(text, drawn)} <= PEOPLE, name


def shows_no_typed_words_where_marks_are_read(name: str, drawn: Json | list[Json]) -> None:
    assert not any(MARK in shown for shown in texts(drawn, "mrkdwn")), name


@pytest.mark.parametrize("state", STATES)
def test_the_text_says_all_that_the_card_says(state: str) -> None:
    for name, card in messages(assessment(state)):
        shown = words(" ".join(read_aloud(card)))
        assert shown - words(card.text) == set(), name


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_title_is_shown_as_it_was_typed(text: str) -> None:
    one = assessment("submitted", Words.hostile(text))
    for card in (headline.headline(one, KNOWN), summary.summary(one)):
        assert one.title in [unescaped(shown) for shown in texts(card.blocks[0], "plain_text")]
        assert one.title in unescaped(card.text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_reason_is_shown_in_full_among_all_answers(text: str) -> None:
    one = assessment("submitted", Words.hostile(text))
    reason = one.given[one.framework.questions[0].id].answer.reason
    view = dict(views(one))["all answers, page 0"]
    drawn = uncut(unescaped("".join(texts(view["blocks"], "plain_text"))))
    assert f"Reason: {in_quotes(reason)}" in drawn


# --- the question card


def test_a_question_card_says_where_it_is_and_shows_all_levels() -> None:
    one = assessment("under way")
    card = question.current_card(one, KNOWN)
    here = one.progress.question
    assert here is not None
    assert card.text.startswith("Question 5 of 18 · Purposeful. ")
    assert here.text in unescaped(card.text)
    for rating in range(1, 6):
        assert f"{rating}: {here.level(rating)}" in unescaped(card.text)


def buttons(card: Card) -> dict[str, Json]:
    """The elements that can be used, by action_id."""
    return {element["action_id"]: element for _, element in interactive(card.blocks)}


def test_the_labels_of_the_ratings_begin_with_their_digit_and_are_spoken_in_full() -> None:
    one = assessment("new")
    found = buttons(question.current_card(one, KNOWN))
    for rating in range(1, 6):
        button = found[f"{Do.RATE}_{rating}"]
        assert button["text"] == {"type": "plain_text", "text": str(rating), "emoji": True}
        assert str(button["accessibility_label"]).startswith(f"{rating}: ")


def test_there_is_no_way_back_from_the_first_question() -> None:
    assert Do.BACK not in buttons(question.current_card(assessment("new"), KNOWN))
    assert Do.BACK in buttons(question.current_card(assessment("under way"), KNOWN))


def test_the_answer_before_stands_on_one_line_with_its_author_and_can_be_given_a_reason() -> None:
    one = assessment("an answer without a reason")
    first = one.framework.questions[0]
    card = question.current_card(one, KNOWN)
    assert card.blocks[0] == blocks.typed_context(f"✓ {first.label}: 4 · Tom Reed")
    assert f"Just answered: {first.label}: 4 · Tom Reed." in unescaped(card.text)
    button = buttons(card)[Do.REASON]
    assert button["text"] == blocks.plain(f"Add a reason: {first.label}")
    assert Ref.decode(button["value"]).question == first.id
    nameless = question.current_card(one, replace(KNOWN, names={}))
    assert nameless.blocks[0] == blocks.typed_context(f"✓ {first.label}: 4 · a colleague")


def test_what_a_colleague_wrote_for_an_answer_stands_under_their_name() -> None:
    one = assessment("an answer without a reason")
    first = one.framework.questions[0]
    told = Actor(GRACE, NOW)
    one.explain(first.id, told, "I would never share this.")
    known = replace(KNOWN, names={**KNOWN.names, GRACE: "Grace Adeyemi"})
    theirs = "4 · Tom Reed. Grace Adeyemi: “I would never share this.”"
    assert f"Just answered: {first.label}: {theirs}" in unescaped(question.current_card(one, known).text)
    one.fire(Trigger.BACK, told)
    card = question.current_card(one, known)
    assert f"Answer so far: {theirs}" in unescaped(card.text)
    assert blocks.typed_context("Grace Adeyemi: “I would never share this.”") in card.blocks
    own = replace(one.given[first.id], reasons=tuple(replace(r, by=TOM) for r in one.given[first.id].reasons))
    one.progress.given[first.id] = own
    assert blocks.typed_context("“I would never share this.”") in question.current_card(one, known).blocks
    nobody = replace(own, reasons=tuple(replace(reason, by=AUTHOR_NOT_RECORDED) for reason in own.reasons))
    one.progress.given[first.id] = nobody
    assert "author not recorded: “I would never share this.”" in question.current_card(one, known).text


@pytest.mark.parametrize(
    "state", ["back at an earlier question", "back from the review", "ahead at a later question"]
)
def test_who_looks_at_another_question_is_told_of_no_answer_but_its_own(state: str) -> None:
    one = assessment(state)
    here = one.progress.question
    assert here is not None
    card = question.current_card(one, KNOWN)
    assert "✓ " not in str(card.blocks[0])
    assert "Just answered" not in card.text
    assert Do.REASON not in buttons(card)
    assert ("Answer so far" in card.text) == (here.id in one.given)


def test_a_name_that_somebody_chose_is_neither_markup_nor_a_call() -> None:
    known = replace(KNOWN, names={TOM: "*Approved* by @channel <!here> _x_ `y` ~z~ #general"})
    assert known.plain_name(TOM) == known.name(TOM) == "Approved by channel !here x y z general"


def test_the_form_of_a_reason_is_called_as_the_button_that_opens_it() -> None:
    one = assessment("an answer without a reason")
    first = one.framework.questions[0]
    given = one.given[first.id]
    for now in (given, given.explained(TOM, NOW, "we asked")):
        one.progress.given[first.id] = now
        button = buttons(question.current_card(one, KNOWN))[Do.REASON]
        form = modals.reason(first, now, TOM, Ref.of(one), costs_decision=False)
        assert button["text"]["text"] == f"{form['title']['text']}: {first.label}"


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_the_number_that_was_chosen_is_marked_and_not_by_colour_alone(rating: int) -> None:
    one = assessment("under way")
    first = one.framework.questions[0]
    one.progress.given[first.id] = replace(one.given[first.id], answer=Answer.rated(rating))
    one.progress.state = first.id
    found = buttons(question.current_card(one, KNOWN))
    labels = [str(found[f"{Do.RATE}_{number}"]["text"]["text"]) for number in range(1, 6)]
    assert labels == [f"{number} ✓" if number == rating else str(number) for number in range(1, 6)]
    assert [found[f"{Do.RATE}_{number}"].get("style") == "primary" for number in range(1, 6)] == [
        number == rating for number in range(1, 6)
    ]


def test_reasons_of_two_people_do_not_run_on_as_one() -> None:
    one = assessment("an answer without a reason")
    first = one.framework.questions[0].id
    for person, said in ((TOM, "the agreement is old"), (GRACE, "a new one is signed in May")):
        one.progress.given[first] = one.given[first].explained(person, NOW, said)
    card = question.current_card(one, KNOWN)
    quotes = "“the agreement is old” Grace Obi: “a new one is signed in May”"
    assert quotes in card.text


def test_nor_on_the_summary_and_where_it_is_decided() -> None:
    one = assessment("submitted")
    handed_in = one.submissions[-1]
    low = next(question for question, _ in assess(one.framework, handed_in.answers).cons)
    given = handed_in.given[low.id].explained(GRACE, NOW, "a new one is signed in May")
    one.submissions = (replace(handed_in, given={**handed_in.given, low.id: given}),)
    assert any("” “a new one is signed in May”" in text for text in texts(decision_form(one)))
    assert any(f"• {low.label}: " in text and "” “" in text for text in texts(summary.summary(one).blocks))


def test_the_question_card_calls_nobody_because_it_is_drawn_with_every_answer() -> None:
    for state in STATES:
        one = assessment(state)
        if one.progress.question is not None and one.progress.answer_here is None:
            card = question.current_card(one, KNOWN)
            assert list(pings_in(card.text, card.blocks)) == []


def test_an_earlier_question_shows_its_answer_and_the_way_back() -> None:
    one = assessment("back at an earlier question")
    card = question.current_card(one, KNOWN)
    assert "Answer so far: 2" in card.text
    assert buttons(card)[Do.KEEP]["text"] == blocks.plain("Keep it, go to question 6")
    from_review = question.current_card(assessment("back from the review"), KNOWN)
    assert buttons(from_review)[Do.KEEP]["text"] == blocks.plain("Keep it, go to the review")
    ahead = question.current_card(assessment("ahead at a later question"), KNOWN)
    assert buttons(ahead)[Do.KEEP]["text"] == blocks.plain("Go to question 3")


def test_every_button_carries_the_turn_at_which_it_was_drawn() -> None:
    for state in ("new", "under way", "at the review", "paused"):
        one = assessment(state)
        for button in buttons(question.current_card(one, KNOWN)).values():
            if "value" in button:
                assert Ref.decode(button["value"]).turn == one.turn


@pytest.mark.parametrize("state", ["submitted", "abandoned"])
def test_a_card_at_the_end_has_no_buttons(state: str) -> None:
    assert buttons(question.current_card(assessment(state), KNOWN)) == {}


def test_a_closed_card_has_no_buttons_and_keeps_its_question_with_the_answer() -> None:
    one = assessment("under way")
    first = one.framework.questions[0]
    card = question.closed_card(one, first.id, KNOWN)
    assert buttons(card) == {}
    assert first.text in unescaped(card.text)
    given = one.given[first.id]
    assert f"{given.answer.rating} · Tom Reed. {first.level(given.answer.rating or 0)}" in unescaped(
        card.text
    )


# --- the minutes


def test_the_lines_of_a_principle_say_what_was_answered_why_and_by_whom_in_the_order_asked() -> None:
    one = assessment("under way")
    principle = one.framework.principles[0]
    first, second, *_ = principle.questions
    one.progress.given[first.id] = Given(Answer.rated(4, "it is on *our* page"), TOM, NOW).explained(
        AMINA, NOW, "and in the leaflet"
    )
    one.progress.given[second.id] = Given(Answer.rated(2), AMINA, NOW)
    earlier = {second.id: Earlier(Given(Answer.rated(5), TOM, NOW))}
    card = minutes.of_principle(one, principle.id, replace(KNOWN, earlier=earlier))
    lines = unescaped(card.text).splitlines()[1:]
    assert len(lines) == len(principle.questions)
    assert lines[0] == (
        f"1. {first.label}: 4 · Tom Reed. {first.level(4)} "
        "Tom Reed: “it is on *our* page” Amina Khan: “and in the leaflet”"
    )
    assert lines[1] == f"2. {second.label}: 2 · Amina Khan (was 5, Tom Reed). {second.level(2)}"
    assert [line.split(": ")[0] for line in lines] == [
        f"{number}. {asked.label}" for number, asked in enumerate(principle.questions, start=1)
    ]
    assert list(pings_in(card.text, card.blocks)) == []


# --- the review and the summary


def test_the_review_names_open_questions_first_and_asks_before_submitting_with_them() -> None:
    one = assessment("at the review with open questions")
    card = question.current_card(one, KNOWN)
    open_labels = [asked.label for asked in one.progress.open_questions]
    lines = unescaped(card.text).splitlines()
    assert lines[1] == "Open:"
    assert lines[2 : 2 + len(open_labels)] == [f"• {label}: not sure" for label in open_labels]
    asks = buttons(card)[Do.SUBMIT]["confirm"]
    assert isinstance(asks, dict)
    assert open_labels[0] in unescaped(asks["text"]["text"])


def asked_before_submitting(one: Assessment) -> str:
    asks = buttons(question.current_card(one, KNOWN))[Do.SUBMIT]["confirm"]
    assert isinstance(asks, dict)
    return unescaped(asks["text"]["text"])


def test_who_is_asked_before_submitting_reads_that_nobody_is_chosen_to_decide() -> None:
    one = assessment("at the review with open questions")
    said = " Nobody is chosen to decide yet. Somebody can be chosen on the summary."
    assert asked_before_submitting(one).endswith(said)
    one.reviewers = frozenset({TOM})
    assert asked_before_submitting(one).endswith("somebody else has to be chosen to decide, on the summary.")
    one.reviewers = frozenset({GRACE})
    assert "chosen" not in asked_before_submitting(one)


@pytest.mark.parametrize("framework", [questions(), large()])
def test_with_however_many_open_questions_slack_has_room_for_that(framework: Framework) -> None:
    one = assessment("new", framework=framework)
    one.progress = Progress(framework, State.REVIEW)
    one.progress.given[framework.questions[-1].id] = Given(Answer.rated(4), TOM, NOW)
    said = asked_before_submitting(one)
    assert len(said) <= 300
    assert said.endswith(" Nobody is chosen to decide yet. Somebody can be chosen on the summary.")


def test_the_review_says_how_much_is_open_in_the_right_number() -> None:
    one = assessment("at the review with open questions")
    many = len(one.progress.open_questions)
    assert f"{many} answers are “not sure”." in question.current_card(one, KNOWN).text
    for asked in one.progress.open_questions[1:]:
        one.progress.given[asked.id] = replace(one.given[asked.id], answer=Answer.rated(3))
    card = question.current_card(one, KNOWN)
    assert "1 answer is “not sure”." in card.text
    assert "The summary will list it as open." in str(buttons(card)[Do.SUBMIT]["confirm"])


def test_the_review_says_what_was_just_answered_but_not_weeks_later() -> None:
    one = assessment("at the review")
    assert one.latest_given is not None
    question_id, given = one.latest_given
    card = question.current_card(one, KNOWN)
    label = one.framework.question(question_id).label
    assert f"Just answered: {label}: {given.answer.word} · " in unescaped(card.text)
    one.submissions = (Submission(1, by=TOM, at=NOW, given=dict(one.given)),)
    assert "Just answered" not in question.current_card(one, KNOWN).text


def test_the_review_leads_to_the_reason_of_each_answer_first_of_those_that_have_none() -> None:
    one = assessment("at the review")
    third = one.framework.questions[2]
    one.progress.given[third.id] = replace(one.given[third.id], answer=Answer.rated(1), reasons=())
    options = buttons(question.current_card(one, KNOWN))[Do.REASON]["options"]
    assert isinstance(options, list)
    reached = [Ref.decode(option["value"]).question for option in options]
    assert reached[0] == third.id
    assert sorted(reached) == sorted(one.given)
    assert [bool(option.get("description")) for option in options] == [True] + [False] * (len(options) - 1)


def test_nothing_answered_is_nothing_to_explain() -> None:
    card = question.current_card(assessment("at the review with nothing answered"), KNOWN)
    assert Do.REASON not in buttons(card)


def test_the_review_does_not_ask_when_nothing_is_open() -> None:
    assert "confirm" not in buttons(question.current_card(assessment("at the review"), KNOWN))[Do.SUBMIT]


def test_the_review_leads_to_each_question() -> None:
    one = assessment("at the review")
    options = buttons(question.current_card(one, KNOWN))[Do.GO_TO]["options"]
    assert isinstance(options, list)
    reached = [Ref.decode(option["value"]).question for option in options]
    assert reached == [asked.id for asked in one.framework.questions]


def test_the_summary_names_everything_that_was_rated_1_or_2() -> None:
    for framework in FRAMEWORKS.values():
        for typed in ALL_WORDS.values():
            one = assessment("submitted with everything against", typed, framework)
            shown = unescaped(" ".join(read_aloud(summary.summary(one))))
            for asked in framework.questions:
                assert f"• {asked.label}: 1." in shown


def test_where_nobody_gave_a_reason_the_summary_says_what_the_chosen_level_does() -> None:
    one = assessment("submitted")
    assert one.last_submission is not None
    low = next(question for question, _ in assess(one.framework, one.last_submission.answers).cons)
    given = {**one.last_submission.given, low.id: Given(Answer.rated(2), TOM, NOW)}
    one.submissions = (replace(one.last_submission, given=given),)
    text = unescaped(summary.summary(one).text)
    [line] = [line for line in text.splitlines() if line.startswith(f"• {low.label}: 2. ")]
    assert low.level(2).startswith(line.removeprefix(f"• {low.label}: 2. ").rstrip("…"))


def test_the_summary_has_a_mark_for_each_question_in_its_order_and_says_them_in_words() -> None:
    one = Maker(Words(), questions()).answers("4?2-35").submit().made
    card = summary.summary(one)
    [aligned] = [text for text in texts(card.blocks) if text.startswith("```")]
    lines = aligned.splitlines()
    for principle, line in zip(one.framework.principles, lines[1::2], strict=False):
        assert line.startswith(f"{principle.name} ")
        assert " +?-/=+ " in line
        behind = "4 of 5 rated · 1 does not apply · between 3.0 and 3.8 once 1 open question is settled"
        assert f"{principle.name}: 3.5 of 5 · Mixed · {behind}." in card.text
    assert card.text.count(" 2 for, 1 against, 1 in between, 1 open.") == len(one.framework.principles)


@pytest.mark.parametrize("letters", ["4", "4?2-35", "1"])
def test_the_name_of_a_list_on_the_summary_stands_above_it(letters: str) -> None:
    """Slack puts what shares a block of small type side by side where it has room."""
    card = summary.summary(Maker(Words(), questions()).answers(letters).submit().made)
    for element in (element for block in card.blocks for element in block.get("elements", ())):
        text = str(element.get("text", ""))
        assert text not in ("*Against (-)*", "*Open (?)*") or element in alone(card)
    assert any("*Against (-)*" in text for text in texts(card.blocks))


def alone(card: Card) -> list[Json]:
    """What has a block of small type to itself."""
    return [block["elements"][0] for block in card.blocks if len(block.get("elements", ())) == 1]


@pytest.mark.parametrize("state", [state for state in STATES if "submitted" in state or "decided" in state])
def test_the_summary_has_at_most_three_buttons_and_one_menu(state: str) -> None:
    one = assessment(state)
    if one.last_submission is None:
        return
    [actions] = [block for block in summary.summary(one).blocks if block["type"] == "actions"]
    kinds = [element["type"] for element in actions["elements"]]
    assert kinds.count("button") <= 3
    assert kinds.count("static_select") == 1
    assert len(kinds) == kinds.count("button") + 1


@pytest.mark.parametrize("menu", [partial(blocks.overflow, Do.MORE), partial(blocks.select, "More", Do.MORE)])
def test_a_menu_that_does_not_hold_all_is_an_error_and_no_cut(menu: Callable[..., Json]) -> None:
    options = [blocks.option(f"Option {n}", str(n)) for n in range(blocks.SELECT_LIMIT + 1)]
    with pytest.raises(ValueError, match="options in a menu that holds"):
        menu(options)


def test_all_answers_say_who_answered_and_which_questions_they_were() -> None:
    one = assessment("submitted")
    shown = " ".join(texts(dict(views(one))["all answers, page 0"]))
    assert "Answered by " in shown
    assert f"<@{TOM}>" in shown
    assert f"version {questions().version}, 18 questions" in shown


@pytest.mark.parametrize(("letter", "needed"), [("1", 2), ("2", 3), ("?", 4), ("3", None), ("5", None)])
def test_all_answers_say_what_would_have_to_be_true_only_where_the_case_is_weak_or_open(
    letter: str, needed: int | None
) -> None:
    one = Maker(Words(), questions()).answers(f"{letter}4").submit().made
    shown = list(texts(answers.all_answers(one, Ref.of(one))))
    first = one.framework.questions[0]
    would = [text for text in shown if "would have to be true" in text]
    assert bool(would) == (needed is not None)
    if needed:
        assert first.level(needed) in unescaped(would[0])


def test_a_second_summary_says_what_changed() -> None:
    one = assessment("submitted again")
    text = unescaped(summary.summary(one).text)
    assert "Summary 2. " in text
    assert f"Changed: {questions().questions[0].label} 4 → 1." in text


def decision_form(one: Assessment, verdict: Verdict | None = None) -> Json:
    return deciding.decide(one, verdict, GRACE, HOUSING, look_again_on=None, conditions_by=NOW.date())


def test_a_reason_stands_with_its_box_however_long_it_is() -> None:
    one = assessment("submitted with everything against")
    assert one.last_submission is not None
    brief, long, *_ = one.framework.questions
    given = dict(one.last_submission.given)
    given[brief.id] = Given(Answer.rated(1, "Nobody checks."), TOM, NOW)
    given[long.id] = Given(Answer.rated(1, "Whole records go out every night. " * 5), TOM, NOW)
    one.submissions = (replace(one.last_submission, given=given),)
    boxes = {
        element["options"][0]["value"]: (block["label"]["text"], block["hint"]["text"])
        for block, element in interactive(decision_form(one, Verdict.APPROVE)["blocks"])
        if element["type"] == "checkboxes"
    }
    assert list(boxes) == [question.id for question in one.framework.questions]
    assert boxes[brief.id] == (f"{brief.label}: 1", "“Nobody checks.”")
    assert boxes[long.id] == (f"{long.label}: 1", f"“{('Whole records go out every night. ' * 5).strip()}”")


def test_where_nobody_wrote_a_reason_the_level_that_was_chosen_stands_with_its_box() -> None:
    one = Maker(Words(reason="", evidence=""), questions()).answers("2?4").submit().made
    for verdict in (None, Verdict.APPROVE):
        drawn = " ".join(texts(decision_form(one, verdict)["blocks"]))
        for weak, _ in assess(one.framework, one.submissions[-1].answers).cons:
            assert unescaped(drawn).count(weak.level(2)) == 1


@pytest.mark.parametrize("verdict", [None, *Verdict])
@pytest.mark.parametrize("state", ["submitted with a reviewer", "submitted with everything against"])
def test_the_form_of_a_decision_asks_for_what_the_chosen_way_needs(
    state: str, verdict: Verdict | None
) -> None:
    drawn = decision_form(assessment(state), verdict)
    inputs = {block["block_id"]: block for block in drawn["blocks"] if block["type"] == "input"}
    ways = inputs.pop("verdict")
    assert ways["element"].get("initial_option", {}).get("value") == verdict
    assert [option["value"] for option in ways["element"]["options"]] == list(Verdict)
    asked = {name.split("_")[0] if name.startswith("ack") else name for name in inputs}
    assert (
        asked
        == {
            None: set(),
            Verdict.APPROVE: {"ack", "words", "look_again_on"},
            Verdict.CONDITIONS: {"ack", "conditions", OWNER, BY, WHEN, "words", "look_again_on"},
            Verdict.CHANGES: {"questions", "words"},
            Verdict.DECLINE: {"words"},
        }[verdict]
    )
    if verdict:
        assert inputs["words"]["optional"] is False, "something is rated 1 or 2, or it is sent back"


def test_what_was_ticked_stands_on_the_decision_and_in_the_history() -> None:
    one = assessment("approved with conditions")
    assert one.last_submission is not None
    weak = [question.id for question, _ in doubtful(one.framework, one.last_submission.answers)]
    for ticked in (weak, weak[:1]):
        one.decisions = (replace(one.decisions[0], acknowledged=tuple(ticked)),)
        label, answer = one.framework.question(ticked[0]).label, one.last_submission.answers[ticked[0]].word
        words = f"Approved knowing that: {label} is {answer}"
        assert any(words in unescaped(text) for text in texts(record.in_full(one)))
        event = Happened(NOW, GRACE, Verdict.CONDITIONS.value, None, {"decision": 1})
        drawn = history.history(one, Ref.of(one), [event], 1)
        assert any(words in unescaped(text) for text in texts(drawn))
        many = f"Approved knowing the {len(weak)} answers below."
        assert (many if ticked is weak else words) in unescaped(summary.summary(one).text)


@pytest.mark.parametrize(
    ("today", "words"),
    [(NOW.date(), "Today is the day"), (NOW.date() + timedelta(days=3), "4 March 2026 was the day")],
)
def test_a_reminder_of_another_look_names_the_day_that_was_agreed(today: date, words: str) -> None:
    one = assessment("approved")
    look = Waiting(Matter.LOOK, one.id, one.owner, NOW, NOW.date())
    card = reminder([Entry(look, one, today)])
    assert card.text.startswith("This is waiting for you.")
    assert f"{words} to look at this again, as agreed." in card.text


def test_in_a_direct_message_another_look_is_told_from_the_one_before() -> None:
    one = assessment("changes asked")
    one.previous, one.created_at = "the one before", NOW
    waiting = Waiting(Matter.DECIDE, one.id, GRACE, NOW)
    assert f"Another look of {day(NOW)}. Waiting for your" in reminder([Entry(waiting, one, NOW.date())]).text
    told = exchange.changes_asked(one, one.decisions[0], "").text
    assert f"Another look of {day(NOW)}. <@{GRACE}> asks for changes" in told
    one.previous = None
    assert "Another look" not in reminder([Entry(waiting, one, NOW.date())]).text


DERIVED = (Matter.LEFT, Matter.SILENT)
"""About somebody else."""


@pytest.mark.parametrize("matter", list(Matter))
@pytest.mark.parametrize("is_last", [False, True])
def test_after_the_last_reminder_there_is_nothing_left_to_stop(matter: Matter, is_last: bool) -> None:
    one = assessment("submitted with a reviewer")
    waiting = Waiting(matter, one.id, AMINA, NOW, NOW.date(), GRACE if matter in DERIVED else "")
    card = reminder([Entry(waiting, one, NOW.date(), "https://here.example", is_last)])
    offered = buttons(card)
    assert (Do.STOP_REMINDING in offered) != is_last
    assert (Do.TOMORROW in offered) == (matter not in (*DERIVED, Matter.ERASE)), "there is a day for each"
    assert ("does not remind you of this again" in card.text) == is_last
    assert (", unless you choose Tomorrow." in card.text) == (is_last and Do.TOMORROW in offered)


def test_an_owner_who_may_not_choose_is_not_told_to() -> None:
    one = replace(assessment("submitted with everything against"), owner_replaces=False)
    for person, may in ((one.owner, False), (PRIYA, True)):
        waiting = Waiting(Matter.SILENT, one.id, person, NOW, subject=GRACE)
        card = reminder([Entry(waiting, one, NOW.date(), "https://here.example", leads=frozenset({PRIYA}))])
        assert (Do.REVIEWERS in buttons(card)) == may


def test_an_owner_who_may_not_choose_who_decides_is_told_who_can() -> None:
    one = replace(assessment("submitted with everything against"), owner_replaces=False)
    waiting = Waiting(Matter.CHOOSE, one.id, one.owner, NOW, subject=LEADS)
    entry = Entry(waiting, one, NOW.date(), "https://here.example", leads=frozenset({PRIYA}))
    card = reminder([entry])
    assert Do.REVIEWERS not in buttons(card)
    assert f"<@{PRIYA}> can." in card.text
    assert Do.REVIEWERS in buttons(reminder([replace(entry, leads=frozenset())])), "nobody else can"
    as_lead = Waiting(Matter.CHOOSE, one.id, PRIYA, NOW)
    assert Do.REVIEWERS in buttons(reminder([replace(entry, waiting=as_lead)]))


@pytest.mark.parametrize("matter", list(Matter))
def test_one_button_of_a_reminder_stands_out(matter: Matter) -> None:
    one = assessment("submitted with a reviewer")
    waiting = Waiting(matter, one.id, AMINA, NOW, NOW.date(), GRACE if matter in DERIVED else "")
    card = reminder([Entry(waiting, one, NOW.date(), "https://here.example")])
    assert [button.get("style") for button in buttons(card).values()].count("primary") == 1


def test_a_reminder_with_nothing_to_choose_has_no_row_of_buttons() -> None:
    one = assessment("submitted with a reviewer")
    waiting = Waiting(Matter.LEFT, one.id, TOM, NOW, subject=GRACE)
    card = reminder([Entry(waiting, one, NOW.date(), is_last=True)])
    assert not buttons(card)
    assert not message_errors(card.blocks)


# --- a round of changes


def test_the_card_of_changes_names_who_asked_why_and_for_what_and_leads_there() -> None:
    one = assessment("changes asked")
    card = question.current_card(one, KNOWN)
    assert card.text.startswith("Changes asked for.")
    assert f"<@{GRACE}> asked on 4 March 2026 to look again at 18 questions." in card.text
    assert one.decisions[0].words in unescaped(card.text)
    for asked in one.framework.questions:
        assert f"• {asked.label}: " in unescaped(card.text)
    menus = [
        [Ref.decode(option["value"]).question for option in element.get("options", [])]
        for block in card.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == Do.GO_TO
    ]
    assert menus == [[asked.id for asked in one.framework.questions]]
    assert Ref.decode(buttons(card)[Do.CHANGE]["value"]).question == one.framework.questions[0].id


def test_a_question_in_a_round_says_that_it_was_asked_for_without_calling_the_reviewer() -> None:
    one = assessment("at a question in a round")
    card = question.current_card(one, KNOWN)
    assert "A reviewer asked to look at this again." in card.text
    assert one.decisions[0].words in unescaped(card.text)
    assert GRACE not in json.dumps(card.blocks) + card.text


def test_a_question_in_a_round_offers_no_way_that_would_be_refused() -> None:
    one = assessment("at a question in a round")
    one.progress.asked = (one.state,)
    found = buttons(question.current_card(one, KNOWN))
    assert {Do.BACK, Do.CHANGE, Do.REASON} & set(found) == set()
    assert found[Do.KEEP]["text"] == blocks.plain("Keep it, go to the review")


def test_the_review_of_a_round_says_what_moved_and_what_did_not_yet() -> None:
    one = assessment("at the review in a round")
    card = question.current_card(one, KNOWN)
    labels = [asked.label for asked in one.framework.questions]
    assert f"• {labels[1]} not sure → 3, by <@{PRIYA}>." in unescaped(card.text)
    assert f"• {labels[2]}: still 1, with other words." in unescaped(card.text)
    assert f"• Not changed yet: {labels[0]} (4), {labels[3]} (4)" in unescaped(card.text)
    ask = str(buttons(card)[Do.SUBMIT]["confirm"])
    assert "Not changed, though a reviewer asked for it: " in ask


def test_the_review_of_a_round_leads_to_what_is_left_and_then_to_submit() -> None:
    one = assessment("at the review in a round")
    first = one.framework.questions[0]
    row = next(block for block in question.current_card(one, KNOWN).blocks if "Submit" in str(block))
    go_on, submit = row["elements"][:2]
    assert (go_on["text"], go_on["style"]) == (blocks.plain(f"Next: {first.label}"), "primary")
    assert Ref.decode(go_on["value"]).question == first.id
    assert "style" not in submit
    for asked in one.framework.questions:
        one.progress.given[asked.id] = Given(Answer.rated(5, "Settled."), TOM, NOW)
    done = question.current_card(one, KNOWN)
    assert buttons(done)[Do.SUBMIT]["style"] == "primary"
    assert "Next: " not in str(done.blocks)
    assert "That is done: submit, or change them once more." in done.text


def test_the_review_of_a_round_repeats_only_the_beginning_of_a_long_wish() -> None:
    one = assessment("at the review in a round")
    wish = "Write down who deletes the records, and when. " * 8
    one.decisions = (replace(one.decisions[0], words=wish),)
    text = unescaped(question.current_card(one, KNOWN).text)
    assert wish[:100] in text
    assert wish[:200] not in text
    one = assessment("submitted after a round")
    one.decisions = (replace(one.decisions[0], words=wish),)
    assert any(wish in unescaped(text) for text in texts(decision_form(one))), "but who decides reads it all"


def test_the_window_of_a_decision_after_a_round_says_what_was_asked_and_what_moved() -> None:
    one = assessment("submitted after a round")
    shown = unescaped("\n".join(texts(decision_form(one))))
    asked = shown.index("asked on 4 March 2026 to look again at 18 questions.")
    assert shown.index("Changed since the summary before") < asked < shown.index(one.decisions[0].words)
    label = one.framework.questions[1].label
    assert f"• {label} not sure → 3, by <@{PRIYA}>." in shown


def test_what_was_withdrawn_is_not_said_to_have_been_asked() -> None:
    one = assessment("submitted after a round")
    one.decisions = (replace(one.decisions[0], withdrawn_at=NOW),)
    assert not any("to look again at" in text for text in texts(decision_form(one)))


def test_a_summary_in_a_round_says_that_answers_are_being_changed_and_by_whose_wish() -> None:
    for state in ("at a question in a round", "at the review in a round", "paused in a round"):
        text = summary.summary(assessment(state)).text
        assert f"<@{GRACE}> asked on 4 March 2026 to look again at 18 questions." in text
        assert "Answers are being changed; this card shows what was submitted last." in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("submitted", "Submitted by "),
        ("approved", "Approved by "),
        ("approved with conditions", "Approved with 4 conditions by "),
        ("declined", "Declined by "),
        ("closed", "Closed. Approved by "),
        ("withdrawn before a round began", "The decision was withdrawn, so this waits for a decision again."),
        ("abandoned in a round", "This assessment was abandoned."),
    ],
)
def test_the_card_in_the_thread_says_how_it_ended(state: str, words: str) -> None:
    assert question.current_card(assessment(state), KNOWN).text.startswith(words)


# --- earlier versions, and the history


def test_every_earlier_version_can_be_read_as_it_was_submitted() -> None:
    one = assessment("submitted after a round")
    here = Ref.of(one).at("C0HOUSING01")
    second = one.framework.questions[1]
    for seen, word in (
        ("1", "Not sure"),
        ("2", f"3 of 5: {second.level(3)}"),
        ("", "3 of 5"),
        ("9", "3 of 5"),
    ):
        view = answers.all_answers(one, replace(here, seen=seen))
        shown = unescaped(" ".join(texts(view["blocks"])))
        assert f"{second.text}\n*{word}" in shown
        number = seen if seen in ("1", "2") else "2"
        assert f"Summary {number} of 2, by <@{TOM}> on 4 March 2026." in shown
        assert Ref.decode(view["private_metadata"]).seen == number
    assert "Changes asked for by" in str(answers.all_answers(one, replace(here, seen="1")))


def test_a_menu_leads_to_the_other_versions_only_when_there_are_some() -> None:
    for state, expected in (("submitted", []), ("submitted after a round", ["1", "2"])):
        one = assessment(state)
        view = answers.all_answers(one, Ref.of(one))
        options = [
            Ref.decode(option["value"]).seen
            for block in view["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            for option in element.get("options", [])
        ]
        assert options == expected


def test_every_event_of_the_log_has_plain_words() -> None:
    one = assessment("submitted after a round")
    for event in happenings(one):
        said = happened.in_words(one, event)
        assert "_" not in said
        known = event.what not in ("what_is_to_come", *history.LEFT_OUT)
        assert said.startswith("did this: ") is not known, event.what


def test_the_history_says_who_did_what_and_what_they_wrote_with_a_decision() -> None:
    one = assessment("changes asked")
    asked = next(event for event in happenings(one) if "decision" in event.detail)
    first = one.framework.questions[0]
    rated = Happened(NOW, TOM, "answer", first.id, {"rating": 4})
    view = history.history(one, Ref.of(one), [asked, rated], 30)
    shown = unescaped(" ".join(texts(view["blocks"])))
    assert "30 events, latest first. Page 1 of 4." in shown
    assert f"<@{GRACE}> asked for changes to {first.label}," in shown
    assert one.decisions[0].words in shown
    assert f"<@{TOM}> rated {first.label} 4." in shown
    assert "|4 March 2026, 09:30 UTC>" in shown


def test_the_history_tells_of_a_panel_and_of_no_rating_whose_it_was() -> None:
    one = assessment("at the review")
    question = one.framework.questions[0]
    answers = {question.id: {1: Answer.rated(1), 2: Answer.rated(5)}}
    around = Round(1, (question.id,), AMINA, NOW, BY_DAY, NOW, answers)
    said = Dissent(question.id, 2, "It is a 5.", NOW)
    people = (Panellist(AMINA, 2), Panellist(TOM, 1))
    one.panel = Panel(people, named=False, rounds=(around,), dissents=(said,))
    otherwise = Happened(NOW, PANEL_MEMBER, "dissent", question.id, {})
    log = [Happened(NOW, BY_DAY, "reveal", None, {"round": 1}), otherwise]
    shown = unescaped(" ".join(texts(history.history(one, Ref.of(one), log, 2)["blocks"])))
    assert f"{BY_DAY} came" in shown
    assert PANEL_MEMBER in shown
    assert said.words in shown
    assert not [person for person in (AMINA, TOM) if person in shown]
    before = replace(otherwise, at=NOW - timedelta(minutes=1))
    assert happened.written(one, before) == [], "another took its place"


def test_the_summary_shows_what_was_submitted_and_not_what_is_changed_later() -> None:
    before = summary.summary(assessment("submitted with everything against"))
    one = assessment("submitted with everything against")
    one.progress.given.clear()
    assert summary.summary(one).blocks[2:6] == before.blocks[2:6]


def test_a_summary_names_those_whose_answers_were_handed_in() -> None:
    one = assessment("submitted with everything against")
    before = summary.summary(one).text
    first = one.framework.questions[0].id
    one.progress.given[first] = replace(one.given[first], by="U0LATER0001")
    assert summary.summary(one).text == before


def test_the_headline_says_who_may_answer() -> None:
    assert "Anyone in this channel can answer." in headline.headline(assessment("new"), KNOWN).text
    chosen = headline.headline(assessment("new", chosen=True), KNOWN).text
    assert f"Who answers: <@{AMINA}>, <@U0PRIYA0001> and <@{TOM}>." in chosen
    assert f"Owner: <@{AMINA}>" in chosen


# --- lists, help and small parts


def test_the_same_lecture_is_there_in_three_lengths() -> None:
    said = {help.greeting(which).text for which in ("greet", "short", "ask")}
    assert len(said) == 3


@pytest.mark.parametrize("length", [0, 1, 74, 75, 76, 400])
@pytest.mark.parametrize("letter", ["x", "&", "<", "漢"])
def test_a_plain_text_never_outgrows_its_limit_and_never_breaks_an_escape(letter: str, length: int) -> None:
    shown = blocks.plain(letter * length, 75)["text"]
    assert len(shown) <= 75
    if length * len(blocks.plain(letter)["text"]) <= 75:
        assert unescaped(shown) == letter * length
    else:
        assert unescaped(shown).strip(letter) == "…"
