"""What must hold after a run, whatever happened in it: the five statements of docs/reliability.md.

The store is read as the product reads it, the cards are drawn anew by its own pure functions, and the
activity log is played again on a fresh machine. All of that must agree with each other, with what stands
in the sandbox, and with what people did and saw.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from bot.cards import help
from bot.cards.known import NOBODY_KNOWN, Known
from bot.cards.text import escape
from bot.reconciler.drawing import draw
from bot.sandbox.world import Message
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.types import Json
from flows.actor import Actor
from flows.answer import Answer, AnswerKind
from flows.machine import Trigger, fire
from flows.progress import Progress
from storage.claims import Surface
from storage.surface_rows import DIRECT, SurfaceKind
from tests.crash.answered import Broken, everybody_answered, must, row_of, word_of
from tests.crash.mishaps import Mishaps
from tests.crash.people import People, just_answered
from tests.crash.store import MOVED, Store

ANSWERING = {Trigger.ANSWER, Trigger.NOT_SURE, Trigger.NOT_APPLICABLE}


def check(store: Store, people: People, mishaps: Mishaps) -> None:
    """Raises Broken."""
    _explained(store)
    _shown(store, people)
    _once(store, people, mishaps)
    _nothing_lost(store, people)
    everybody_answered(store, people, mishaps)


# --- 1: every answer that a person saw taken is there, with the rating they gave last


def _nothing_lost(store: Store, people: People) -> None:
    assessment, given = store.assessment, store.answered
    last = {row.question_id: row for row in store.changes}
    for question, entry in assessment.given.items():
        row = last[question]
        same = (entry.answer.word, entry.by, entry.at) == (word_of(row), row.answered_by, row.answered_at)
        must(same, 1, f"{question}: the answer that stands is not the last that was given")
    must(last.keys() == assessment.given.keys(), 1, "an answer is gone")

    labels = {question.label: question.id for question in assessment.framework.questions}
    for moment, text in people.shown:
        if found := just_answered(text):
            question, word = labels[found[0]], found[1]
            must(
                any(
                    row.question_id == question
                    and word_of(row) == word
                    and row.answered_at.timestamp() <= moment + people.clocks
                    for row in given
                ),
                1,
                f"a card said that {question} was just answered with {word}, and the store knows nothing",
            )
    ticks = people.ticked()
    for act in people.acts:
        if act.typed and act.answers and act.ts in ticks:
            must(row_of(act, given), 1, f"a check mark stands on an answer that was not kept: {act}")
        if act.what == "reason" and act.acknowledged:
            kept = any(row.question_id == act.question and act.tag in row.reason for row in store.changes)
            must(kept, 1, f"a reason was saved, and the store knows nothing: {act}")
    # Who typed twice gets what they typed last, whatever order Slack brought it in.
    for one in assessment.framework.questions:
        for person in {act.person for act in people.acts}:
            typed = {
                act.tag: float(act.ts)
                for act in people.acts
                if act.typed and act.tag and act.person == person
            }
            order = [
                typed[tag]
                for row in given
                if row.question_id == one.id and row.answered_by == person
                for tag in typed
                if tag in row.reason.split()
            ]
            must(order == sorted(order), 1, f"{person}: an earlier answer overwrote a later one")


# --- 2: nothing twice


def _once(store: Store, people: People, mishaps: Mishaps) -> None:
    team, state = people.team, store.assessment.progress
    heads = [channel for channel, _ in team.headlines()]
    must(len(heads) <= 1 + len(store.moves), 2, f"{len(heads)} headlines, {len(store.moves)} moves")
    bots = team.bots()
    for principle in store.assessment.framework.principles:
        recaps = [m for m in bots if m.text.startswith(f"{principle.name}: ")]
        must(len(recaps) <= 1, 2, f"{len(recaps)} recaps of {principle.name}")
    summaries = team.summaries()
    submitted = bool(store.assessment.submissions)
    must(len(summaries) == submitted, 2, f"{len(summaries)} summaries, {submitted=}")
    cards = team.cards()
    ended = state.is_handed_in or state.is_abandoned
    must(len(cards) == (not ended), 2, f"{len(cards)} current cards at {state.state}: {_texts(cards)}")
    for channel in people.slack.world.channels.values():
        welcomes = [m for m in channel.timeline() if m.is_bot and m.text == help.welcome().text]
        must(len(welcomes) <= 1, 2, f"{channel.name} was welcomed {len(welcomes)} times")

    did = Counter((act.person, act.word) for act in people.acts if act.answers)
    kept: Counter[tuple[str, str | None]] = Counter((row.answered_by, word_of(row)) for row in store.answered)
    must(kept <= did, 2, f"answers were taken more often than given: {kept - did}")
    for person in {act.person for act in people.acts}:
        words = Counter(m.text for m in people.told(person))
        acts = sum(act.person == person for act in people.acts)
        must(
            mishaps.clicks_come_twice or words.total() <= acts + mishaps.said_twice,
            2,
            f"{person} was told more often than they acted: {words}",
        )


def _texts(messages: Iterable[Message]) -> list[str]:
    return [message.text[:60] for message in messages]


# --- 3: what Slack shows is what the store says


def _shown(store: Store, people: People) -> None:
    here = (store.assessment.channel, store.assessment.thread_ts)
    there = (people.team.channel, people.team.thread)
    must(here == there, 3, f"the thread is at {there}, and the store has it at {here}")
    messages = people.team.messages()
    must(not store.behind, 3, f"not shown: {store.behind}")
    standing = {message.ts: message for message in messages}
    profiles = people.slack.world.people.values()
    called = [said for profile in profiles for said in (profile.name, profile.username)]
    known = Known(datetime.now(UTC).date(), {}, store.earlier, people.slack.url)
    for row in store.surfaces:
        if row.kind in DIRECT or (row.ts is None and row.kind == SurfaceKind.RECAP):
            continue  # a line of the past whose card was deleted is not posted again
        message = standing.get(row.ts or "")
        if message is None:
            raise Broken(f"statement 3: the {row.kind} is nowhere: {row}")
        fresh = draw(store.assessment, _as_surface(row), known)
        shows = _nameless(message.text, called)
        must(shows == fresh.text, 3, f"the {row.kind} shows {shows!r} where the store says {fresh.text!r}")
        shown, wanted = _values(message.blocks), _values(fresh.blocks)
        if row.kind == SurfaceKind.SUMMARY:  # its buttons work at any turn
            shown, wanted = [action for action, _ in shown], [action for action, _ in wanted]
        must(shown == wanted, 3, f"the buttons of the {row.kind} are of another turn: {shown} {wanted}")
    ours = {row.ts for row in store.surfaces}
    stray = [m for m in messages if m.is_bot and m.ts not in ours and _values(m.blocks)]
    must(not stray, 3, f"cards that the store does not know: {_texts(stray)}")


def _nameless(text: str, called: Iterable[str]) -> str:
    """A card does not wait for a name that Slack did not tell in time."""
    for name in called:
        text = text.replace(escape(name), NOBODY_KNOWN)
    return text


def _as_surface(row: Row[Any]) -> Surface:
    return Surface(
        id=row.id,
        assessment=row.assessment_id,
        kind=SurfaceKind(row.kind),
        subject=row.subject,
        channel=row.channel_id,
        thread_ts=row.thread_ts,
        ts=row.ts,
        wanted=row.wanted,
        in_doubt=row.posting,
        posting_since=row.posting_since,
        detail=dict(row.detail),
    )


def _values(blocks: Iterable[Json]) -> list[Any]:
    return [(element["action_id"], element.get("value")) for _, element in interactive(list(blocks))]


# --- 5: the log explains everything


def _explained(store: Store) -> None:
    """Play the activity log on a fresh machine: it must end where the store says that it stands."""
    must(not store.record.found, 5, f"the record does not hold: {store.record.found}")
    assessment = store.assessment
    replay = Progress.start(assessment.framework)
    wanted = [(row.question_id, row.answered_by, row.answered_at) for row in store.answered]
    logged = [(row.question_id, row.user_id, row.at) for row in store.activity if row.what in set(ANSWERING)]
    must(wanted == logged, 5, f"answers and log differ: {wanted} {logged}")
    words: dict[tuple[str | None, datetime], Row[Any]] = {
        (row.question_id, row.answered_at): row for row in store.answered
    }
    decisions = {decision.number: decision for decision in assessment.decisions}
    for row in store.activity:
        if row.what in ("start", "reason", MOVED):
            continue
        trigger = Trigger(row.what)
        if trigger in ANSWERING:
            change = words[(row.question_id, row.at)]
            must(replay.state == row.question_id, 5, f"{row.what} at {row.question_id}, not {replay.state}")
            must(row.detail.get("rating") == change.rating, 5, f"the log has another rating: {row.detail}")
            answer = Answer(AnswerKind(change.kind), change.rating, change.reason, change.evidence)
            fire(replay, trigger, Actor(row.user_id, row.at), answer=answer)
        else:
            decided = decisions.get(row.detail.get("decision", 0))
            asked = decided.questions if decided and trigger is decided.verdict.trigger else ()
            fire(replay, trigger, Actor(row.user_id, row.at), to=row.detail.get("to"), asked=asked)
    ends = (replay.state, replay.return_to, replay.paused_from, replay.asked)
    progress = assessment.progress
    stands = (progress.state, progress.return_to, progress.paused_from, progress.asked)
    must(ends == stands, 5, f"the log ends at {ends}, the assessment stands at {stands}")
    said = {question: answer.word for question, answer in replay.answers.items()}
    must(said == {q: a.word for q, a in progress.answers.items()}, 5, "the log ends with other answers")
    said_last = [decision.number for decision in assessment.decisions if decision.stands]
    taken_back = [row.detail["decision"] for row in store.activity if row.what == Trigger.WITHDRAW]
    must(not set(said_last) & set(taken_back), 5, f"withdrawn, and stands: {said_last} {taken_back}")
    submits = sum(row.what == Trigger.SUBMIT for row in store.activity)
    must(submits == len(assessment.submissions), 5, "submissions and log differ")
    moved = [row for row in store.activity if row.what not in ("start", "reason")]
    must(len(moved) == assessment.turn, 5, f"{len(moved)} moves in the log, turn {assessment.turn}")
    if store.moves:
        channel = store.moves[-1].detail.get("channel")
        must(channel == assessment.channel, 5, f"moved to {channel}, stands in {assessment.channel}")
