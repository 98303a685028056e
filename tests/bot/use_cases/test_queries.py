"""Rows, lists, App Home and the overview as they are drawn: within Slack's limits, and all in words."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.cards import direct, home, lists, overview
from bot.cards.callbacks import Do
from bot.cards.card import MOST_BLOCKS
from bot.cards.home_state import Look, Shown
from bot.cards.rows import STAGE_WORDS, ago, facts, spoken_waiting, waiting_row
from bot.cards.text import day
from bot.sandbox.wire.blockkit.surfaces import message_errors, view_errors
from flows.decision import Verdict
from flows.framework import Framework, default_framework
from flows.listing import Listed, ListedWait, Overview, Page, Trouble, Wait, WaitingList, Wanted
from flows.stages import STATES, Stage, stage_of
from flows.states import FIXED_STATES, State
from flows.waiting import Matter, Waiting
from tests.bot.cards.drawn import read_aloud, texts, words
from tests.bot.cards.samples import AMINA, HOSTILE, HOUSING, THREAD, TOM, URL, VICTIM, large, questions

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def listed(title: str = "Falls data", framework: Framework | None = None, /, **fields: object) -> Listed:
    framework = framework or questions()
    made = Listed(
        id="0123456789ab",
        title=title,
        channel=HOUSING,
        owner=AMINA,
        state="submitted",
        place="submitted",
        framework=framework,
        created_at=NOW - timedelta(days=100),
        updated_at=NOW,
        thread_ts=THREAD,
        summary_ts="1700000000.000200",
        handed_in_at=NOW - timedelta(days=3),
        scores=dict(zip((p.id for p in framework.principles), (42, 38, None), strict=False)),
        yet_to_decide=(TOM,),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def all_kinds(title: str, framework: Framework) -> list[ListedWait]:
    one = listed(title, framework)
    being_answered = listed(
        title, framework, state=framework.questions[-1].id, place=framework.questions[-1].id, scores={}
    )
    return [
        ListedWait(Waiting(Matter.ANSWER, one.id, TOM, NOW), replace(being_answered, handed_in_at=None)),
        ListedWait(Waiting(Matter.DECIDE, one.id, TOM, NOW), replace(one, yet_to_decide=(AMINA, TOM))),
        ListedWait(
            Waiting(Matter.ACT, one.id, TOM, NOW, date(2026, 3, 3), "a1"),
            replace(one, previous="fedcba987654"),
            title * 12,
        ),
    ]


def counted(framework: Framework, most: int = 10) -> Overview:
    return Overview(
        stages=dict.fromkeys(Stage, most),
        waits={Stage.AWAITING: Wait(most, NOW - timedelta(days=9), NOW - timedelta(days=90))},
        scores={p.id: {4: most, 3: 1, None: 2} for p in framework.principles},
        troubles=[Trouble(q.id, 3, 2, 1) for q in framework.questions[:5]],
        handed_in=most + 3,
        principles={p.id: p.name for p in framework.principles},
        questions={q.id: q.label for q in framework.questions},
    )


def whole_home(title: str, framework: Framework, look: Look) -> dict[str, object]:
    waits = (all_kinds(title, framework) * 4)[:10]
    rows = [listed(title, framework, previous="fedcba987654")] * 10
    shown = Shown(
        WaitingList(Page(waits, 1, is_last=False), 31, hidden=2),
        Page(rows, 1, is_last=False),
        counted(framework, 10_000),
        complete=False,
    )
    return home.home(shown, look, URL, NOW)


LOOK = Look(Wanted(Stage.AWAITING, HOUSING, TOM, "x" * 100), 3, 2, 30, HOUSING)


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("framework", [questions(), large()], ids=["own", "large"])
def test_what_is_fullest_still_fits_and_typed_words_stay_plain(title: str, framework: Framework) -> None:
    view = whole_home(title, framework, replace(LOOK, wanted=replace(LOOK.wanted, text=title[:100])))
    assert view_errors(view) == []
    assert view_errors(home.filter_form(LOOK)) == []
    cards = [
        lists.waiting(
            WaitingList(Page((all_kinds(title, framework) * 4)[:10]), 40, 2), complete=False, now=NOW
        ),
        lists.found(
            "Assessments",
            Page([listed(title, framework, previous="fedcba987654")] * 10, 1, is_last=False),
            LOOK,
            complete=True,
            now=NOW,
            url=URL,
        ),
        lists.standing([listed(title, framework)] * 10, now=NOW, url=URL, here=HOUSING, person=TOM),
        overview.overview(counted(framework), LOOK, NOW, home.INCOMPLETE),
    ]
    for card in cards:
        assert message_errors(card.blocks) == []
        assert len(json.dumps(card.blocks, ensure_ascii=False)) <= MOST_BLOCKS
    for text in (*texts(view, "mrkdwn"), *(text for card in cards for text in texts(card.blocks, "mrkdwn"))):
        assert VICTIM not in text
        assert "qzx" not in text
    for card in cards:
        assert f"<@{VICTIM}" not in card.text
        assert "<!channel>" not in card.text


def test_a_list_says_to_the_ear_what_it_shows_to_the_eye() -> None:
    card = lists.waiting(
        WaitingList(Page(all_kinds("Falls data", questions())), 5, 1), complete=True, now=NOW
    )
    for shown in read_aloud(card):
        assert words(shown) <= words(card.text)
    assert "And 2 more. App Home shows all of them." in card.text
    assert "1 more thing is waiting for you in a channel that you or Balance are not in" in card.text


def test_an_overview_says_to_the_ear_what_it_shows_to_the_eye() -> None:
    card = overview.overview(counted(questions()), Look(), NOW)
    assert "▰" not in card.text
    for shown in read_aloud(card):
        assert words(shown) <= words(card.text)
    assert "Waiting for a decision: 10. Half of them 9 days or longer since it was submitted" in card.text
    assert "Clear purpose: 6 (3 rated 1, 2 rated 2, 1 open)" in card.text


def test_what_waits_for_answers_may_have_been_submitted_before_and_sent_back() -> None:
    begun = NOW - timedelta(days=3)
    shown = replace(counted(questions()), waits={Stage.ANSWERING: Wait(1, begun, begun)})
    text = overview.overview(shown, Look(), NOW).text
    assert "Waiting for answers: 1, 3 days since it was begun." in text


def test_bars_are_as_long_as_their_share_and_what_is_there_shows() -> None:
    assert overview.bar(0, 50) == "▱" * 10
    assert overview.bar(1, 5_000) == "▰" + "▱" * 9
    assert overview.bar(25, 50) == "▰" * 5 + "▱" * 5
    assert overview.bar(50, 50) == "▰" * 10


def test_ties_are_said() -> None:
    shown = counted(default_framework())
    said = overview.overview(replace(shown, ties=2), Look(), NOW).text
    assert "2 more questions as often" in said
    assert "as often" not in overview.overview(shown, Look(), NOW).text


def test_an_empty_overview_is_said_in_words() -> None:
    nothing = Overview({}, {}, {}, [], 0, {}, {})
    card = overview.overview(nothing, Look(channel=HOUSING), NOW)
    assert f"There are no assessments begun in the last 90 days in <#{HOUSING}>" in card.text


STANDING = {
    "a question": ({"state": "clear-purpose"}, "At question 1 of 18 (Purposeful)"),
    "the review": ({"state": "review"}, "At the review"),
    "a pause": ({"state": "paused", "place": "clear-purpose"}, "Paused at question 1 of 18 (Purposeful)"),
    "waiting for somebody": ({"state": "withdrawn"}, f"Waiting for a decision by <@{TOM}>"),
    "waiting for nobody": ({"state": "submitted", "yet_to_decide": ()}, "Waiting for a decision"),
    "decided": ({"state": "approved-with-conditions"}, "Approved with conditions"),
    "sent back": ({"state": "changes-asked"}, "Changes asked for"),
}


@pytest.mark.parametrize(("fields", "said"), STANDING.values(), ids=STANDING)
def test_a_row_says_where_it_stands(fields: dict[str, object], said: str) -> None:
    row = listed(**{"place": fields["state"], **fields})
    assert facts(row, NOW).startswith(f"{said} · Purposeful 4.2, Proportionate 3.8, Responsible no score · ")
    assert facts(row, NOW).endswith(f"submitted 3 days ago · <#{HOUSING}>")


def to_do(row: Listed) -> ListedWait:
    return ListedWait(Waiting(Matter.ACT, row.id, TOM, NOW, date(2026, 3, 3), "a1"), row, "Ask legal")


def test_a_day_is_one_where_the_reader_is() -> None:
    todo = to_do(listed())
    there = NOW.astimezone(ZoneInfo("Pacific/Honolulu"))  # still the 3rd, late in the evening
    assert "Overdue." in spoken_waiting(todo, NOW)
    assert "Overdue." not in spoken_waiting(todo, there)
    late = NOW - timedelta(hours=10)  # 23:30 in UTC, 13:30 there
    assert (ago(late, NOW), ago(late, there)) == ("yesterday", "today")


def test_another_look_has_a_name_of_its_own_in_every_row() -> None:
    look = "Another look of 24 November 2025"
    again = listed(previous="fedcba987654")
    assert facts(again, NOW).startswith(f"{look} · Waiting for a decision")
    assert "Another look" not in facts(listed(), NOW)
    anew = listed(previous="fedcba987654", previous_verdict=Verdict.DECLINE)
    assert facts(anew, NOW).startswith("Started again on 24 November 2025 · ")
    todo = to_do(again)
    assert spoken_waiting(todo, NOW).endswith(f"For: Falls data. {look}. In <#{HOUSING}>.")
    assert f"{look}. In <#{HOUSING}>." in texts(waiting_row(todo, NOW))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (59, "59 days ago"),
        (60, "2 months ago"),
        (730, "2 years ago"),
    ],
)
def test_ages_are_told_as_people_do(days: int, said: str) -> None:
    assert ago(NOW - timedelta(days=days), NOW) == said


def test_every_state_has_one_stage_and_every_stage_words() -> None:
    assert {stage_of(state) for state in FIXED_STATES} == set(STATES) | {Stage.ANSWERING}
    assert set(STAGE_WORDS) == set(Stage)


def test_of_the_questions_that_wait_those_are_counted_that_are_not_shown() -> None:
    waits = [wait for wait in all_kinds("Falls data", questions()) if wait.waiting.matter is Matter.ANSWER]
    page = Page((waits * 10)[:10], is_last=False)
    card = direct.which(WaitingList(page, 12), again=False, stops=False, now=NOW, url=URL)
    assert "And 7 more." in card.text


def test_what_is_closed_says_what_it_had_been_decided_to_and_on_which_day() -> None:
    at = NOW - timedelta(days=30)
    closed = replace(listed(), state=State.CLOSED, verdict=Verdict.CONDITIONS, decided_at=at)
    assert f"Closed · was approved with conditions {day(at)}" in facts(closed, NOW)
    undecided = replace(closed, verdict=None, decided_at=None)
    assert "Closed without a decision" in facts(undecided, NOW)


def test_another_look_in_a_row_says_since_when_and_leads_on() -> None:
    one = replace(listed(), state=State.APPROVED)
    wait = ListedWait(Waiting(Matter.LOOK, one.id, one.owner, NOW, NOW.date()), one)
    assert f"To look at again since {day(NOW)}" in spoken_waiting(wait, NOW).replace("*", "")
    (row, _) = waiting_row(wait, NOW)
    assert row["accessory"]["action_id"] == Do.LOOK_AGAIN


def test_an_action_that_is_overdue_says_so() -> None:
    overdue = all_kinds("Falls data", questions())[2]
    today = replace(overdue, waiting=replace(overdue.waiting, on=NOW.date()))
    late, in_time = (
        lists.waiting(WaitingList(Page([wait]), 1), complete=True, now=NOW) for wait in (overdue, today)
    )
    assert "To do by 3 March 2026. Overdue. For: Falls data." in late.text
    assert "Overdue" not in in_time.text


@pytest.mark.parametrize("look", [LOOK, Look(), Look(Wanted(text='"quotes" & <marks>'))])
def test_a_look_travels_in_a_view(look: Look) -> None:
    assert Look.decode(look.encode()) == look


@pytest.mark.parametrize(
    "broken",
    ["", "x", "[]", "null", "7", '["nonsense","","","",0,0,90,""]', '["","","","","x",0,90,""]', "[1]" * 9],
)
def test_a_look_that_is_not_ours_is_a_look_at_everything(broken: str) -> None:
    assert Look.decode(broken) == Look()


@pytest.mark.parametrize("score", ["7", "9" * 30, "[]", '"x"', "-1"])
def test_a_look_has_no_score_that_none_is_counted_by(score: str) -> None:
    look = Look.decode(f'["","","","",0,0,90,"","",0,"public-benefit",{score},""]')
    assert look.wanted.score is None


def test_a_look_cannot_be_made_endless() -> None:
    look = Look.decode(f'["","","","{"x" * 2000}",-5,99999999999,7,""]')
    assert (len(look.wanted.text), look.page, look.days) == (100, 0, 90)
    assert look.waiting_page <= 100_000


@pytest.mark.parametrize(
    ("block", "look"),
    [
        ("overview|30|C0HOUSING01", Look(days=30, channel="C0HOUSING01")),
        ("overview|7|", Look()),
        ("x", Look()),
        ("overview|" + "9" * 5_000 + "|", Look()),
    ],
)
def test_an_overview_in_a_message_knows_what_it_is_about(block: str, look: Look) -> None:
    assert overview.look_of(block) == look
