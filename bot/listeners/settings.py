"""Settings: `/balance settings`, buttons, and the three forms."""

import logging
from collections.abc import Awaitable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol, TypeVar, cast, get_args

from bot.cards import modals, settings_forms
from bot.cards import settings as cards
from bot.cards.callbacks import Do, View
from bot.cards.words import note
from bot.listeners.context import Balance, ReplyTo, patiently
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import in_time, open_modal
from bot.listeners.payload import BadPayload
from bot.listeners.refusing import words
from bot.listeners.settings_window import CHANNEL_ID, about, channel_of, metadata, seen_in, show_anew
from bot.listeners.submission import SubmittedForm
from bot.slack.errors import SlackProblem
from bot.use_cases.settings import ChangedRules
from flows.permissions import check_sees
from flows.refusals import NotAllowed, Refusal, Why
from flows.settings import ChannelSettings, PersonSettings, Reminders, WorkspaceSettings

STOPPED_WORDS = (
    "This message does not come any more. App Home says the same at any time, and under My settings you can "
    "choose a day again."
)

S = TypeVar("S", ChannelSettings, WorkspaceSettings)


class _FormFor(Protocol):
    def __call__(self, *, is_admin: bool) -> dict[str, Any]: ...


log = logging.getLogger(__name__)


async def show(balance: Balance, reply_to: ReplyTo) -> None:
    """In private: what is set here, with buttons to change it."""
    channel = reply_to.channel if CHANNEL_ID.fullmatch(reply_to.channel or "") else None
    found = await balance.settings.all(balance.workspace, channel, reply_to.person)
    person = reply_to.person
    balance.tell(
        reply_to, cards.overview(channel or "", found.workspace, found.channel, found.person, person)
    )


# --- opening a form


async def _open_mine(balance: Balance, click: Interaction) -> None:
    person = click.act.person
    found = await balance.settings.all(balance.workspace, None, person)
    leads = person in found.workspace.leads
    open_modal(balance, click, settings_forms.my_form(found.person, metadata(balance, click), leads=leads))


async def _open_channel(balance: Balance, click: Interaction) -> None:
    """The button's value is the channel."""
    channel = _channel(click.value)
    check_sees(channel, click.act, Why.NOT_IN_CHANNEL_TO_SET)
    found = await balance.settings.all(balance.workspace, channel, click.act.person)

    def form(*, is_admin: bool) -> dict[str, Any]:
        governs = is_admin or click.act.person in found.workspace.leads
        carried = about(balance, click, channel, found.channel.mark)
        return settings_forms.channel_form(channel, found.channel, found.workspace, carried, governs=governs)

    in_time(balance, click.reply_to, _open_for_who_may(balance, click, channel, form))


async def _open_workspace(balance: Balance, click: Interaction) -> None:
    found = await balance.settings.all(balance.workspace, None, click.act.person)

    def form(*, is_admin: bool) -> dict[str, Any]:
        carried = metadata(balance, click, found.workspace.mark)
        return settings_forms.workspace_form(found.workspace, carried, is_admin=is_admin)

    in_time(balance, click.reply_to, _open_for_who_may(balance, click, None, form))


async def _open_for_who_may(
    balance: Balance, click: Interaction, channel: str | None, form: _FormFor
) -> None:
    """Whoever may not change the rules is told so in place of the form: not when they have filled it in."""
    person, here = click.act.person, balance.workspace
    is_admin = await _is_admin(balance, click)
    if not is_admin and not await balance.settings.needs_no_admin(here, person, channel):
        refusal = (
            Refusal(Why.RIGHTS_NOT_KNOWN_NOW)
            if is_admin is None
            else await balance.settings.may_not(here, channel)
        )
        await balance.slack.open_view(click.trigger_id, modals.no(words(refusal, person)))
        return
    await balance.slack.open_view(click.trigger_id, form(is_admin=bool(is_admin)))


async def _is_admin(balance: Balance, asked: Interaction | SubmittedForm) -> bool | None:
    """None: Slack does not say in time."""
    try:
        return (await asked.budget.within(balance.people.as_they_are_now(asked.act.person))).is_admin
    except (SlackProblem, TimeoutError):
        return None


# --- saving it


async def _save_channel(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    act, channel, look = form.act, _channel(channel_of(form)), form.chosen("look_again")
    check_sees(channel, act, Why.NOT_IN_CHANNEL_TO_SET)
    stands = (await balance.settings.all(balance.workspace, channel, act.person)).channel
    settings = replace(
        _with_governance(stands, form),
        reviewers=_people(form, "reviewers", stands.reviewers),
        all_decide=form.chosen("all_decide") == "all",
        self_review=form.chosen("self_review") == "yes",
        starters=_people(form, "starters", stands.starters),
        partners_answer=form.chosen("partners_answer") == "yes",
        reminders=form.chosen("reminders") != "off",
        quiet_from=_hour(form.chosen("quiet_from")),
        quiet_to=_hour(form.chosen("quiet_to")),
        look_again_months=None if look == settings_forms.NEVER else _months(look),
    )
    if errors := settings.errors():
        return errors
    is_admin = await _may_save(balance, form, channel)
    change = balance.settings.change_channel
    await _save(balance, form, change(act, channel, settings, is_admin=is_admin, seen=seen_in(form)))
    return {}


async def _save_workspace(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    stands = (await balance.settings.all(balance.workspace, None, form.act.person)).workspace
    names_leads = "leads" in form.values
    settings = replace(
        _with_governance(stands, form),
        leads=_people(form, "leads", stands.leads) if names_leads else stands.leads,
        self_review=form.chosen("self_review") != "no",
    )
    is_admin = await _may_save(balance, form, None)
    if is_admin and names_leads and (errors := settings.errors()):
        return errors
    change = balance.settings.change_workspace
    await _save(balance, form, change(form.act, settings, is_admin=is_admin, seen=seen_in(form)))
    return {}


def _with_governance(stands: S, form: SubmittedForm) -> S:
    """With what only admins and leads set, as they filled it in. Of a form that was drawn for somebody else,
    it stays as it stands, whoever they are by now."""
    if "must_decide" not in form.values:
        return stands
    return replace(
        stands,
        must_decide=_people(form, "must_decide", stands.must_decide),
        owner_chooses=form.chosen("owner_chooses") != "no",
        owner_replaces=form.chosen("owner_replaces") != "no",
    )


async def _save(balance: Balance, form: SubmittedForm, changing: Awaitable[Sequence[ChangedRules]]) -> None:
    """Whoever may no longer change the rules is told so in place of the form: it is the fault of no field."""
    try:
        changed = await changing
    except NotAllowed as refusal:
        raise Anew(modals.no(words(refusal, form.act.person))) from None
    show_anew(balance, form)
    _tell_channels(balance, form.act.person, changed)


async def _save_mine(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    how, hour = form.chosen("reminders"), _hour(form.chosen("digest_hour"))
    if how not in get_args(Reminders):
        raise BadPayload("not a way to be reminded")
    before = await balance.settings.of_person(balance.workspace, form.act.person)
    day, weekly_hour = form.chosen("weekly_day"), _hour(form.chosen("weekly_hour"))
    rules = PersonSettings(
        cast(Reminders, how),
        PersonSettings().digest_hour if hour is None else hour,
        _weekday(day) if day else before.weekly_day,
        before.weekly_hour if weekly_hour is None else weekly_hour,
    )
    await balance.settings.change_mine(form.act, rules)
    show_anew(balance, form)
    return {}


async def _stop_digest(balance: Balance, click: Interaction) -> None:
    await balance.settings.stop_weekly(balance.workspace, click.act.person)
    balance.tell(click.reply_to, note(STOPPED_WORDS))


async def _may_save(balance: Balance, form: SubmittedForm, channel: str | None) -> bool:
    """Whether they are an admin just now. Raises Refusal where that matters and Slack does not say."""
    is_admin = await _is_admin(balance, form)
    if is_admin is None and not await balance.settings.needs_no_admin(
        balance.workspace, form.act.person, channel
    ):
        raise Refusal(Why.RIGHTS_NOT_KNOWN_NOW)
    return bool(is_admin)


# --- what comes after


def _tell_channels(balance: Balance, by: str, changed: Iterable[ChangedRules]) -> None:
    """Each channel with work in it learns which of its rules are other now, and for which assessments: one
    after the other, as a post in each counts against a limit that all share."""
    told = [(one.channel, cards.changed(by, one.before, one.after, one.keep_theirs)) for one in changed]
    posts = [(channel, card) for channel, card in told if card and not channel.startswith("D")]

    async def tell() -> None:
        for channel, card in posts:
            try:
                await patiently(partial(balance.slack.say, channel, card))
            except SlackProblem as problem:  # where Balance cannot write, others still learn of it
                log.warning("changed rules in %s: %s", channel, problem)

    balance.later(tell(), "changed rules")


def _people(form: SubmittedForm, field: str, stands: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(form.chosen_people(field, stands)))


def _channel(value: str) -> str:
    if not CHANNEL_ID.fullmatch(value):
        raise BadPayload("not a channel")
    return value


def _hour(value: str) -> int | None:
    return int(value) if value in {str(hour) for hour in range(24)} else None


def _weekday(value: str) -> int | None:
    if value == settings_forms.NEVER:
        return None
    if value not in {str(number) for number in range(len(cards.WEEKDAYS))}:
        raise BadPayload("not a weekday")
    return int(value)


def _months(value: str) -> int:
    if value not in {str(number) for number in settings_forms.MONTHS}:
        raise BadPayload("not a number of months")
    return int(value)


ACTIONS: Actions = {
    Do.SETTINGS: _open_channel,
    Do.MY_SETTINGS: _open_mine,
    Do.WORKSPACE_SETTINGS: _open_workspace,
    Do.STOP_DIGEST: _stop_digest,
}
VIEWS: Views = {
    View.CHANNEL_SETTINGS: Form(_save_channel, "reviewers"),
    View.MY_SETTINGS: Form(_save_mine, "reminders"),
    View.WORKSPACE_SETTINGS: Form(_save_workspace, "must_decide"),
}
