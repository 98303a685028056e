"""Voices from outside over the wire: who invites, what comes back, what the thread and the summary say."""

import asyncio
import errno
import hashlib
import json
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cards import inviting as cards
from bot.cards.callbacks import Do
from bot.config import ExitCode
from bot.demo.cards import CardKind, offered_by, use
from bot.listeners import answer_files
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.people import composer
from bot.sandbox.people.person import Person
from bot.sandbox.world import File, Message, dm_id
from bot.sandbox.world.riverside import AMINA, HOUSING, TOM
from bot.slack.client import Slack
from bot.slack.errors import SlackProblem
from bot.slack.files import SlackFile
from bot.use_cases.erasing import Erasing
from bot.use_cases.voices import OutsideVoices
from bot.voices import files
from bot.voices.command import import_files
from bot.voices.dropped import MOST_FILES
from bot.voices.reading import opened
from flows.assessment import Assessment
from flows.record.parts import VoiceGroup
from flows.record.reading import kept_of
from storage.errors import StoreUnavailable
from tests.bot.voices.samples import PANEL, packed, sheet, text
from tests.scenarios.conftest import ACK_SECONDS, ROOT, TRIGGER_SECONDS, Bot, settings_for
from tests.scenarios.panels import PanelTeam
from tests.scenarios.team import Team
from tests.scenarios.test_evidence import recorded, records
from tests.scenarios.test_exporting import raising, refusal

A_WHILE = 120.0
"""Seconds. The bot looks for what others have marked from time to time."""


async def submitted(slack: Sandbox) -> Team:
    slack.limits.enforced = False
    team = Team(slack)
    await team.start()
    await team.answer_all(["4"] * 18)
    await team.click(Do.SUBMIT)
    await team.summary()
    return team


def stands(database: Path) -> Assessment:
    [record] = records(database)
    return kept_of(record).assessment


def groups(database: Path) -> Sequence[VoiceGroup]:
    [record] = records(database)
    return record.voices


def drop(team: Team, name: str, content: bytes | str, by: str = AMINA) -> None:
    drop_together(team, {name: content}, by)


def drop_together(team: Team, files: Mapping[str, bytes | str], by: str = AMINA) -> None:
    """In one message."""
    posted = [(name, data.encode() if isinstance(data, str) else data) for name, data in files.items()]
    team.person(by).types.post(team.channel, "", thread_ts=team.thread, files=posted)


def offers(team: Team, by: str = AMINA) -> list[Message]:
    found = team.person(by).sees.ephemerals(HOUSING)
    return [one for one in found if Do.BRING_IN_VOICES in str(one.blocks)]


async def invites(team: Team, by: str = AMINA, **fields: object) -> Person:
    person = await team.opens_window(Do.INVITE, by)
    errors = await person.modal.submit(fields)
    assert errors is None, errors
    return person


def shared(team: Team) -> list[File]:
    return list(team.slack.world.files.values())


async def test_an_owner_invites_others_drops_what_they_answered_and_brings_it_in(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    await invites(team, **{cards.WHOSE: PANEL})
    await slack.until(lambda: len(shared(team)) == 2)
    assert {file.name.rpartition(".")[2] for file in shared(team)} == {"html", "ods"}
    assert [one for one in team.person().sees.messages(dm_id(AMINA)) if len(one.files) == 2]
    [made] = [file for file in shared(team) if file.name.endswith(".ods")]
    assert opened("form", made.content) is not None
    drop(team, "anything.ods", sheet(stands(database), [["1", "We were not asked."], ["2"], ["2"]]))
    await slack.until(lambda: offers(team))
    [offer] = offers(team)
    assert "3 people" in offer.text
    assert PANEL in offer.text
    assert groups(database) == ()
    await use(team.person(), offer, Do.BRING_IN_VOICES)
    [group] = await recorded(lambda: groups(database))
    assert (group.whose, len(group.voices), group.by) == (PANEL, 3, AMINA)
    await slack.until(lambda: "3 voices" in team.summaries()[0].text)
    await slack.until(lambda: any(PANEL in one.text and AMINA in one.text for one in team.bots()))
    assert not offers(team)
    assert not any("not asked" in one.text for one in team.messages()), "what they said is not told"


async def test_the_files_of_one_message_are_one_group(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await submitted(slack)
    here = stands(database)
    each = {f"balance-answers-{copy}.txt": text(here, copy, copy=f"c{copy}") for copy in ("2", "4", "5")}
    drop_together(team, each | {"minutes.txt": b"Something else.", "late.txt": text(here, "3", copy="c3")})
    await slack.until(lambda: offers(team))
    [offer] = offers(team)
    assert "4 people" in offer.text
    assert PANEL in offer.text
    assert "one message" not in offer.text, "they did so already"
    await use(team.person(), offer, Do.BRING_IN_VOICES)
    [group] = await recorded(lambda: groups(database))
    first = here.framework.questions[0].id
    assert stands(database).voices[0].agreement(first).ratings == (2, 3, 4, 5)
    assert len(group.files) == 4
    await slack.until(lambda: "4 voices" in team.summaries()[0].text)
    await slack.until(lambda: not offers(team))


async def test_one_person_alone_is_offered_with_a_word_about_the_others_of_the_group(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    drop(team, "one.txt", text(stands(database), "4"))
    await slack.until(lambda: offers(team))
    assert "in one message" in offers(team)[0].text


BROKEN: dict[str, bytes | str] = {
    "it is no text that can be read": b"Balance answers: 1\ncaf\xe9",
    "it has an answer that is none": "4 -> six",
    "it has lost its head": "no head",
    "it holds nothing": b"Something else.",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=list(BROKEN))
async def test_of_a_group_with_a_file_that_cannot_be_read_nothing_is_offered_and_the_file_is_named(
    slack: Sandbox, bot: Bot, database: Path, broken: bytes | str
) -> None:
    team = await submitted(slack)
    good = text(stands(database), "4", copy="aa")
    if broken == "4 -> six":
        broken = text(stands(database), "six", copy="bb")
    elif broken == "no head":
        broken = text(stands(database), "4", copy="bb").replace("Check: ", "Chess: ")
    drop_together(team, {"balance-answers-1.txt": good, "balance-answers-2.txt": broken})
    told = await team.told("cannot be brought in")
    assert "balance-answers-2.txt" in told.text
    drop(team, "last.ods", sheet(stands(database), [["4"]]))
    await slack.until(lambda: offers(team))
    assert len(offers(team)) == 1
    assert "1 person" in offers(team)[0].text


async def test_one_form_that_was_saved_twice_is_refused_with_words(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    here = stands(database)
    drop_together(team, {"one.txt": text(here, "4", copy="aa"), "two.txt": text(here, "5", copy="aa")})
    told = await team.told("cannot be brought in")
    assert "two.txt" in told.text
    assert "in one.txt as well" in told.text
    assert not offers(team)


async def test_two_groups_in_one_message_are_two_offers(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await submitted(slack)
    here = stands(database)
    panel: dict[str, bytes | str] = {"1.txt": text(here, "4"), "2.ods": sheet(here, [["5"]])}
    others = {"3.txt": text(here, "1", whose="patients"), "4.txt": text(here, "six", whose="nurses")}
    drop_together(team, {**panel, **others})
    await slack.until(lambda: len(offers(team)) == 2)
    assert "4.txt" in (await team.told("cannot be brought in")).text
    for whose, people in ((PANEL, 2), ("patients", 1)):
        [offer] = [one for one in offers(team) if whose in one.text]
        await use(team.person(), offer, Do.BRING_IN_VOICES)
        await recorded(lambda: [one for one in groups(database) if one.whose == whose])  # noqa: B023
        assert [len(one.voices) for one in groups(database) if one.whose == whose] == [people]


async def test_what_was_brought_in_before_is_named_among_others(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    first = text(stands(database), "4", copy="aa")
    drop(team, "first.txt", first)
    await slack.until(lambda: offers(team))
    await use(team.person(), offers(team)[0], Do.BRING_IN_VOICES)
    await recorded(lambda: groups(database))
    drop_together(team, {"new.txt": text(stands(database), "5", copy="bb"), "old.txt": first})
    assert "old.txt" in (await team.told("already brought in")).text


async def test_what_is_another_file_by_now_is_not_brought_in(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    here = stands(database)
    drop_together(team, {"1.txt": text(here, "4", copy="aa"), "2.txt": text(here, "5", copy="bb")})
    await slack.until(lambda: offers(team))
    [second] = [file for file in shared(team) if file.name == "2.txt"]
    slack.world.files[second.id] = replace(second, content=text(here, "1", copy="bb").encode())
    await use(team.person(), offers(team)[0], Do.BRING_IN_VOICES)
    assert "2.txt" not in (await team.told("File 2: ")).text
    assert groups(database) == ()


async def test_an_offer_that_still_stands_from_before_files_were_taken_together_is_taken(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    answers = text(stands(database), "4")
    drop(team, "one.txt", answers)
    await slack.until(lambda: offers(team))
    [file] = shared(team)
    seen = f"{file.id}.{hashlib.sha256(answers.encode()).hexdigest()[:16]}"
    assert f'|{seen}"' in json.dumps(offers(team)[0].blocks)
    await use(team.person(), offers(team)[0], Do.BRING_IN_VOICES)
    await recorded(lambda: groups(database))


async def test_of_more_files_than_one_message_can_bring_in_the_owner_reads_how_to_do_it(
    slack: Sandbox, bot: Bot, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composer, "MOST_FILES", MOST_FILES + 1)  # more than a person can send now
    team = await submitted(slack)
    here = stands(database)
    each = {f"{number}.txt": text(here, "4", copy=f"c{number}") for number in range(MOST_FILES + 1)}
    drop_together(team, each)
    told = await team.told("cannot be brought in")
    assert "spreadsheet" in told.text
    assert "voices import" in told.text
    each.popitem()
    drop_together(team, each)
    await slack.until(lambda: offers(team))
    await use(team.person(), offers(team)[0], Do.BRING_IN_VOICES)
    [group] = await recorded(lambda: groups(database))
    assert len(group.voices) == MOST_FILES


async def test_of_as_many_files_as_slack_takes_at_once_the_offer_says_how_to_bring_in_more(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    here = stands(database)
    each = range(composer.MOST_FILES)
    drop_together(team, {f"{number}.txt": text(here, "4", copy=f"c{number}") for number in each})
    await slack.until(lambda: offers(team))
    assert f"{composer.MOST_FILES} people" in offers(team)[0].text
    assert "one text file" in offers(team)[0].text


async def test_one_file_of_several_that_slack_does_not_give_is_told_once_and_nothing_is_offered(
    slack: Sandbox, bot: Bot, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = await submitted(slack)
    here, read = stands(database), Slack.content_of

    async def not_all(client: Slack, file: SlackFile) -> bytes | None:
        content = await read(client, file)
        if content is None or b"c2" in content:
            raise SlackProblem("a file", "broken_off")
        return content

    with monkeypatch.context() as patched:
        patched.setattr(Slack, "content_of", not_all)
        drop_together(team, {f"{copy}.txt": text(here, "4", copy=copy) for copy in ("c1", "c2", "c3")})
        assert "c2.txt" in (await team.told("did not give Balance")).text
    drop(team, "last.ods", sheet(here, [["4"]]))
    await slack.until(lambda: offers(team))
    assert len(offers(team)) == 1
    assert "1 person" in offers(team)[0].text


async def test_others_are_heard_while_a_panel_answers_alone_and_shown_later(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = PanelTeam(slack)
    alone = await team.convene((AMINA, TOM))
    amina = team.person()
    await use(amina, alone, Do.INVITE)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({cards.WHOSE: PANEL}) is None
    await slack.until(lambda: len(shared(team)) == 2)
    drop(team, "answers.ods", sheet(stands(database), [["1", "We were not asked."], ["2"], ["2"]]))
    await slack.until(lambda: offers(team))
    await use(amina, offers(team)[0], Do.BRING_IN_VOICES)
    await recorded(lambda: groups(database))
    await slack.until(lambda: any(PANEL in one.text and AMINA in one.text for one in team.bots()))
    assert not any("not asked" in one.text for one in team.messages()), "who answers alone is not told"
    for person in (AMINA, TOM):
        await team.answers(person, [4] * 18)
    await team.sees(CardKind.REVIEW)
    await team.click(Do.TAKE_MEDIANS)
    await slack.until(lambda: not offered_by(team.bots(), Do.TAKE_MEDIANS))
    await team.click(Do.SUBMIT)
    await team.summary()
    await slack.until(lambda: "3 voices" in team.summaries()[0].text)


async def test_what_is_dropped_again_or_does_not_fit_is_told_to_the_owner_with_the_place(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    answers = text(stands(database), "4")
    drop(team, "balance-answers-1.txt", answers)
    await slack.until(lambda: offers(team))
    await use(team.person(), offers(team)[0], Do.BRING_IN_VOICES)
    await recorded(lambda: groups(database))
    drop(team, "balance-answers-2.txt", answers)
    await team.told("cannot be brought in")
    drop(team, "balance-answers-3.txt", text(stands(database), "six"))
    await team.told("line 7")
    drop(team, "balance-answers-4.txt", b"Balance answers: 1\ncaf\xe9")
    await team.told("UTF-8")
    assert len(groups(database)) == 1


async def test_files_that_are_made_to_do_harm_are_refused_and_the_next_is_taken(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    here = stands(database)
    head = text(here).partition("1. ")[0]
    whole = sheet(here, [["4"]])
    harm: tuple[tuple[str, bytes | str, str], ...] = (
        ("a.txt", f"{head}1.{' ' * 1_900_000}x", "line 7"),
        ("b.ods", packed(whole, {"content.xml": bytes(50_000_000)}), "Unpacked"),
        ("c.ods", packed(whole, {"content.xml": b"<office><!DOCTYPE a>"}), "an entity"),
        ("d.ods", whole[: len(whole) // 2], "no answers"),
    )
    for number, (name, content, said) in enumerate(harm):
        drop(team, f"balance-answers-{number}-{name}", content)
        await team.told(said)
    drop(team, "good.ods", whole)
    await slack.until(lambda: offers(team))


async def test_what_somebody_sent_is_read_beside_what_others_do(
    slack: Sandbox, bot: Bot, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = await submitted(slack)
    threads = set[threading.Thread]()

    def noted(read: Callable[..., object]) -> Callable[..., object]:
        def reading(*given: object) -> object:
            threads.add(threading.current_thread())
            return read(*given)

        return reading

    for name in ("opened", "gathered"):
        monkeypatch.setattr(answer_files, name, noted(getattr(answer_files, name)))
    drop(team, "answers.txt", text(stands(database), "4"))
    await slack.until(lambda: offers(team))
    await use(team.person(), offers(team)[0], Do.BRING_IN_VOICES)
    await recorded(lambda: groups(database))
    assert threads
    assert threading.current_thread() not in threads


async def test_what_is_brought_in_at_a_terminal_is_told_by_the_bot_that_runs(
    slack: Sandbox, bot: Bot, database: Path, tmp_path: Path
) -> None:
    team = await submitted(slack)
    file = tmp_path / "answers.txt"
    file.write_text(text(stands(database), "1, We were not asked."), encoding="utf-8")
    code = await asyncio.to_thread(import_files, bot.settings, [file], None)
    assert code is ExitCode.FINE
    await slack.until(lambda: "1 voice" in team.summaries()[0].text, A_WHILE)
    await slack.until(lambda: any(PANEL in one.text for one in team.bots()), A_WHILE)


async def test_nobody_else_is_offered_anything_and_nothing_is_said_of_other_files(
    slack: Sandbox, bot: Bot, database: Path
) -> None:
    team = await submitted(slack)
    answers = text(stands(database), "4")
    before = len(team.person().sees.ephemerals(HOUSING))
    drop(team, "mine.txt", answers, by=TOM)
    drop(team, "notes.txt", b"Balance answers well.")
    drop(team, "minutes.ods", b"PK\x03\x04 no archive")
    drop(team, "last.txt", answers)
    await slack.until(lambda: offers(team))
    assert len(team.person().sees.ephemerals(HOUSING)) == before + 1
    assert offers(team, TOM) == []


async def test_a_no_puts_it_away_and_only_the_owner_invites(slack: Sandbox, bot: Bot, database: Path) -> None:
    team = await submitted(slack)
    drop(team, "answers.txt", text(stands(database), "4"))
    await slack.until(lambda: offers(team))
    await use(team.person(), offers(team)[0], Do.LEAVE_VOICES)
    await slack.until(lambda: not offers(team))
    assert groups(database) == ()
    await team.use_summary(Do.INVITE, TOM)
    await team.refused("invite others", TOM)


async def test_names_are_refused_in_the_form(slack: Sandbox, bot: Bot) -> None:
    team = await submitted(slack)
    person = await team.opens_window(Do.INVITE)
    for typed in ("", "sam@riverside.example", "*now* evil.example/x"):
        errors = await person.modal.submit({cards.WHOSE: typed})
        assert errors is not None
        assert cards.WHOSE in errors
    assert shared(team) == []


@pytest.mark.parametrize(
    ("scope", "command"), [("files:write", "voices form"), ("files:read", "voices import")]
)
async def test_where_files_may_not_be_sent_or_read_who_asks_is_told_the_command(
    database: Path, migrated_file: Path, scope: str, command: str
) -> None:
    shutil.copy(migrated_file, database)
    manifest = AppManifest.read(ROOT / "manifest.yml")
    without = replace(manifest, scopes=manifest.scopes - {scope})
    async with Sandbox(manifest=without, ack_seconds=ACK_SECONDS, trigger_seconds=TRIGGER_SECONDS) as slack:
        running = Bot(slack, settings_for(slack, database))
        await running.start()
        team = await submitted(slack)
        if scope == "files:write":
            await invites(team, **{cards.WHOSE: f'{PANEL}"; reboot #'})
        else:
            drop(team, "other.txt", text(stands(database), "4"))
            drop(team, "balance-answers-1.txt", text(stands(database), "4"))

        def told() -> list[Message]:
            person = team.person()
            found = [*person.sees.messages(dm_id(AMINA)), *person.sees.ephemerals(HOUSING)]
            return [one for one in found if command in one.text]

        await slack.until(told)
        assert len(told()) == 1
        assert "reboot" not in told()[0].text, "a command is run as it stands there"
        await running.stop()


@pytest.mark.parametrize("where", ["note_files", "made_for"])
async def test_whatever_goes_wrong_with_the_form_who_asked_is_told_with_a_reference(
    where: str,
    slack: Sandbox,
    bot: Bot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(*_: object, **__: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    team = await submitted(slack)
    if where == "made_for":
        monkeypatch.setattr(files, where, fails)
    else:
        monkeypatch.setattr(Erasing, where, raising(StoreUnavailable("it is held")))
    await invites(team, **{cards.WHOSE: PANEL})
    await slack.until(lambda: refusal(team, AMINA, "could not be sent", caplog))
    assert shared(team) == []


@pytest.mark.parametrize("error", [StoreUnavailable("it is held"), ValueError("a fault")])
async def test_whatever_goes_wrong_as_they_are_brought_in_the_owner_is_told_with_a_reference(
    error: Exception,
    slack: Sandbox,
    bot: Bot,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    team = await submitted(slack)
    drop(team, "answers.txt", text(stands(database), "4"))
    await slack.until(lambda: offers(team))
    with monkeypatch.context() as patched:
        patched.setattr(OutsideVoices, "bring_in", raising(error))
        await use(team.person(), offers(team)[0], Do.BRING_IN_VOICES)
        await slack.until(lambda: refusal(team, AMINA, "Please try again", caplog))
    assert groups(database) == ()
    await use(team.person(), offers(team)[0], Do.BRING_IN_VOICES)
    await recorded(lambda: groups(database))
    await slack.until(lambda: not offers(team))
