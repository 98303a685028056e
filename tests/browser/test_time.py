"""The clock moved on the page, beside the real bot: what it has drawn follows within seconds."""

from pathlib import Path

from playwright.async_api import Browser, expect

from bot.cards.callbacks import Do
from bot.demo import example
from bot.demo.bot_process import BotProcess
from bot.demo.player import Player
from bot.demo.shared_offset import SharedOffset
from bot.sandbox import AppManifest, Sandbox, WallClock
from bot.sandbox.world.riverside import AMINA, HOUSING
from tests.browser.conftest import PATIENCE_MS, WIDE

ROOT = Path(__file__).parents[2]


async def test_a_summary_says_that_it_is_time_to_look_again(chromium: Browser, tmp_path: Path) -> None:
    offset = SharedOffset(tmp_path / "clock")
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, clock=WallClock(offset)) as slack:
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "BALANCE_DATABASE_URL": f"sqlite:///{tmp_path / 'balance.db'}",
        }
        bot = BotProcess(slack, settings, offset)
        await bot.start()
        context = await chromium.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
        context.set_default_timeout(PATIENCE_MS)
        try:
            script = example.load("warm-homes")
            player = Player(slack, script)
            await player.play()
            await player.summary()
            assert script.decision is not None
            await player.decide(script.decision)
            page = await context.new_page()
            await page.goto(f"{slack.url}?as={AMINA}#/{HOUSING}/faults")
            look_again = page.locator(f"#main [data-action-id={Do.LOOK_AGAIN}]")
            await expect(page.locator(f"#main [data-action-id={Do.ALL_ANSWERS}]")).to_be_visible()
            await expect(look_again).to_have_count(0)
            for _ in range(2):
                year = page.get_by_role("button", name="1 year")
                await year.click()
                await expect(year).not_to_have_attribute("aria-busy", "true")
            await expect(look_again).to_be_visible()
        finally:
            await context.close()
            await bot.stop()
