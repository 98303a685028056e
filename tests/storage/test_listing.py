"""Lists and counts of many assessments: the right rows in the right order, and never what one may not see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest

from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.condition import Condition, Said, Terms
from flows.conditions import to_meet_first
from flows.decision import Action, Decision, Verdict
from flows.listing import Concern, Listed, Overview, Wanted
from flows.settings import WorkspaceSettings
from flows.stages import Stage
from flows.states import State
from flows.submission import Submission
from flows.triggers import Trigger
from flows.waiting import LEADS, Matter
from storage import overview as overview_module
from storage.listing import FEW_CHANNELS, Listing
from storage.listing_parts import Sight
from storage.overview import overview
from storage.repository import Repository
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from storage.tables import SURFACES
from tests.flows.moves import fire
from tests.storage.conftest import Store
from tests.storage.samples import (
    AMINA,
    HERE,
    HOUSING,
    NOW,
    OTHER_TEAM,
    PRIYA,
    SOCIAL_CARE,
    TOM,
    answer,
    assessment,
    finish,
    later,
)

T = TypeVar("T")
GRACE = "U0GRACE"
EVERYWHERE = frozenset({HOUSING, SOCIAL_CARE})


def listing(
    store: Store, read: Callable[[Listing], T], person: str = AMINA, channels: frozenset[str] = EVERYWHERE
) -> T:
    return store.run(
        lambda repository: read(
            Listing(
                repository.transaction, repository.workspace, store.frameworks.load, Sight(person, channels)
            )
        )
    )


def add(store: Store, what: Assessment, minutes: int = 0) -> None:
    store.add(what, later(minutes))


def change(store: Store, id: str, work: Callable[[Assessment], object], minutes: int = 1) -> None:
    store.change(work, id, later(minutes))


def submit(what: Assessment, minutes: int = 1) -> None:
    """Answer whatever is left with 3, and hand it in."""
    finish(what)
    fire(what.progress, Trigger.SUBMIT)
    number = len(what.submissions) + 1
    what.submissions += (Submission(number, AMINA, later(minutes), dict(what.given)),)


def decide(what: Assessment, by: str, verdict: Verdict = Verdict.APPROVE, *, withdrawn: bool = False) -> None:
    number = len(what.decisions) + 1
    made = Decision(number, verdict, by, later(5), len(what.submissions), "mark", words="So.")
    what.decisions += (replace(made, withdrawn_at=later(6)) if withdrawn else made,)


def handed_in(
    store: Store, id: str, minutes: int = 1, reviewers: frozenset[str] = frozenset(), **fields: str
) -> None:
    add(store, replace(assessment(id, **fields), reviewers=reviewers), minutes)  # type: ignore[arg-type]
    change(store, id, lambda found: submit(found, minutes), minutes)


def action(id: str, who: str = TOM, minutes: int = 1, *, done: bool = False) -> Action:
    made = Action(id, f"Do {id}", who, date(2026, 4, 1), "a-1", AMINA, later(minutes))
    return replace(made, done_by=who, done_at=later(9)) if done else made


def ids(rows: list[Listed]) -> list[str]:
    return [row.id for row in rows]


def matters(store: Store, person: str, page: int = 0, most: int = 10) -> list[tuple[Matter, str]]:
    waiting = listing(store, lambda of: of.waiting(page, most, NOW.date()), person)
    return [(wait.waiting.matter, wait.waiting.subject or wait.listed.id) for wait in waiting.page.items]


# --- what waits


def test_what_somebody_owns_was_chosen_for_or_answered_in_waits_for_their_answers(store: Store) -> None:
    add(store, assessment("owned", owner=TOM), 3)
    add(store, assessment("chosen", assessors=frozenset({TOM})), 1)
    add(store, assessment("answered"), 2)
    add(store, assessment("foreign"))
    handed_in(store, "over", owner=TOM, reviewers=frozenset({GRACE}))
    change(store, "answered", lambda found: answer(found, Answer.rated(4), by=TOM), 2)
    assert matters(store, TOM) == [
        (Matter.ANSWER, "chosen"),
        (Matter.ANSWER, "answered"),
        (Matter.ANSWER, "owned"),
    ]


def test_what_nobody_can_decide_on_waits_for_its_owner(store: Store) -> None:
    handed_in(store, "one", owner=TOM)
    assert matters(store, TOM) == [(Matter.CHOOSE, "one")]
    change(store, "one", lambda found: setattr(found, "reviewers", frozenset({GRACE})))
    assert matters(store, TOM) == []
    change(store, "one", lambda found: setattr(found, "reviewers", frozenset({TOM})))
    assert matters(store, TOM) == [(Matter.CHOOSE, "one")], "nobody decides on what they own"


def test_where_leads_alone_may_choose_it_waits_for_each_of_them_and_its_owner_is_told(store: Store) -> None:
    store.rows(lambda t: SettingsStore(t, HERE).keep_workspace(WorkspaceSettings(leads=(PRIYA, GRACE))))
    handed_in(store, "one", owner=TOM)
    handed_in(store, "own", owner=PRIYA)
    for id in ("one", "own"):
        change(store, id, lambda found: setattr(found, "owner_replaces", False))
    assert sorted(matters(store, PRIYA)) == [(Matter.CHOOSE, LEADS), (Matter.CHOOSE, "one")]
    assert sorted(matters(store, GRACE)) == [(Matter.CHOOSE, "one"), (Matter.CHOOSE, "own")]
    assert matters(store, TOM) == [(Matter.CHOOSE, LEADS)]
    assert matters(store, AMINA) == []
    store.rows(lambda t: SettingsStore(t, HERE).keep_workspace(WorkspaceSettings(leads=(AMINA,))))
    assert (matters(store, GRACE), len(matters(store, AMINA))) == ([], 2), "whoever leads at the moment"


def test_a_decision_waits_for_a_reviewer_until_they_decided(store: Store) -> None:
    handed_in(store, "one", reviewers=frozenset({GRACE, PRIYA}))
    change(store, "one", lambda found: setattr(found, "all_decide", True))
    assert matters(store, GRACE) == [(Matter.DECIDE, "one")]
    assert matters(store, TOM) == []
    change(store, "one", lambda found: decide(found, GRACE))
    assert matters(store, GRACE) == []
    assert matters(store, PRIYA) == [(Matter.DECIDE, "one")]
    [row] = listing(store, lambda of: of.all(Wanted(), 0, 10, NOW).items)
    assert row.yet_to_decide == (PRIYA,)


@pytest.mark.parametrize("part", ["owns it", "was chosen to answer", "answered"])
def test_a_decision_on_ones_own_work_is_not_waited_for_unless_it_is_allowed(store: Store, part: str) -> None:
    """The channel's reviewers are taken as they are, and whoever is one of them may come to answer."""
    reviewers = frozenset({GRACE, TOM})
    more = {"owns it": {"owner": TOM}, "was chosen to answer": {"assessors": frozenset({TOM})}}.get(part, {})
    add(store, replace(assessment("one", **more), reviewers=reviewers))  # type: ignore[arg-type]
    if part == "answered":
        change(store, "one", lambda found: answer(found, Answer.rated(4), by=TOM))
    change(store, "one", submit)
    assert matters(store, TOM) == []
    [row] = listing(store, lambda of: of.all(Wanted(), 0, 10, NOW).items)
    assert row.yet_to_decide == (GRACE,)
    change(store, "one", lambda found: setattr(found, "self_review", True))
    assert matters(store, TOM) == [(Matter.DECIDE, "one")]
    [row] = listing(store, lambda of: of.all(Wanted(), 0, 10, NOW).items)
    assert row.yet_to_decide == tuple(sorted(reviewers))


def test_a_decision_that_was_withdrawn_or_is_about_an_earlier_version_is_waited_for_again(
    store: Store,
) -> None:
    handed_in(store, "one", reviewers=frozenset({GRACE}))
    change(store, "one", lambda found: decide(found, GRACE, withdrawn=True))
    assert matters(store, GRACE) == [(Matter.DECIDE, "one")]
    change(store, "one", lambda found: decide(found, GRACE))
    assert matters(store, GRACE) == []
    change(store, "one", lambda found: fire(found.progress, Trigger.REOPEN))
    change(store, "one", submit, 20)
    assert matters(store, GRACE) == [(Matter.DECIDE, "one")]


def test_an_open_action_waits_for_who_is_to_do_it(store: Store) -> None:
    handed_in(store, "one")
    actions = (action("first", minutes=5), action("done", done=True), action("second", minutes=4))
    change(store, "one", lambda found: setattr(found, "actions", actions))
    assert matters(store, TOM) == [(Matter.ACT, "second"), (Matter.ACT, "first")]
    waiting = listing(store, lambda of: of.waiting(0, 10, NOW.date()), TOM)
    assert [(wait.what, wait.waiting.on) for wait in waiting.page.items] == [
        ("Do second", date(2026, 4, 1)),
        ("Do first", date(2026, 4, 1)),
    ]
    assert waiting.page.items[0].waiting.since == later(4)


def test_what_waits_is_told_oldest_first_whatever_it_is_and_by_the_page(store: Store) -> None:
    add(store, assessment("to answer", owner=GRACE), 20)
    handed_in(store, "to decide", 30, frozenset({GRACE}))
    handed_in(store, "with an action", 1)
    done = (action("to do", GRACE, 10),)
    change(store, "with an action", lambda found: setattr(found, "actions", done))
    expected = [(Matter.ACT, "to do"), (Matter.ANSWER, "to answer"), (Matter.DECIDE, "to decide")]
    assert matters(store, GRACE) == expected
    assert matters(store, GRACE, 1, 2) == expected[2:]
    pages = [
        listing(store, partial(Listing.waiting, page=page, most=2, today=NOW.date()), GRACE)
        for page in (0, 1, 2)
    ]
    assert [page.total for page in pages] == [3, 3, 3]
    assert [page.page.is_last for page in pages] == [False, True, True]


def test_what_waits_for_answers_is_found_and_counted_without_what_else_waits(store: Store) -> None:
    for number in range(3):
        handed_in(store, f"to decide {number}", number, frozenset({GRACE}))
        add(store, assessment(f"to answer {number}", owner=GRACE), 20 + number)
    waiting = listing(store, lambda of: of.waiting(0, 2, NOW.date(), (Matter.ANSWER,)), GRACE)
    assert [wait.listed.id for wait in waiting.page.items] == ["to answer 0", "to answer 1"]
    assert waiting.total == 3
    assert not waiting.page.is_last


def test_what_may_not_be_seen_is_counted_and_not_told(store: Store) -> None:
    add(store, assessment("here", owner=TOM))
    add(store, assessment("hidden", owner=TOM, channel="C0SECRET"))
    waiting = listing(store, lambda of: of.waiting(0, 10, NOW.date()), TOM)
    assert ([wait.listed.id for wait in waiting.page.items], waiting.total) == (["here"], 1)
    assert waiting.hidden == 1
    blind = listing(store, lambda of: of.waiting(0, 10, NOW.date()), TOM, frozenset())
    assert (blind.page.items, blind.total, blind.hidden) == ([], 0, 2)


# --- all


def test_what_waits_for_somebody_can_be_left_out_of_all(store: Store) -> None:
    add(store, assessment("answering"), 1)
    handed_in(store, "reviewed", 5, frozenset({GRACE}), owner=TOM)
    handed_in(store, "done", 6, frozenset({GRACE}), owner=TOM)
    change(store, "done", lambda found: decide(found, GRACE, Verdict.DECLINE), 7)

    def others(person: str) -> list[str]:
        found = listing(store, lambda of: of.all(Wanted(), 0, 9, NOW, but_waiting=NOW.date()), person)
        return ids(list(found.items))

    assert others(AMINA) == ["done", "reviewed"]
    assert others(GRACE) == ["done", "answering"]
    assert others(PRIYA) == ["done", "reviewed", "answering"]


def approved(found: Assessment) -> None:
    decide(found, GRACE)
    fire(found.progress, Trigger.APPROVE)
    found.look_again_on = date(2026, 4, 2)


def test_another_look_waits_from_its_day_on_for_its_owner_and_who_approved(store: Store) -> None:
    handed_in(store, "one", 1, frozenset({GRACE}))
    change(store, "one", approved)

    def on(today: date, person: str) -> tuple[list[Matter], list[str]]:
        waiting = listing(store, lambda of: of.waiting(0, 10, today), person)
        others = listing(store, lambda of: of.all(Wanted(), 0, 9, NOW, but_waiting=today), person)
        return [one.waiting.matter for one in waiting.page.items], ids(list(others.items))

    for person in (AMINA, GRACE):
        assert on(date(2026, 4, 1), person) == ([], ["one"])
        assert on(date(2026, 4, 2), person) == ([Matter.LOOK], [])
    change(store, "one", lambda found: setattr(found, "looker", TOM))
    assert on(date(2026, 4, 2), TOM) == ([Matter.LOOK], [])
    for person in (AMINA, GRACE):
        assert on(date(2026, 4, 2), person) == ([], ["one"])


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.DECLINE])
def test_what_is_closed_says_what_it_had_been_decided_to_and_when(store: Store, verdict: Verdict) -> None:
    handed_in(store, "one", 1, frozenset({GRACE}))
    handed_in(store, "undecided", 1, frozenset({GRACE}))

    def close(found: Assessment, *ways: Trigger) -> None:
        for way in ways:
            fire(found.progress, way)

    change(store, "one", lambda found: decide(found, GRACE, verdict))
    change(store, "one", lambda found: close(found, verdict.trigger, Trigger.CLOSE))
    change(store, "undecided", lambda found: decide(found, GRACE, withdrawn=True))
    change(store, "undecided", lambda found: close(found, Trigger.APPROVE, Trigger.WITHDRAW, Trigger.CLOSE))
    rows = listing(store, lambda of: of.all(Wanted(), 0, 9, NOW).items)
    said = {row.id: (row.verdict, row.decided_at) for row in rows}
    assert said == {"one": (verdict, later(5)), "undecided": (None, None)}
    assert listing(store, overview).closed == {verdict: 1, None: 1}


def test_all_are_listed_newest_first_and_by_the_page(store: Store) -> None:
    for minutes, id in enumerate(("first", "second", "third"), start=1):
        add(store, assessment(id), minutes)
    change(store, "first", lambda found: answer(found, Answer.rated(2)), 30)
    pages = [
        listing(store, partial(Listing.all, wanted=Wanted(), page=page, most=2, now=NOW), PRIYA)
        for page in (0, 1)
    ]
    assert [ids(list(page.items)) for page in pages] == [["third", "second"], ["first"]]
    assert [page.is_last for page in pages] == [False, True]


WANTED = {
    "a stage": (Wanted(stage=Stage.AWAITING), ["handed in"]),
    "another stage": (Wanted(stage=Stage.ANSWERING), ["tom’s", "begun"]),
    "a channel": (Wanted(channel=SOCIAL_CARE), ["tom’s"]),
    "who owns it": (Wanted(person=TOM), ["tom’s", "handed in"]),
    "who reviews it": (Wanted(person=GRACE), ["handed in"]),
    "words of the title": (Wanted(text="FALLS data"), ["begun"]),
    "words of title and description": (Wanted(text="school carers"), ["tom’s"]),
    "letters beyond ASCII": (Wanted(text="éCOLE"), ["handed in"]),
    "marks that a database reads": (Wanted(text="100%_"), ["handed in"]),
    "only what has all of them": (Wanted(text="falls carers"), []),
    "everything at once": (Wanted(Stage.ANSWERING, SOCIAL_CARE, TOM, "school"), ["tom’s"]),
}


@pytest.mark.parametrize(("wanted", "found"), WANTED.values(), ids=WANTED)
def test_the_list_is_narrowed(wanted: Wanted, found: list[str], store: Store) -> None:
    add(store, assessment("begun"))
    handed_in(store, "handed in", 1, frozenset({GRACE}), title="École 100%_ sure")
    change(store, "handed in", lambda what: what.progress.given.update(_by(what, TOM)), 2)
    add(store, assessment("tom’s", owner=TOM, channel=SOCIAL_CARE, title="School", about="For Carers"), 3)
    assert ids(list(listing(store, lambda of: of.all(wanted, 0, 10, NOW)).items)) == found


TITLE = "Gro\u0308\u00dfe der Stra\u00dfe: 50%_off"
"""An o with its dots beside it, as a Mac writes names of files; and signs that a database reads."""


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Gr\u00f6\u00dfe", True),
        ("GR\u00d6SSE", True),
        ("gro\u0308sse", True),
        ("STRASSE", True),
        ("strasse gr\u00f6\u00dfe", True),
        ("ｓｔｒａｓｓｅ", True),
        ("Stra\u00ad\u00dfe", True),
        ("children's", True),
        ("Child\u00adren’s", True),
        ("50%_off", True),
        ("5%off", False),
        ("50__off", False),
        ("/50", False),
        ("\\", False),
    ],
)
def test_what_is_looked_for_is_found_however_it_is_written(text: str, is_found: bool, store: Store) -> None:
    add(store, assessment("this", title=TITLE, about="Of children’s homes"))
    found = ids(list(listing(store, lambda of: of.all(Wanted(text=text), 0, 10, NOW)).items))
    assert found == (["this"] if is_found else [])


def test_who_gets_it_is_kept_and_found_like_the_title(store: Store) -> None:
    add(store, assessment("this", title="Falls data", about="Of a ward"))
    assert list(listing(store, lambda of: of.all(Wanted(text="clinic"), 0, 10, NOW)).items) == []
    change(store, "this", lambda found: setattr(found, "recipients", "The falls clinic"))
    [row] = listing(store, lambda of: of.all(Wanted(text="CLINIC"), 0, 10, NOW)).items
    assert row.id == "this"
    change(store, "this", lambda found: found.recipients == "The falls clinic" or pytest.fail("not kept"))


def _by(what: Assessment, person: str) -> dict[str, Given]:
    return {"a-1": replace(what.given["a-1"], by=person)}


def test_a_row_says_where_it_stands_and_what_came_of_it(store: Store) -> None:
    add(store, assessment("one"))
    change(store, "one", lambda found: answer(found, Answer.rated(5)))
    change(store, "one", lambda found: answer(found, Answer.rated(4)))
    for _ in range(2):
        change(store, "one", lambda found: answer(found, Answer.not_sure(), trigger=Trigger.NOT_SURE))

    def submit_here(found: Assessment) -> None:
        submit(found, 7)
        found.thread_ts = "1700.000001"

    change(store, "one", submit_here, 7)
    store.run(_post_summary)
    [row] = listing(store, lambda of: of.all(Wanted(), 0, 10, NOW).items)
    assert (row.state, row.stage, row.thread_ts, row.summary_ts) == (
        State.SUBMITTED,
        Stage.AWAITING,
        "1700.000001",
        "1700.000009",
    )
    assert row.scores == {"a": 45, "b": None}
    assert (row.created_at, row.updated_at, row.handed_in_at) == (NOW, later(7), later(7))


def _post_summary(repository: Repository) -> None:
    found = repository.get("one")
    assert found is not None
    Surfaces(repository.transaction).want(found, SurfaceKind.SUMMARY)
    posted = SURFACES.update().where(SURFACES.c.kind == SurfaceKind.SUMMARY).values(ts="1700.000009")
    repository.transaction.execute(posted)


def test_a_pause_keeps_the_place(store: Store) -> None:
    add(store, assessment("one"))
    change(store, "one", lambda found: fire(found.progress, Trigger.PAUSE))
    [row] = listing(store, lambda of: of.all(Wanted(), 0, 10, NOW).items)
    assert (row.stage, row.place) == (Stage.PAUSED, "a-1")


def test_what_is_not_finished_in_a_channel(store: Store) -> None:
    add(store, assessment("begun"))
    handed_in(store, "awaiting", 1)
    add(store, assessment("abandoned"), 2)
    change(store, "abandoned", lambda found: fire(found.progress, Trigger.ABANDON))
    add(store, assessment("elsewhere", channel=SOCIAL_CARE), 3)
    assert ids(listing(store, lambda of: of.unfinished_in(HOUSING, 10))) == ["awaiting", "begun"]


# --- what may be seen

READING: dict[str, Callable[[Listing], object]] = {
    "waiting": lambda of: of.waiting(0, 10, NOW.date()).page.items,
    "all": lambda of: of.all(Wanted(), 0, 10, NOW).items,
    "all of a person": lambda of: of.all(Wanted(person=AMINA), 0, 10, NOW).items,
    "unfinished": lambda of: of.unfinished_in(HOUSING, 10),
}


@pytest.mark.parametrize("reading", READING.values(), ids=READING)
def test_nothing_of_a_channel_that_may_not_be_seen_is_ever_listed(
    reading: Callable[[Listing], object], store: Store
) -> None:
    add(store, assessment("one"))
    handed_in(store, "two")
    assert listing(store, reading), "where it may be seen, it is found"
    assert not listing(store, reading, channels=frozenset({SOCIAL_CARE}))
    assert not listing(store, reading, channels=frozenset())


@pytest.mark.parametrize("reading", READING.values(), ids=READING)
def test_nothing_of_another_workspace_is_ever_listed(
    reading: Callable[[Listing], object], store: Store
) -> None:
    add(store, assessment("one"))
    handed_in(store, "two")
    assert not listing(store.of(OTHER_TEAM), reading)


def test_a_direct_message_is_for_who_holds_it(store: Store) -> None:
    add(store, assessment("mine", channel="D0AMINA"))
    assert ids(list(listing(store, lambda of: of.all(Wanted(), 0, 10, NOW)).items)) == ["mine"]
    assert listing(store, lambda of: of.all(Wanted(), 0, 10, NOW), TOM).items == []


def test_thousands_of_channels_are_no_trouble(store: Store) -> None:
    add(store, assessment("one"))
    many = frozenset(f"C{number}" for number in range(40_000))
    assert len(many) > FEW_CHANNELS
    found = listing(store, lambda of: of.all(Wanted(), 0, 10, NOW), channels=many | {HOUSING})
    assert ids(list(found.items)) == ["one"]
    assert listing(store, lambda of: of.all(Wanted(), 0, 10, NOW), channels=many).items == []


# --- the overview


def look(
    store: Store,
    channels: frozenset[str] = EVERYWHERE,
    channel: str = "",
    begun_since: datetime | None = None,
) -> Overview:
    return listing(
        store, lambda of: overview(of, channel=channel, begun_since=begun_since), channels=channels
    )


def rate(store: Store, id: str, *ratings: int | None, minutes: int = 1) -> None:
    """Begin, answer with these (None: not sure) and hand in."""
    add(store, assessment(id), minutes)

    def work(found: Assessment) -> None:
        for rating in ratings:
            given = Answer.not_sure() if rating is None else Answer.rated(rating)
            answer(found, given, trigger=Trigger.NOT_SURE if rating is None else Trigger.ANSWER)
        submit(found, minutes)

    change(store, id, work, minutes)


def test_an_overview_counts_states_scores_and_weak_points(store: Store) -> None:
    rate(store, "one", 1, 5, None, None)
    rate(store, "two", 2, 2, 5, 5)
    rate(store, "three", 1, None, 4, 4)
    add(store, assessment("begun"))
    seen = look(store)
    assert seen.stages == {Stage.ANSWERING: 1, Stage.AWAITING: 3}
    assert seen.handed_in == 3
    assert seen.scores == {"a": {3: 1, 2: 1, 1: 1}, "b": {None: 1, 4: 2}}
    assert [(one.question, one.ones, one.twos, one.open) for one in seen.troubles] == [
        ("a-1", 2, 1, 0),
        ("a-2", 0, 1, 1),
        ("b-1", 0, 0, 1),
        ("b-2", 0, 0, 1),
    ]
    assert seen.principles["a"]
    assert seen.questions["a-1"]


def test_a_later_submission_takes_the_place_of_the_one_before(store: Store) -> None:
    rate(store, "one", 1, 1, 1, 1)
    change(store, "one", lambda found: fire(found.progress, Trigger.REOPEN))

    def improve(found: Assessment) -> None:
        fire(found.progress, Trigger.GO_TO, to="a-1")
        answer(found, Answer.rated(5))
        submit(found, 9)

    change(store, "one", improve, 9)
    seen = look(store)
    assert seen.scores["a"] == {3: 1}
    assert [one.question for one in seen.troubles] == ["a-2", "b-1", "b-2"]


@pytest.mark.parametrize(
    ("minutes", "median", "oldest"),
    [((5,), 5, 5), ((5, 9), 5, 5), ((9, 5, 7), 7, 5), ((1, 2, 3, 50), 2, 1)],
    ids=["one", "two", "three", "four"],
)
def test_waiting_times_have_a_middle_and_an_end(
    minutes: tuple[int, ...], median: int, oldest: int, store: Store
) -> None:
    for number in minutes:
        rate(store, f"at {number}", 3, 3, 3, 3, minutes=number)
    wait = look(store).waits[Stage.AWAITING]
    assert (wait.count, wait.median, wait.oldest) == (len(minutes), later(median), later(oldest))


def test_an_overview_is_about_a_period_and_a_channel_and_what_waits_is_about_now(store: Store) -> None:
    rate(store, "old", 1, 1, 1, 1)
    rate(store, "new", 5, 5, 5, 5, minutes=60)
    add(store, assessment("elsewhere", channel=SOCIAL_CARE), 61)
    since = NOW + timedelta(minutes=30)
    seen = look(store, begun_since=since)
    assert seen.stages == {Stage.ANSWERING: 1, Stage.AWAITING: 1}
    assert seen.troubles == []
    assert seen.waits[Stage.AWAITING].count == 2
    here = look(store, begun_since=since, channel=HOUSING)
    assert here.stages == {Stage.AWAITING: 1}
    assert Stage.ANSWERING not in here.waits


def test_an_overview_counts_nothing_that_may_not_be_seen(store: Store) -> None:
    rate(store, "one", 1, 1, 1, 1)
    blind = look(store, channels=frozenset({SOCIAL_CARE}))
    assert (blind.stages, blind.waits, blind.scores, list(blind.troubles)) == ({}, {}, {}, [])


def test_questions_that_come_up_as_often_as_the_last_are_counted(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(store, "one", 1, 1, 1, 1)
    rate(store, "two", 1, 1, 1, 5)
    assert (len(look(store).troubles), look(store).ties) == (4, 0)
    monkeypatch.setattr(overview_module, "MOST_TROUBLES", 2)
    assert (len(look(store).troubles), look(store).ties) == (2, 1)


# --- the way to what is counted, and what a governance lead looks after


def test_what_is_counted_is_found(store: Store) -> None:
    rate(store, "one", 1, 4, 5, 5)
    rate(store, "two", 5, 5, 3, 3)
    now = later(60 * 24 * 20)

    def found(wanted: Wanted) -> list[str]:
        return ids(list(listing(store, lambda of: of.all(wanted, 0, 10, now)).items))

    seen = look(store)
    for principle, counted in seen.scores.items():
        for whole, number in counted.items():
            assert len(found(Wanted(principle=principle, score=whole))) == number
    for trouble in seen.troubles:
        assert len(found(Wanted(question=trouble.question))) == trouble.total
    assert found(Wanted(question="a-1")) == ["one"]
    assert found(Wanted(days=19)) == []
    assert sorted(found(Wanted(days=30))) == ["one", "two"]


def approve_with_conditions(found: Assessment) -> None:
    """Two, of which one is due on 20 March and one is met."""
    terms = Terms(TOM, date(2026, 3, 20), before_sharing=False, at=NOW)
    said = Said(TOM, NOW, "Done.")
    conditions = (Condition("Delete it."), Condition("Sign it.", terms))
    met = Condition("Ask them.", terms, said=said, confirmed=Said(PRIYA, NOW))
    fire(found.progress, Trigger.APPROVE_WITH_CONDITIONS)
    found.decisions += (
        Decision(1, Verdict.CONDITIONS, PRIYA, NOW, 1, "mark", conditions=(*conditions, met)),
    )


def test_a_row_says_how_many_conditions_are_met(store: Store) -> None:
    rate(store, "conditions", 3, 3, 3, 3)
    rate(store, "old", 3, 3, 3, 3)
    change(store, "conditions", approve_with_conditions)
    change(store, "old", approve_with_conditions)
    change(store, "old", _forget_what_became_of_them)
    found = {one.id: one for one in listing(store, lambda of: of.all(Wanted(), 0, 10, NOW)).items}
    assert (found["conditions"].conditions, found["conditions"].conditions_met) == (3, 1)
    assert (found["old"].conditions, found["old"].conditions_met) == (3, None)


def test_a_row_says_how_many_are_to_be_met_before_anything_is_shared(store: Store) -> None:
    """Only of what stands: not of what was withdrawn, nor of a summary before."""
    first = Terms(TOM, date(2026, 3, 20), before_sharing=True, at=NOW)
    met = Condition("Ask them.", first, said=Said(TOM, NOW, "Done."), confirmed=Said(PRIYA, NOW))
    all_of_them = (Condition("Sign it.", first), Condition("Say so.", first, said=Said(TOM, NOW)), met)

    def decide(found: Assessment) -> None:
        approve_with_conditions(found)
        (made,) = found.decisions
        stands = replace(made, number=3, conditions=(*made.conditions, *all_of_them))
        gone = replace(made, conditions=all_of_them, withdrawn_at=NOW, withdrawn_why="No.")
        found.decisions = (gone, replace(gone, number=2), stands)

    for name, approve in (("first", decide), ("later", approve_with_conditions)):
        rate(store, name, 3, 3, 3, 3)
        change(store, name, approve)
    found = {one.id: one for one in listing(store, lambda of: of.all(Wanted(), 0, 10, NOW)).items}
    for name, first_ones in (("first", 2), ("later", 0)):
        assert found[name].conditions_first == first_ones == to_meet_first(store.load(name))
    change(store, "first", lambda one: fire(one.progress, Trigger.CLOSE))
    assert (
        listing(store, lambda of: of.all(Wanted(stage=Stage.CLOSED), 0, 10, NOW)).items[0].conditions_first
        == 2
    )


def _forget_what_became_of_them(found: Assessment) -> None:
    (decision,) = found.decisions
    found.decisions = (
        replace(decision, conditions=tuple(Condition(one.text) for one in decision.conditions)),
    )


def test_what_waits_of_a_condition_is_a_row_with_its_text(store: Store) -> None:
    rate(store, "conditions", 3, 3, 3, 3)
    change(store, "conditions", approve_with_conditions)
    waiting = listing(store, lambda of: of.waiting(0, 10, NOW.date()), person=TOM)
    meets = [one for one in waiting.page.items if one.waiting.matter is Matter.MEET]
    assert [(one.what, one.waiting.on) for one in meets] == [("Sign it.", date(2026, 3, 20))]


def test_a_lead_sees_what_concerns_them_and_of_what_they_may_not_see_how_many(store: Store) -> None:
    rate(store, "waits", 1, 3, 3, 3)
    rate(store, "approved", 1, 3, 3, 3)
    rate(store, "conditions", 3, 3, 3, 3)
    change(store, "conditions", lambda found: setattr(found, "channel", SOCIAL_CARE))
    change(store, "approved", lambda found: fire(found.progress, Trigger.APPROVE))
    change(store, "conditions", approve_with_conditions)

    def todo(found: Assessment) -> None:
        found.actions = (action("late"),)
        found.look_again_on = date(2026, 4, 2)

    change(store, "approved", todo)

    def concerns(now: datetime, *channels: str) -> dict[Concern, tuple[int, int, list[str]]]:
        found = listing(store, lambda of: of.concerns(now, 3), channels=frozenset(channels))
        return {one.concern: (one.seen, one.hidden, ids(list(one.first))) for one in found}

    everything = concerns(datetime(2026, 4, 2, tzinfo=UTC), HOUSING)
    assert everything == {
        Concern.DECISIONS: (1, 0, ["waits"]),
        Concern.ONES: (1, 0, ["approved"]),
        Concern.OVERDUE: (0, 1, []),
        Concern.CONDITIONS: (0, 1, []),
        Concern.ACTIONS: (1, 0, ["approved"]),
        Concern.LOOKS: (1, 0, ["approved"]),
    }
    on_the_day = concerns(datetime(2026, 4, 1, tzinfo=UTC), HOUSING)
    assert Concern.ACTIONS not in on_the_day
    assert Concern.LOOKS not in on_the_day
    assert Concern.DECISIONS not in concerns(later(60 * 24 * 6), HOUSING)
    assert concerns(datetime(2026, 4, 2, tzinfo=UTC), SOCIAL_CARE)[Concern.ONES] == (0, 1, [])
