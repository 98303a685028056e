"""What channels and people have set, on both stores."""

from flows.actor import FORMER
from flows.settings import ChannelSettings, PersonSettings, WorkspaceSettings
from storage.last_words import LastWords
from storage.settings import SettingsStore
from storage.transaction import Transaction
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HERE, HOUSING, OTHER_TEAM, PRIYA, SOCIAL_CARE

SET = ChannelSettings(
    reviewers=(AMINA, PRIYA),
    all_decide=True,
    self_review=True,
    starters=(PRIYA,),
    reminders=False,
    quiet_from=12,
    quiet_to=13,
    look_again_months=None,
    must_decide=(PRIYA,),
    owner_chooses=False,
    owner_replaces=False,
)


def test_a_channel_and_a_person_that_set_nothing_have_the_defaults(store: Store) -> None:
    found = store.rows(
        lambda t: (SettingsStore(t, HERE).channel(HOUSING), SettingsStore(t, HERE).person(AMINA))
    )
    assert found == (ChannelSettings(), PersonSettings())
    assert store.rows(lambda t: SettingsStore(t, HERE).invited_by(HOUSING)) is None


def test_what_a_channel_has_set_is_kept_for_it_alone(store: Store) -> None:
    store.rows(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, ChannelSettings(all_decide=True)))
    store.rows(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, SET))
    assert store.rows(lambda t: SettingsStore(t, HERE).channel(HOUSING)) == SET
    assert store.rows(lambda t: SettingsStore(t, HERE).channel(SOCIAL_CARE)) == ChannelSettings()
    assert store.rows(lambda t: SettingsStore(t, OTHER_TEAM).channel(HOUSING)) == ChannelSettings()


def test_the_rules_of_a_workspace_are_kept_for_it_alone_and_hold_in_its_channels(store: Store) -> None:
    strict = WorkspaceSettings((AMINA,), (PRIYA,), owner_chooses=False, self_review=False)
    assert store.rows(lambda t: SettingsStore(t, HERE).workspace()) == WorkspaceSettings()
    store.rows(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, SET))
    store.rows(lambda t: SettingsStore(t, HERE).keep_workspace(strict))
    assert store.rows(lambda t: SettingsStore(t, HERE).workspace()) == strict
    assert not store.rows(lambda t: SettingsStore(t, HERE).rules(HOUSING)).self_review
    assert store.rows(lambda t: SettingsStore(t, HERE).channel(HOUSING)) == SET, "kept, though not applied"
    assert store.rows(lambda t: SettingsStore(t, OTHER_TEAM).workspace()) == WorkspaceSettings()


def test_who_invited_the_bot_and_what_was_set_do_not_overwrite_each_other(store: Store) -> None:
    store.rows(lambda t: SettingsStore(t, HERE).keep_inviter(HOUSING, AMINA))
    store.rows(lambda t: SettingsStore(t, HERE).keep_channel(HOUSING, SET))
    store.rows(lambda t: SettingsStore(t, HERE).keep_inviter(HOUSING, PRIYA))
    assert store.rows(lambda t: SettingsStore(t, HERE).invited_by(HOUSING)) == PRIYA
    assert store.rows(lambda t: SettingsStore(t, HERE).channel(HOUSING)) == SET


def test_how_a_person_wants_to_be_reminded_is_kept_beside_what_they_were_told(store: Store) -> None:
    store.rows(lambda t: LastWords(t, store.workspace).remember(AMINA, "greet"))
    store.rows(lambda t: SettingsStore(t, HERE).keep_person(AMINA, PersonSettings("daily", 14)))
    assert store.rows(lambda t: SettingsStore(t, HERE).person(AMINA)) == PersonSettings("daily", 14)
    assert store.rows(lambda t: LastWords(t, store.workspace).to(AMINA)) == "greet"
    store.rows(lambda t: SettingsStore(t, HERE).keep_person(PRIYA, PersonSettings("off")))
    store.rows(lambda t: LastWords(t, store.workspace).remember(PRIYA, "short"))
    assert store.rows(lambda t: SettingsStore(t, HERE).person(PRIYA)) == PersonSettings("off")


def test_of_who_was_taken_out_only_what_has_to_be_set_anew_is_kept(store: Store) -> None:
    def work(transaction: Transaction) -> tuple[ChannelSettings, WorkspaceSettings, str | None]:
        settings = SettingsStore(transaction, store.workspace)
        people = (FORMER, AMINA)
        settings.keep_channel(HOUSING, ChannelSettings(reviewers=people, starters=people, must_decide=people))
        settings.keep_workspace(WorkspaceSettings(leads=people, must_decide=(FORMER,)))
        settings.keep_inviter(HOUSING, FORMER)
        return settings.channel(HOUSING), settings.workspace(), settings.invited_by(HOUSING)

    channel, workspace, inviter = store.rows(work)
    assert (channel.reviewers, channel.starters) == ((AMINA,), (AMINA, FORMER))
    assert channel.must_decide == (AMINA, FORMER), "as a form gives them"
    assert (workspace.leads, workspace.must_decide, inviter) == ((AMINA,), (FORMER,), None)
