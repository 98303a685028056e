"""A panel on the page, beside the real bot, as each of its five people: they see their own answers and nobody
else's, and in the channel only who has begun and who is done."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.cards import panel
from bot.cards.callbacks import Do
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.world import dm_id
from bot.sandbox.world.riverside import AMINA, HELEN, OWEN, PRIYA, TOM
from tests.browser.conftest import Visit
from tests.crash.store import FRAMEWORK, QUESTIONS
from tests.scenarios.conftest import ACK_SECONDS, ROOT, TRIGGER_SECONDS, Bot, settings_for
from tests.scenarios.panels import PanelTeam

FIVE = (AMINA, TOM, PRIYA, HELEN, OWEN)
WORDS = {AMINA: "The tenants said so.", TOM: "Nobody asked a nurse.", PRIYA: "It came too late."}
"""What those who have begun gave as a reason. Amina alone is done."""


@pytest_asyncio.fixture(loop_scope="session")
async def slack(quick_people: None) -> AsyncIterator[Sandbox]:
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, ack_seconds=ACK_SECONDS, trigger_seconds=TRIGGER_SECONDS) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def team(slack: Sandbox, tmp_path: Path, migrated_file: Path) -> AsyncIterator[PanelTeam]:
    """Three of the five have begun, and one of them is done."""
    database = tmp_path / "balance.db"
    shutil.copy(migrated_file, database)
    bot = Bot(slack, settings_for(slack, database, BALANCE_FRAMEWORK=str(QUESTIONS)))
    await bot.start()
    team = PanelTeam(slack, framework=FRAMEWORK)
    await team.convene(FIVE)
    for person, words in WORDS.items():
        ballot = await team.begins(person)
        await ballot.type(f"4 because {words}")
        await ballot.question(2)
        if person == AMINA:
            await ballot.answers([4] * 3, start=2)
            await ballot.done()
    await slack.settled()
    yield team
    await bot.stop()


def can(where: Locator, action: str) -> Locator:
    """What can be done on a message there."""
    return where.locator(f".message [data-action-id={action}]")


async def opens_thread(page: Page) -> Locator:
    """The one there is in what is open."""
    await page.locator("#main .replies").click()
    return page.locator("#thread")


async def sees_only_their_own_answers(page: Page, person: str) -> None:
    main = page.locator("#main")
    await expect(main.locator(f"a[href*={dm_id(person)}]").first).to_be_attached()
    if person in WORDS:
        thread = await opens_thread(page)
        await expect(thread).to_contain_text(WORDS[person])
        await expect(can(thread, Do.BALLOT_BACK if person == AMINA else f"{Do.RATE}_1")).to_be_visible()
    else:
        await expect(can(main, Do.BALLOT)).to_be_visible()
    for other in WORDS.keys() - {person}:
        await expect(page.locator("body")).not_to_contain_text(WORDS[other])


async def sees_who_is_done(page: Page) -> None:
    main = page.locator("#main")
    await expect(main).to_contain_text(panel.done_phrase(1, len(FIVE)))
    await expect(main).to_contain_text("Begun (2): Priya Nair and Tom Fletcher")
    await expect(main).to_contain_text("Not begun (2): Helen Marsh and Owen Davies")
    await expect(await opens_thread(page)).to_contain_text("Done (1): Amina Yusuf")
    for words in (*WORDS.values(), *(question.text for question in FRAMEWORK.questions)):
        await expect(page.locator("body")).not_to_contain_text(words)


async def test_as_each_of_five_people_one_sees_their_own_answers_and_in_the_channel_who_is_done(
    team: PanelTeam, visit: Visit
) -> None:
    page = await visit(f"?as={AMINA}#/app/messages")
    for person in FIVE:
        await page.locator(f"input[name=acting][value={person}]").check()
        await sees_only_their_own_answers(page, person)
        await page.get_by_role("button", name="housing-data").click()
        await sees_who_is_done(page)
        await page.get_by_role("button", name="Balance", exact=True).click()
        await page.get_by_role("button", name="Messages", exact=True).click()
