"""Statement 6 of a panel: what is answered alone is secret until the reveal, and then all of it is shown."""

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from bot.cards import headline
from bot.cards.known import Known
from bot.cards.panel import alone_card
from bot.demo.cards import CardKind, kind_of
from flows.answer import Answer
from flows.assessment import Assessment
from flows.progress import Progress
from flows.states import State
from tests.crash.answered import must
from tests.crash.explained import ANSWERING, RATE_AGAIN
from tests.crash.overheard import Overheard, Said, words_in
from tests.crash.panel_people import Team
from tests.crash.panel_store import PanelStore, said_before, written_down
from tests.crash.shown import nameless

TAG = re.compile(r"reason\d+x")
"""A word of somebody's reason that no other has."""
WHILE_ANSWERING = {*ANSWERING, "reason", "back", "keep", "pause", "resume", "go_to"}


def secret(panel: PanelStore, people: Team, overheard: Overheard, path: Path) -> None:
    """Raises Broken."""
    _revealed_whole(panel)
    _ends_with_the_reveal(panel)
    authors = {act.tag: who for who, ballot in people.ballots.items() for act in ballot.acts if act.tag}
    revealed = _revealed(panel)
    for said in overheard.said:
        for tag in TAG.findall(said.what):
            if authors.get(tag, said.to) != said.to:
                known = tag in revealed and said.at >= revealed[tag] - people.clocks
                must(known, 6, f"{said.to or 'everybody'} saw what {authors[tag]} answered alone: {said}")
    _only_says_who(panel, people, overheard)
    ballots = {store.assessment.id for store in panel.ballots.values()}
    for table, row in written_down(path):
        if not ballots.intersection(value for value in row if isinstance(value, str)):
            out = [tag for tag in TAG.findall(str(row)) if tag in authors and tag not in revealed]
            must(not out, 6, f"{table} has what {[authors[tag] for tag in out]} answered alone: {row}")


def _revealed_whole(panel: PanelStore) -> None:
    """Exactly what stood in the ballots of those who were done, or nothing; in a later round, with what the
    others had said."""
    rounds = [one for one in panel.panel.rounds if one.is_revealed]
    must(len(rounds) == len(panel.reveals), 2, f"{len(panel.reveals)} reveals, {len(rounds)} rounds revealed")
    for one, row in zip(rounds, panel.reveals, strict=True):
        must((one.revealed_by, one.revealed_at) == (row.user_id, row.at), 5, f"revealed otherwise: {row}")
        stood = {
            panellist.number: said_before(panel.ballots[person], row)
            for person in panel.done_at(row)
            if (panellist := panel.panel.of(person))
        }
        must(len(stood) >= 2 or one.number > 1, 6, f"revealed with {len(stood)} people: {row}")
        before = replace(panel.panel, rounds=tuple(rounds[: one.number - 1]))
        for question in one.questions:
            wanted = dict[int | None, Answer](before.latest(question).items() if len(stood) >= 2 else ())
            if len(stood) >= 2:
                wanted |= {number: said[question] for number, said in stood.items() if question in said}
            shown = dict(one.answers.get(question, {}))
            must(shown == wanted, 6, f"{question}: {shown} was revealed, where {wanted} stood")
    for one in panel.panel.rounds[len(rounds) :]:
        must(not one.answers, 6, f"a round has answers before its reveal: {one.answers}")


def _ends_with_the_reveal(panel: PanelStore) -> None:
    """Nothing is taken in a ballot but while a round is open."""
    for ballot in panel.ballots.values():
        begun = 1
        for row in ballot.activity:
            begun += row.what == RATE_AGAIN
            if row.what in WHILE_ANSWERING:
                reveals = sum(reveal.id < row.id for reveal in panel.reveals)
                must(reveals < begun, 6, f"taken after the reveal: {row}")


def _revealed(panel: PanelStore) -> dict[str, float]:
    """Since when each word of a reason is out."""
    moments: dict[str, float] = {}
    for one in panel.panel.rounds:
        for said in one.answers.values():
            for answer in said.values():
                for tag in TAG.findall(answer.reason):
                    assert one.revealed_at is not None
                    moments.setdefault(tag, one.revealed_at.timestamp())
    return moments


def _only_says_who(panel: PanelStore, people: Team, overheard: Overheard) -> None:
    """What the thread and the channel said before the reveal hangs on nothing but who had begun, and who was
    done: it is what is drawn for one way in which that can be."""
    cards, heads = set[tuple[str, ...]](), set[str]()
    known = Known(datetime.now(UTC).date(), {}, {}, people.slack.url)
    for alone in _every_standing(panel.team.assessment):
        card = alone_card(alone, known)
        cards.add((card.text, *sorted(words_in(card.blocks))))
        heads.add(headline.headline(alone, known).text)
    until = panel.reveals[0].at.timestamp() - people.clocks if panel.reveals else float("inf")
    for said in _in_the_channel(people, overheard):
        assert said.message is not None
        text = nameless(said.message.text, people.slack)
        match kind_of(said.message):
            case CardKind.ALONE:
                words = sorted(nameless(word, people.slack) for word in words_in(said.message.blocks))
                must((text, *words) in cards, 6, f"the card says more than who is done: {said}")
            case CardKind.HEADLINE if said.at < until and not panel.team.assessment.is_over:
                must(text in heads, 6, f"the headline says more than who is done: {said}")


def _in_the_channel(people: Team, overheard: Overheard) -> Iterator[Said]:
    here = people.team.channel
    return (said for said in overheard.said if said.message and said.message.channel == here and not said.to)


def _every_standing(assessment: Assessment) -> Iterator[Assessment]:
    """As it would be before the reveal, for everything that each can have done."""
    panel = assessment.panel
    assert panel is not None
    moment = datetime.now(UTC)
    for standing in product(((None, None), ("b", None), ("b", moment)), repeat=len(panel.people)):
        alone = copy.copy(assessment)
        alone.progress, alone.submissions = Progress(assessment.framework, State.ALONE), ()
        alone.panel = replace(
            panel,
            people=tuple(
                replace(one, ballot=ballot, done_at=done_at)
                for one, (ballot, done_at) in zip(panel.people, standing, strict=True)
            ),
            rounds=(replace(panel.rounds[0], revealed_by=None, revealed_at=None, answers={}),),
        )
        yield alone
