"""Who acts must be able to see it at that moment; who does not know that must ask."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.permissions import MustAsk, check_may_begin, check_sees_it
from flows.progress import Progress
from flows.refusals import NotAllowed, NotPossible, Why
from flows.settings import ChannelRules
from flows.triggers import Trigger
from tests.flows.frameworks import framework
from tests.refused import refused

NOW = datetime(2026, 3, 4, tzinfo=UTC)
AMINA, TOM = "U0AMINA", "U0TOM"
BOARD, LOBBY = "C0BOARD", "C0LOBBY"


def held_in(channel: str) -> Assessment:
    return Assessment("one", "A title", "", AMINA, channel, Progress.start(framework((1, 1))))


def somebody(person: str = AMINA, channel: str | None = None, **sees: bool | None) -> Actor:
    return Actor(person, NOW, channel=channel, sees=sees)


def test_whoever_sees_the_channel_now_may_go_on() -> None:
    check_sees_it(held_in(BOARD), somebody(TOM, C0BOARD=True))


def test_the_owner_too_must_be_there() -> None:
    with refused(Why.NOT_IN_ITS_CHANNEL, NotAllowed):
        check_sees_it(held_in(BOARD), somebody(C0BOARD=False))


def test_while_slack_does_not_say_nothing_is_done() -> None:
    with refused(Why.WHERE_NOT_KNOWN_NOW, NotAllowed):
        check_sees_it(held_in(BOARD), somebody(C0BOARD=None))


def test_where_a_form_was_opened_says_nothing_of_now() -> None:
    with pytest.raises(MustAsk) as must:
        check_sees_it(held_in(BOARD), somebody(channel=BOARD, C0LOBBY=True))
    assert must.value.channel == BOARD


def test_what_somebody_holds_in_a_direct_message_is_theirs_alone() -> None:
    check_sees_it(held_in("D0AMINA"), somebody())
    with refused(Why.NOT_IN_ITS_CHANNEL, NotAllowed):
        check_sees_it(held_in("D0AMINA"), somebody(TOM, D0AMINA=False))


def test_it_is_moved_only_where_its_owner_is_and_may_start() -> None:
    everybody, only_tom = ChannelRules(), ChannelRules(starters=(TOM,))
    check_may_begin(LOBBY, everybody, somebody(C0LOBBY=True))
    for rules, sees, why in (
        (only_tom, True, Why.ONLY_THESE_START),
        (everybody, False, Why.NOT_IN_THAT_CHANNEL),
        (everybody, None, Why.WHERE_NOT_KNOWN_NOW),
    ):
        what = held_in(BOARD)
        with refused(why, NotAllowed):
            what.move_to(LOBBY, rules, somebody(C0BOARD=True, C0LOBBY=sees))
        assert what.channel == BOARD
    held_in(BOARD).move_to(BOARD, only_tom, somebody(C0BOARD=True))  # a new thread of the same channel


def test_a_move_that_is_refused_at_its_last_step_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    what, by = held_in(BOARD), somebody(channel=BOARD, C0BOARD=True, C0LOBBY=True)
    for _ in what.framework.questions:
        what.fire(Trigger.ANSWER, by, answer=Answer.rated(4))
    what.submit(by, ChannelRules())
    before, tom_must = replace(what), ChannelRules(must_decide=(TOM,))

    def refuse(draft: Assessment, by: Actor) -> None:
        assert draft.reviewers == {TOM}, "the rules of where it goes hold already"
        raise NotPossible(Why.ABANDONED)

    with monkeypatch.context() as patch, refused(Why.ABANDONED, NotPossible):
        patch.setattr(Assessment, "_settle", refuse)
        what.move_to(LOBBY, tom_must, by)
    assert what == before
    what.move_to(LOBBY, tom_must, by)
    assert (what.channel, what.reviewers) == (LOBBY, frozenset({TOM}))
