"""balance doctor: is everything set up? One line a check, and what to do where something is wrong."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from bot.config import ConfigError, ExitCode, Settings
from bot.doctor import manifest, store
from bot.doctor.finding import Finding
from bot.slack.client import Identity, Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import NO_CONNECTION, NoEntry, SlackProblem, TryLater
from flows.errors import FrameworkError
from flows.framework import Framework, default_framework, read

ADDRESS = "SLACK_API_URL"


async def examine() -> ExitCode:
    """Print every finding. FAILED if a check failed, WRONG if a variable is missing or wrong."""
    worst = ExitCode.FINE
    async for finding in _examination():
        print(finding, flush=True)
        worst = max(worst, finding.exit_code)
    print(
        "\nEverything is fine."
        if worst == ExitCode.FINE
        else "\nSome things need to be put right: they are marked as a problem above."
    )
    return worst


async def _examination() -> AsyncIterator[Finding]:
    try:
        settings = Settings.from_environment()
    except ConfigError as error:
        yield _wrong(error)
        return
    bot_token, app_token = _bot_token(settings), _app_token(settings)
    yield bot_token
    yield app_token
    yield _signing_secret(settings)
    address_is_fine = True
    if bot_token.exit_code == ExitCode.FINE:
        async for finding in _slack(settings):
            yield finding
            address_is_fine = address_is_fine and finding.about != ADDRESS
    # What is wrong with the address was said: with the other token it would be the same.
    if address_is_fine and app_token.exit_code == ExitCode.FINE and settings.app_token.get_secret_value():
        yield await _socket_mode(settings)
    framework, finding = _question_file(settings)
    yield finding
    for finding in store.examine(settings, framework):
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
    if settings.signing_secret.get_secret_value():
        return Finding("SLACK_SIGNING_SECRET", "is set. Only Slack knows whether it is the right one.")
    return Finding(
        "SLACK_SIGNING_SECRET", "is not set. That is fine for balance run; balance serve needs it."
    )


def _wrong(error: ConfigError) -> Finding:
    problem = str(error).removeprefix(f"{error.variable}: ")
    to_do = f"Set {error.variable} in the environment or in a .env file."
    return Finding(error.variable, problem, to_do, ExitCode.WRONG)


# --- Slack


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    clock = SlackClock()
    slack = Slack.connect(settings.bot_token.get_secret_value(), settings.api_url, clock)
    try:
        identity = await slack.identity()
    except SlackProblem as problem:
        yield _no_answer(problem, settings, "SLACK_BOT_TOKEN")
        return
    finally:
        await slack.close()
    yield Finding("Slack", f"answers, and knows the bot in the workspace {identity.team_name}.")
    yield _scopes(identity)
    yield _clock(clock)


async def _socket_mode(settings: Settings) -> Finding:
    slack = Slack.connect(settings.app_token.get_secret_value(), settings.api_url, SlackClock())
    try:
        await slack.open_connection()
    except SlackProblem as problem:
        return _no_answer(problem, settings, "SLACK_APP_TOKEN")
    finally:
        await slack.close()
    return Finding("Socket Mode", "Slack lets the app-level token open a connection.")


def _no_answer(problem: SlackProblem, settings: Settings, variable: str) -> Finding:
    host = urlsplit(settings.api_url).hostname
    match problem:
        case NoEntry():
            page = "OAuth & Permissions" if variable == "SLACK_BOT_TOKEN" else "Basic Information"
            return Finding(
                variable,
                f"Slack refuses it ({problem.code}).",
                f"Copy the token anew from your Slack app's settings, {page}. If the app was removed from "
                "the workspace, install it again first.",
                ExitCode.FAILED,
            )
        case TryLater(code=code) if code == NO_CONNECTION:
            return Finding(
                ADDRESS,
                f"nothing answers at {host}.",
                "Check the address, and whether this machine may reach it (network, firewall, proxy).",
                ExitCode.FAILED,
            )
        case TryLater():
            return Finding(
                "Slack",
                f"is busy ({problem.code}).",
                f"Try again in {problem.seconds:.0f} s.",
                ExitCode.FAILED,
            )
        case _:
            return Finding(
                ADDRESS,
                f"{host} answers, but not as Slack does ({problem.code}).",
                "Check the address. It should be https://slack.com/api/ unless you know better.",
                ExitCode.FAILED,
            )


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
        words.append(f"Without {', '.join(without)}, Export in Slack cannot send files; balance export can.")
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
