"""The edge where payloads are read: what is missing, of the wrong type or foreign is refused."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.callbacks import Ref
from bot.cards.home_state import Look
from bot.listeners import payload, settings
from bot.listeners.budget import AskBudget
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.interaction import interaction
from bot.listeners.payload import BadPayload, event_of
from bot.listeners.submission import SubmittedForm, submission
from bot.slack.client import Identity
from bot.slack.clock import SlackClock
from bot.slack.organisation import Organisation
from bot.use_cases.requests import Act
from flows.answer import Answer
from flows.refusals import NotAllowed
from storage.workspace import Workspace

HERE, AMINA = "T0RIVERSIDE", "U0AMINA0001"
REF = Ref("0123456789ab", 3, "clear-purpose")

Json = dict[str, Any]

IDENTITY = Identity("", HERE, "Riverside", "U0BALANCE00", "B0", "https://x.example/", frozenset())


async def _who_we_are() -> Identity:
    return IDENTITY


BALANCE = cast(
    Balance,
    SimpleNamespace(
        identity=IDENTITY,
        organisation=Organisation(replace(IDENTITY, enterprise_id="E0ORG"), _who_we_are),
        workspace=Workspace(HERE),
        reconciler=SimpleNamespace(clock=SlackClock(lambda: 1_000.0)),
    ),
)


def click(**more: Any) -> Json:
    """What Slack sends for a click on a button in a thread."""
    return {
        "type": "block_actions",
        "user": {"id": AMINA, "team_id": HERE},
        "team": {"id": HERE},
        "trigger_id": "123.456.abc",
        "container": {
            "type": "message",
            "message_ts": "1700.000002",
            "channel_id": "C1",
            "is_ephemeral": False,
        },
        "channel": {"id": "C1"},
        "message": {"ts": "1700.000002", "thread_ts": "1700.000001"},
        "response_url": "https://hooks.slack.example/actions/1",
        "actions": [{"action_id": "rate_4", "value": REF.encode(), "action_ts": "1700.000003"}],
    } | more


def form(**more: Any) -> Json:
    view = {"id": "V1", "private_metadata": REF.at("C1").encode(), "state": {"values": {}}}
    return {"user": {"id": AMINA, "team_id": HERE}, "team": {"id": HERE}, "view": view} | more


def command(**more: Any) -> Json:
    return {
        "user_id": AMINA,
        "team_id": HERE,
        "channel_id": "C1",
        "text": "Falls data",
        "trigger_id": "123.456.abc",
        "response_url": "https://hooks.slack.example/commands/1",
    } | more


def shortcut(**more: Any) -> Json:
    return {"user": {"id": AMINA, "team_id": HERE}, "team": {"id": HERE}, "trigger_id": "123.456.abc"} | more


def filled_in(values: Any) -> SubmittedForm:
    return SubmittedForm(Act(Workspace(HERE), AMINA, "form:V1"), ReplyTo(AMINA), "", values, AskBudget())


# --- clicks


def test_a_click_says_who_clicked_what_and_where() -> None:
    read = interaction(BALANCE, click())
    assert (read.act.person, read.act.channel, read.act.ts) == (AMINA, "C1", "1700.000003")
    assert read.act.workspace == Workspace(HERE)
    assert read.need_ref() == REF
    assert (read.message_ts, read.reply_to.thread_ts) == ("1700.000002", "1700.000001")
    assert read.response_url == read.reply_to.response_url == "https://hooks.slack.example/actions/1"


def test_the_same_click_has_the_same_key_however_often_it_comes() -> None:
    first, again = (interaction(BALANCE, click()).act.key for _ in range(2))
    other = interaction(BALANCE, click(trigger_id="123.457.abc")).act.key
    assert first == again != other


def test_a_choice_in_a_menu_is_read_like_a_click() -> None:
    chosen = {"action_id": "go_to", "selected_option": {"value": REF.encode()}, "action_ts": "1700.000003"}
    assert interaction(BALANCE, click(actions=[chosen])).need_ref() == REF


def test_a_click_in_a_private_word_has_no_message_that_could_be_changed() -> None:
    read = interaction(BALANCE, click(container={"message_ts": "1700.000002", "is_ephemeral": True}))
    assert read.message_ts is None


def test_a_click_in_a_modal_is_where_the_modal_was_opened() -> None:
    body = click(
        view={"id": "V1", "private_metadata": REF.at("C2").encode()}, actions=[{"action_id": "page_on"}]
    )
    for name in ("channel", "container", "message", "response_url"):
        del body[name]
    read = interaction(BALANCE, body)
    assert (read.act.channel, read.view_id, read.need_ref().question) == ("C2", "V1", "clear-purpose")


@pytest.mark.parametrize("value", ["", "forged", "a|b|c|d|e", "one|0|<!channel>||0", None, 17, {}])
def test_a_forged_value_is_refused_when_it_is_needed(value: object) -> None:
    read = interaction(BALANCE, click(actions=[{"action_id": "rate_4", "value": value}]))
    with pytest.raises(BadPayload):
        read.need_ref()


@pytest.mark.parametrize("actions", [None, [], {}, "rate_4", [None], ["rate_4"], 17])
def test_a_click_without_an_action_is_refused(actions: object) -> None:
    with pytest.raises(BadPayload):
        interaction(BALANCE, click(actions=actions))


@pytest.mark.parametrize("user", [None, {}, {"id": None}, {"id": ""}, {"id": 17}, "U0AMINA0001", []])
def test_a_click_by_nobody_is_refused(user: object) -> None:
    with pytest.raises(BadPayload):
        interaction(BALANCE, click(user=user))
    with pytest.raises(BadPayload):
        submission(BALANCE, form(user=user))


def test_a_click_in_another_workspace_is_refused() -> None:
    with pytest.raises(BadPayload, match="from another workspace: T0OTHER"):
        interaction(BALANCE, click(team={"id": "T0OTHER"}))


@pytest.mark.parametrize(
    "installed",
    [
        {"team": {"id": HERE}},
        {"team": None, "enterprise": {"id": "E0ORG"}},
        {"team": {"id": "T0SIBLING", "enterprise_id": "E0ORG"}},
        {"team": {"id": "T0PARTNER"}, "view": {"app_installed_team_id": HERE}},
    ],
    ids=["the workspace", "the enterprise alone", "a sibling", "a partner's form"],
)
def test_a_click_is_ours_by_whom_it_was_installed_for(installed: Json) -> None:
    read = interaction(BALANCE, click(**installed, user={"id": AMINA, "team_id": "T0ANY"}))
    assert (read.act.person, read.home) == (AMINA, "T0ANY")


@pytest.mark.parametrize("team", [None, HERE, "T0OTHER"])
def test_an_event_is_ours_by_its_authorization(team: str | None) -> None:
    """The outer team is that of who hosts the channel."""
    event = {"team_id": team or "T0HOST", "event": {"type": "message"}}
    ours = event | {"authorizations": [{"team_id": HERE, "enterprise_id": None}]}
    assert event_of(BALANCE, ours) == {"type": "message"}
    theirs = event | {"authorizations": [{"team_id": "T0OTHER", "enterprise_id": "E0ORG"}]}
    with pytest.raises(BadPayload, match="from another workspace: T0OTHER"):
        event_of(BALANCE, theirs)


@pytest.mark.parametrize("moment", [None, "", "now", "17", "-1.5", "1e9", "١٧.٠", "²", "1." * 20, 1700.5])
def test_a_moment_that_is_none_never_gets_further(moment: object) -> None:
    ts = interaction(BALANCE, click(actions=[{"action_id": "x", "action_ts": moment}])).act.ts
    assert ts == ("17" if moment == "17" else "0")
    float(ts)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(click())), JSON)
def test_whatever_stands_in_a_click_it_is_read_or_refused(name: str, value: object) -> None:
    try:
        read = interaction(BALANCE, click(**{name: value}))
    except (BadPayload, NotAllowed):
        return
    assert isinstance(read.act.person, str)
    assert len(read.act.key) <= 200


@given(st.sampled_from(["user", "team", "view"]), JSON)
def test_whatever_stands_in_a_form_it_is_read_or_refused(name: str, value: object) -> None:
    try:
        read = submission(BALANCE, form(**{name: value}))
    except (BadPayload, NotAllowed):
        return
    assert isinstance(read.act.key, str)
    assert isinstance(read.metadata, str)
    assert isinstance(read.values, dict)


@given(st.sampled_from(sorted(command())), JSON)
def test_whatever_stands_in_a_command_it_is_read_or_refused(name: str, value: object) -> None:
    try:
        read = payload.command(BALANCE, command(**{name: value}))
    except BadPayload:
        return
    assert isinstance(read.text, str)
    assert isinstance(read.act.channel, str)


@given(st.sampled_from(sorted(shortcut())), JSON)
def test_whatever_stands_in_a_shortcut_it_is_read_or_refused(name: str, value: object) -> None:
    try:
        read = payload.shortcut(BALANCE, shortcut(**{name: value}))
    except (BadPayload, NotAllowed):
        return
    assert isinstance(read.trigger_id, str)
    assert isinstance(read.reply_to.person, str)


@given(JSON)
def test_whatever_stands_in_a_field_it_is_read_as_nothing_or_as_text(value: Any) -> None:
    for values in (value, {"title": value}, {"title": {"value": value}}):
        read = filled_in(values if isinstance(values, dict) else {})
        assert isinstance(read.field("title"), str)
        assert isinstance(read.chosen("title"), str)
        assert isinstance(read.chosen_channel("title"), str)
        assert isinstance(read.chosen_people("title"), frozenset)
    read = filled_in({"title": {"value": {"selected_users": value, "selected_options": value}}})
    assert all(isinstance(person, str) for person in read.chosen_people("title"))
    assert all(isinstance(option, str) for option in read.chosen_options("title"))


# --- forms


def test_a_form_that_is_sent_twice_has_one_key_and_the_next_in_its_window_another() -> None:
    def key(**different: str) -> str:
        view = {"id": "V1", "private_metadata": REF.encode(), "callback_id": "met", "state": {"values": {}}}
        return submission(BALANCE, form(view=view | different)).act.key

    assert key() == key()
    others = {key(id="V2"), key(callback_id="sent_back"), key(private_metadata=REF.at("C1").encode())}
    assert len(others | {key()}) == 4


def test_a_form_says_who_sent_what() -> None:
    values = {
        "title": {"value": {"type": "plain_text_input", "value": "Falls & data"}},
        "assessors": {"value": {"selected_users": [AMINA, None, "U0TOM000001"]}},
        "channel": {"value": {"selected_conversation": "C1"}},
    }
    view = {"id": "V1", "private_metadata": REF.at("C1").encode(), "state": {"values": values}}
    read = submission(BALANCE, form(view=view))
    assert (read.act.person, read.act.channel) == (AMINA, "C1")
    assert read.reply_to.channel == "C1"
    assert read.ref == REF.at("C1")
    assert read.field("title") == "Falls & data"
    assert read.chosen_people("assessors") == {AMINA, "U0TOM000001"}
    assert read.chosen_channel("channel") == "C1"


def test_a_form_counts_once_and_another_one_in_the_same_window_by_itself() -> None:
    def key(about: str, words: str) -> str:
        values = {"note": {"value": {"value": words}}}
        view = {"id": "V1", "private_metadata": about, "state": {"values": values}}
        return submission(BALANCE, form(view=view)).act.key

    first, second = (Ref("0123456789ab", question=condition).encode() for condition in ("1.0", "1.1"))
    assert key(first, "Signed.") == key(first, "Signed, and sent.") != key(second, "Signed.")


@pytest.mark.parametrize("metadata", ["", "forged", "a|b|c|d|e"])
def test_a_form_about_none_of_ours_is_refused_when_it_is_needed(metadata: str) -> None:
    view = {"id": "V1", "private_metadata": metadata, "state": {"values": {}}}
    read = submission(BALANCE, form(view=view))
    with pytest.raises(BadPayload):
        _ = read.ref


def test_a_field_that_is_empty_is_an_empty_text() -> None:
    values: Json = {"about": {"value": {"type": "plain_text_input", "value": None}}}
    assert filled_in(values).field("about") == ""
    assert filled_in({}).field("about") == ""


@pytest.mark.parametrize("odd", ["\x00", "\ud83d"])
def test_what_no_database_keeps_is_left_out(odd: str) -> None:
    """A NUL, and an emoji that was cut in two on its way."""
    assert filled_in({"why": {"value": {"value": f"so {odd}it is 🎉"}}}).field("why") == "so it is 🎉"
    assert Answer.not_sure(f"so {odd}it is 🎉").reason == "so it is 🎉"


@pytest.mark.parametrize(
    "metadata",
    ["[" * 3_000, '["","","","",1e999,0,90,""]', '["","","","",0,-1e999,90,""]', "[1]", "", "\ud83d"],
)
def test_a_forged_look_is_a_look_at_everything(metadata: str) -> None:
    assert Look.decode(metadata) == Look()


def test_a_look_holds_nothing_that_no_database_keeps() -> None:
    look = Look.decode('["","C\\u0000","U\\u0000","a\\u0000b",0,0,90,"C\\u0000"]')
    assert (look.wanted.channel, look.wanted.person, look.wanted.text, look.channel) == ("C", "U", "ab", "C")


@pytest.mark.parametrize(
    "value", ["", "x\x00", "9" * 400, "u0tom", "U0TOM|0", "<@U0TOM>", 7, None, ["U0TOM"]]
)
def test_what_does_not_look_like_an_id_is_none(value: object) -> None:
    assert payload.id_of({"user": value}, "user") is None
    chosen = {"people": {"value": {"selected_users": [value, "U0TOM"], "selected_user": value}}}
    assert filled_in(chosen).chosen_people("people") == {"U0TOM"}
    assert filled_in(chosen).chosen_person("people") == ""


@pytest.mark.parametrize("hour", ["24", "-1", "9" * 5_000, "٣", "", "09 "])
def test_a_forged_hour_is_none(hour: str) -> None:
    assert settings._hour(hour) is None


def test_a_day_is_read_and_what_is_no_day_is_refused() -> None:
    assert filled_in({"by": {"value": {"selected_date": "2026-03-04"}}}).chosen_day("by") == date(2026, 3, 4)
    assert filled_in({"by": {"value": {"selected_date": None}}}).chosen_day("by") is None
    assert filled_in({}).chosen_day("by") is None
    with pytest.raises(BadPayload):
        filled_in({"by": {"value": {"selected_date": "2026-02-30"}}}).chosen_day("by")


@pytest.mark.parametrize("view", [None, {}, {"id": None}, "V1"])
def test_a_form_without_an_id_is_refused(view: object) -> None:
    with pytest.raises(BadPayload):
        submission(BALANCE, form(view=view))


# --- commands and events


def test_a_command_is_read_as_it_was_typed() -> None:
    read = payload.command(BALANCE, command(text="R&amp;D &lt;data&gt; &amp;lt;"))
    assert read.text == "R&D <data> &lt;"
    assert (read.act.person, read.act.channel, read.trigger_id) == (AMINA, "C1", "123.456.abc")
    assert read.reply_to.response_url == "https://hooks.slack.example/commands/1"


@pytest.mark.parametrize("name", ["user_id", "channel_id"])
def test_a_command_without_a_person_or_a_channel_is_refused(name: str) -> None:
    with pytest.raises(BadPayload):
        payload.command(BALANCE, command(**{name: None}))


def test_a_command_or_event_of_another_workspace_is_refused() -> None:
    with pytest.raises(BadPayload):
        payload.command(BALANCE, command(team_id="T0OTHER"))
    with pytest.raises(BadPayload):
        payload.event_of(BALANCE, {"team_id": "T0OTHER"})
    assert payload.event_of(BALANCE, {"team_id": HERE, "event": {"type": "message"}}) == {"type": "message"}


def test_a_shortcut_of_another_workspace_is_refused() -> None:
    with pytest.raises(BadPayload):
        payload.shortcut(BALANCE, shortcut(team={"id": "T0OTHER"}))


# --- where somebody is


def in_window(value: str, held: str) -> Json:
    """What Slack sends for a click in a modal: of where the person is, nothing."""
    sent = click(actions=[{"action_id": "history", "value": value, "action_ts": "1700.000003"}])
    sent |= {"container": {"type": "view"}, "view": {"id": "V1", "type": "modal", "private_metadata": held}}
    return {name: part for name, part in sent.items() if name not in ("channel", "message")}


def test_a_click_on_a_message_is_in_its_channel() -> None:
    act = interaction(BALANCE, click()).act
    assert (act.channel, act.sees) == ("C1", {"C1": True})


def test_a_window_was_opened_where_slack_holds_that_it_was() -> None:
    act = interaction(BALANCE, in_window(REF.at("C0FORGED").encode(), REF.at("C1").encode())).act
    assert (act.channel, act.sees) == ("C1", {})
    assert interaction(BALANCE, in_window(REF.at("C0FORGED").encode(), "")).act.channel is None
