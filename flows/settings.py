"""The rules that a workspace, a channel and a person set for themselves; who has set nothing has the
defaults. A channel's can be stricter than its workspace's, not looser: `rules_in` says what holds."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Final, Literal

from flows.actor import still_there
from flows.refusals import NotAllowed, Refusal, Why
from flows.retention_rules import Retention
from flows.seen import mark_seen

Reminders = Literal["on", "off", "daily"]

A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """The rules of one channel. `must_decide` are reviewers without whom nothing is decided. `starters`
    empty: anyone may start; only people who were taken out: nobody may, until others are chosen. Hours are of
    the day, in each person's own time zone; None: no quiet hours beside nights and weekends.
    `look_again_months` None: never. `owner_replaces`: whether an assessment's owner may change who decides
    once it is submitted. `partners_answer`: whether people of another organisation, with whom the channel is
    shared, may answer; else they only see.
    """

    reviewers: tuple[str, ...] = ()
    all_decide: bool = False
    self_review: bool = False
    starters: tuple[str, ...] = ()
    reminders: bool = True
    quiet_from: int | None = None
    quiet_to: int | None = None
    look_again_months: int | None = A_YEAR
    must_decide: tuple[str, ...] = ()
    owner_chooses: bool = True
    owner_replaces: bool = True
    partners_answer: bool = False

    @property
    def mark(self) -> str:
        """Of what a form has shown: see `flows/seen.py`."""
        return mark_seen(self)

    def errors(self) -> dict[str, Refusal]:
        """Rules that contradict each other, by the one that is to be changed; empty when they are fine."""
        start, end = self.quiet_from, self.quiet_to
        if (start is None) != (end is None):
            return {"quiet_from" if start is None else "quiet_to": Refusal(Why.QUIET_HOURS_HALF)}
        if start is not None and start == end:
            return {"quiet_to": Refusal(Why.QUIET_HOURS_NONE)}
        return {}

    def check_may_start(self, person: str) -> None:
        """Raises NotAllowed."""
        if self.starters and person not in self.starters:
            raise NotAllowed(Why.ONLY_THESE_START, people=sorted(still_there(self.starters)))


@dataclass(frozen=True, slots=True)
class ChannelRules(ChannelSettings):
    """What holds in a channel. `leads` may choose who decides where an owner may not."""

    leads: tuple[str, ...] = ()

    @property
    def suggested(self) -> frozenset[str]:
        """Who decides, unless somebody chooses others."""
        return frozenset(self.reviewers) | frozenset(self.must_decide)

    def suggested_beside(self, own: Collection[str]) -> frozenset[str]:
        """The same, less those whose `own` work it is where nobody decides on that."""
        return self.suggested if self.self_review else self.suggested.difference(own)


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """The rules of a whole workspace. `leads` look after its governance: they may change these rules, and
    those of channels. `must_decide` holds in every channel, beside what a channel adds. `self_review` False:
    no channel may allow it. `retention`: how long what has ended is kept."""

    leads: tuple[str, ...] = ()
    must_decide: tuple[str, ...] = ()
    owner_chooses: bool = True
    owner_replaces: bool = True
    self_review: bool = True
    retention: Retention = Retention()  # noqa: RUF009 - frozen

    @property
    def mark(self) -> str:
        """The same, but for how long things are kept, which has a form of its own."""
        return mark_seen(replace(self, retention=Retention()))

    def errors(self) -> dict[str, Refusal]:
        """What an owner may not do, somebody must."""
        if not self.leads and not (self.owner_chooses and self.owner_replaces):
            return {"leads": Refusal(Why.LEADS_MISSING)}
        return {}


def rules_in(workspace: WorkspaceSettings, channel: ChannelSettings) -> ChannelRules:
    """What holds in a channel. What it has set more loosely than the workspace stays stored, and is not
    applied; nor is what keeps owners from choosing, while there is no lead who could, nor anything that would
    wait for somebody who was taken out."""
    of_channel = {one.name: getattr(channel, one.name) for one in fields(ChannelSettings)}
    stricter = {
        "must_decide": tuple(sorted(still_there((*workspace.must_decide, *channel.must_decide)))),
        "owner_chooses": not workspace.leads or (workspace.owner_chooses and channel.owner_chooses),
        "owner_replaces": not workspace.leads or (workspace.owner_replaces and channel.owner_replaces),
        "self_review": workspace.self_review and channel.self_review,
    }
    return ChannelRules(**(of_channel | stricter), leads=workspace.leads)


def stricter(held: ChannelRules, here: ChannelRules) -> ChannelRules:
    """The rules of deciding of both: for what was handed in by the ones and stands where the others hold."""
    return replace(
        here,
        all_decide=held.all_decide or here.all_decide,
        self_review=held.self_review and here.self_review,
        must_decide=tuple(sorted({*held.must_decide, *here.must_decide})),
        owner_chooses=held.owner_chooses and here.owner_chooses,
        owner_replaces=held.owner_replaces and here.owner_replaces,
    )


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """How one person wants to be reminded; `digest_hour` counts when it is daily. A governance lead gets a
    message each week on `weekly_day` (Monday is 0; None: never) from `weekly_hour` on."""

    reminders: Reminders = "on"
    digest_hour: int = 9
    weekly_day: int | None = 0
    weekly_hour: int = 9
