"""What must hold after a run, whatever happened in it: the five statements of docs/reliability.md.

The store is read as the product reads it, the cards are drawn anew by its own pure functions, and the
activity log is played again on a fresh machine. All of that must agree with each other, with what stands
in the sandbox, and with what people did and saw.
"""

from collections import Counter
from collections.abc import Sequence

from bot.cards import help
from tests.crash.answered import everybody_answered, must, row_of, word_of
from tests.crash.explained import Replay, explained
from tests.crash.mishaps import Mishaps
from tests.crash.people import People, just_answered
from tests.crash.shown import shown, texts
from tests.crash.store import Store


def check(store: Store, people: People, mishaps: Mishaps) -> None:
    """Raises Broken."""
    replay = explained(store)
    shown(store, people)
    once(store, people, replay)
    told_once([people], mishaps)
    nothing_lost(store, people)
    everybody_answered(store, people, mishaps)


# --- 1: every answer that a person saw taken is there, with the rating they gave last


def nothing_lost(store: Store, people: People) -> None:
    """Raises Broken."""
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


def once(store: Store, people: People, replay: Replay) -> None:
    """Raises Broken."""
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
    must(len(cards) == (not ended), 2, f"{len(cards)} current cards at {state.state}: {texts(cards)}")
    did = Counter((act.person, act.word) for act in people.acts if act.answers)
    medians = {(row.question_id, row.at) for row in replay.medians}
    given = [row for row in store.answered if (row.question_id, row.answered_at) not in medians]
    kept: Counter[tuple[str, str | None]] = Counter((row.answered_by, word_of(row)) for row in given)
    must(kept <= did, 2, f"answers were taken more often than given: {kept - did}")


def told_once(everybody: Sequence[People], mishaps: Mishaps) -> None:
    """Of those who work in several places, all of them. Raises Broken."""
    people, all_acts = everybody[0], [act for people in everybody for act in people.acts]
    for channel in people.slack.world.channels.values():
        welcomes = [m for m in channel.timeline() if m.is_bot and m.text == help.welcome().text]
        must(len(welcomes) <= 1, 2, f"{channel.name} was welcomed {len(welcomes)} times")
    for person in {act.person for act in all_acts}:
        words = Counter(m.text for m in people.told(person))
        acts = sum(act.clicks for act in all_acts if act.person == person)
        must(
            mishaps.clicks_come_twice or words.total() <= acts + mishaps.said_twice,
            2,
            f"{person} was told more often than they acted: {words}",
        )
