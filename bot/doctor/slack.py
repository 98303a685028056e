"""balance doctor: is everything set up? One line a check, and what to do where something is wrong."""

from collections.abc import AsyncIterator

from bot.config import FILE, SIGNING_SECRET, ConfigError, ExitCode, Settings
from bot.doctor import manifest, store, ways
from bot.doctor.finding import Finding
from bot.slack.client import FOR_ONE_WORKSPACE, Identity, Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import SlackProblem
from bot.slack.way_out import WayOut
from bot.terminal import say
from flows.errors import FrameworkError
from flows.framework import Framework, default_framework, read
from flows.sheet import Sheet


async def examine() -> ExitCode:
    """Print every finding. FAILED if a check failed, WRONG if a variable is missing or wrong."""
    worst = ExitCode.FINE
    async for finding in _examination():
        say(str(finding))
        worst = max(worst, finding.exit_code)
    say(
        "\nEverything is fine."
        if worst == ExitCode.FINE
        else "\nSome things need to be put right: they are marked as a problem above."
    )
    return worst


async def _examination() -> AsyncIterator[Finding]:
    try:
        settings = Settings.from_environment()
        way = WayOut.of(settings)
    except ConfigError as error:
        yield _wrong(error)
        return
    bot_token, app_token = _bot_token(settings), _app_token(settings)
    yield bot_token
    yield app_token
    yield _signing_secret(settings)
    yield ways.proxies(settings, way)
    address_is_fine = True
    if bot_token.exit_code == ExitCode.FINE:
        async for finding in _slack(settings, way):
            yield finding
            address_is_fine = address_is_fine and finding.about != ways.ADDRESS
    # What is wrong with the address was said: with the other token it would be the same.
    if address_is_fine and app_token.exit_code == ExitCode.FINE and settings.app_token.get_secret_value():
        async for finding in _socket_mode(settings, way):
            yield finding
    async for finding in ways.to_other_hosts(settings, way):
        yield finding
    framework, finding = _question_file(settings)
    yield finding
    sheet, finding = _sheet(settings)
    yield finding
    for finding in store.examine(settings, framework, sheet):
        yield finding


# --- variables


def _bot_token(settings: Settings) -> Finding:
    try:
        settings.check_bot_token()
    except ConfigError as error:
        return _wrong(error)
    return Finding("SLACK_BOT_TOKEN", "is set, and is a bot token.")


def _app_token(settings: Settings) -> Finding:
    if not settings.app_token.get_secret_value() and settings.signing_secret.get_secret_value():
        return Finding("SLACK_APP_TOKEN", "is not set. That is fine for balance serve; balance run needs it.")
    try:
        settings.check_app_token()
    except ConfigError as error:
        return _wrong(error)
    return Finding("SLACK_APP_TOKEN", "is set, and is an app-level token.")


def _signing_secret(settings: Settings) -> Finding:
    if not settings.signing_secret.get_secret_value():
        return Finding(SIGNING_SECRET, "is not set. That is fine for balance run; balance serve needs it.")
    try:
        settings.check_signing_secret()
    except ConfigError as error:
        return _wrong(error)
    if settings.signing_secret_is_strange:
        return Finding(SIGNING_SECRET, "is set, and looks unlike Slack's. Elsewhere that may be fine.")
    return Finding(SIGNING_SECRET, "is set. Only Slack knows whether it is the right one.")


def _wrong(error: ConfigError) -> Finding:
    problem = str(error).removeprefix(f"{error.variable}: ")
    to_do = f"Set {error.variable} in the environment or in a {FILE} file."
    if error.variable.startswith(FILE):
        to_do = f"Correct {FILE}, in the folder where balance runs, or move it away."
    return Finding(error.variable, problem, to_do, ExitCode.WRONG)


# --- Slack


async def _slack(settings: Settings, way: WayOut) -> AsyncIterator[Finding]:
    clock = SlackClock()
    slack = Slack.connect(settings.bot_token.get_secret_value(), settings.api_url, clock, way=way)
    try:
        identity = await slack.identity()
    except SlackProblem as problem:
        yield ways.no_answer(problem, settings, "SLACK_BOT_TOKEN")
        return
    finally:
        await slack.close()
    if identity.is_org_install:
        yield Finding(
            "Slack",
            FOR_ONE_WORKSPACE,
            "Install it to the workspace alone: Install App, in your Slack app's settings. For another "
            "workspace, run another Balance with a store of its own.",
            ExitCode.FAILED,
        )
        return
    yield Finding("Slack", f"answers, and knows the bot in the workspace {identity.team_name}.")
    yield _scopes(identity)
    yield _clock(clock)


async def _socket_mode(settings: Settings, way: WayOut) -> AsyncIterator[Finding]:
    slack = Slack.connect(settings.app_token.get_secret_value(), settings.api_url, SlackClock(), way=way)
    try:
        address = await slack.open_connection()
    except SlackProblem as problem:
        yield ways.no_answer(problem, settings, "SLACK_APP_TOKEN")
        return
    finally:
        await slack.close()
    yield Finding("Socket Mode", "Slack lets the app-level token open a connection.")
    yield await ways.to_socket(address, way)


_WITHOUT = {
    "files:read": "records do not say when a file that is evidence was deleted in Slack, nor what it held.",
    "files:write": "Export in Slack cannot send files; balance export can.",
}
"""What goes less well without each optional scope."""


def _scopes(identity: Identity) -> Finding:
    needed = manifest.scopes()
    if missing := sorted(needed - identity.scopes):
        return Finding(
            "Scopes",
            f"the bot token lacks {', '.join(missing)}.",
            "Paste manifest.yml into your Slack app's settings under App Manifest, then install the app "
            "to the workspace again.",
            ExitCode.FAILED,
        )
    optional = manifest.optional_scopes()
    words = [f"all {len(needed)} are granted."]
    if more := sorted(identity.scopes - needed - optional):
        words.append(f"Balance does not need {', '.join(more)}.")
    if without := sorted(optional - identity.scopes):
        words += [f"Without {scope}, {_WITHOUT[scope]}" for scope in without]
    return Finding("Scopes", " ".join(words))


def _clock(clock: SlackClock) -> Finding:
    if clock.differs:
        to_do = "Set the time by NTP. Until then Balance goes by Slack's, and what it logs by this one."
        return Finding("Clock", clock.words, to_do, ExitCode.FAILED)
    return Finding("Clock", clock.words)


# --- the question file


def _question_file(settings: Settings) -> tuple[Framework | None, Finding]:
    try:
        framework = read(settings.framework) if settings.framework else default_framework()
    except FrameworkError as error:
        to_do = "Correct the file, or unset BALANCE_FRAMEWORK to use the questions that come with Balance."
        return None, Finding("BALANCE_FRAMEWORK", str(error), to_do, ExitCode.WRONG)
    words = f"{framework.name}, version {framework.version}, {len(framework.questions)} questions."
    return framework, Finding("Questions", words)


def _sheet(settings: Settings) -> tuple[Sheet | None, Finding]:
    try:
        sheet = settings.read_sheet()
    except ConfigError as error:
        to_do = "Correct the file, or unset BALANCE_SHEET to keep the facts that come with Balance."
        words = str(error).removeprefix("BALANCE_SHEET: ")
        return None, Finding("BALANCE_SHEET", words, to_do, ExitCode.WRONG)
    if sheet is None:
        return None, Finding("Facts", "none are kept for the record: BALANCE_SHEET says so.")
    return sheet, Finding("Facts", f"{sheet.name}, version {sheet.version}, {len(sheet.fields)} of them.")
