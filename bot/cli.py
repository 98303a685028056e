"""balance: run, serve, sandbox, doctor, status, export, import, verify, about, forget, erase, backup,
restore, voices, db, understand, diagram.

Exit codes: see ExitCode.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot import log
from bot.config import DATABASE, LAST_PORT, NO_HOME, ConfigError, ExitCode, Settings
from bot.exports import arguments as exports
from bot.records import arguments as records
from bot.slack.errors import NoEntry, NoWay, SlackProblem, TryLater
from bot.slack.no_way import TO_DO, WORDS
from bot.terminal import (
    complain,
    finish,
    fit_to_print,
    is_heard,
    keep_ends,
    read_from_programs,
    say,
    speak_everywhere,
    write_for_programs,
)
from bot.transports import event_loop
from bot.voices import arguments as voices
from storage.errors import StorageError

_HINT = "balance doctor checks everything at once; balance sandbox needs no settings at all."


class _NoInput(Exception):
    """There is nothing to read from; the text says why."""


class _Parser(argparse.ArgumentParser):
    """It quotes what was typed."""

    def _print_message(self, message: str, file: Any = None) -> None:
        super()._print_message(fit_to_print(message), file)


Command = Callable[[argparse.Namespace], ExitCode]


def main(arguments: Sequence[str] | None = None) -> ExitCode:
    """Run a command and return its exit code."""
    keep_ends()
    speak_everywhere()
    _have_a_home()
    log.configure("WARNING")  # a bot, which tells what it does, sets its own level
    try:
        options = _parser().parse_args(arguments)
        code = _do(options.command, options)
        return max(code, ExitCode.FAILED) if options.only_tells and not is_heard() else code
    finally:
        finish()


def _have_a_home() -> None:
    """A user who is nothing but a number, as in a container, may have none. slack_sdk wants to know it as
    soon as it is loaded, and needs it for nothing of ours."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = NO_HOME


def _do(command: Command, options: argparse.Namespace) -> ExitCode:
    """What it cannot do is said."""
    try:
        return command(options)
    except ConfigError as error:
        complain(f"{error}\n{_HINT}")
        return ExitCode.WRONG
    except NoEntry as error:
        complain(f"SLACK_BOT_TOKEN: Slack refuses it ({error.code}).")
        return ExitCode.WRONG
    except NoWay as error:
        complain(f"SLACK_API_URL: {WORDS[error.obstacle]}. {TO_DO[error.obstacle]}\n{_HINT}")
        return ExitCode.FAILED
    except TryLater as error:
        complain(f"SLACK_API_URL: {error}.")
        return ExitCode.FAILED
    except SlackProblem as error:
        complain(f"Slack did not answer as expected: {error}.")
        return ExitCode.FAILED
    except StorageError as error:
        complain(f"{DATABASE}: {str(error).rstrip('.')}.")
        return ExitCode.FAILED
    except _NoInput as error:
        complain(f"the input cannot be read: {error}.")
        return ExitCode.WRONG
    except KeyboardInterrupt:
        return ExitCode.FAILED


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="balance",
        description="Balance: a Slack bot that helps a team to decide whether to share data.",
        epilog="Settings come from the environment and a .env file; see README.md.",
    )
    parser.add_argument("--version", action="version", version=f"balance {version('balance-bot')}")
    parser.set_defaults(only_tells=False)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run the bot over Socket Mode: two tokens, no public address")
    run.set_defaults(command=_run)

    serve = commands.add_parser("serve", help="run the bot over HTTP, behind your own TLS proxy")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument("--port", type=_port, default=3000, help="port to listen on (default: %(default)s)")
    serve.set_defaults(command=_serve)

    sandbox = commands.add_parser("sandbox", help="try Balance here, without Slack, in a browser")
    sandbox.add_argument("--port", type=_port, default=8765, help="port of the page (default: %(default)s)")
    sandbox.add_argument("--empty", action="store_true", help="start without the example assessments")
    sandbox.add_argument("--play", metavar="EXAMPLE", help="play an example in the terminal, then stop")
    sandbox.add_argument(
        "--keep", metavar="NAME", help="keep all of it in NAME.db and NAME.world, to go on later"
    )
    sandbox.set_defaults(command=_sandbox)

    doctor = commands.add_parser("doctor", help="check settings, tokens, scopes and database")
    doctor.set_defaults(command=_doctor, only_tells=True)

    status = commands.add_parser("status", help="say how the bots on this database are; 0: all is well")
    status.add_argument("--json", action="store_true", help="as one JSON object, for other programs")
    status.set_defaults(command=_status, only_tells=True)

    exports.add_to(commands)
    records.add_to(commands)
    voices.add_to(commands)

    db = commands.add_parser("db", help="look after the database").add_subparsers(
        required=True, metavar="ACTION"
    )
    db.add_parser("upgrade", help="bring the tables up to date").set_defaults(command=_db_upgrade)

    understand = commands.add_parser("understand", help="say what would be heard of each line of the input")
    understand.add_argument("--mention", action="store_true", help="as if it were said to the bot")
    understand.set_defaults(command=_understand, only_tells=True)

    diagram = commands.add_parser("diagram", help="print the state machine as Markdown")
    diagram.set_defaults(command=_diagram, only_tells=True)
    return parser


def _run(_options: argparse.Namespace) -> ExitCode:
    settings = Settings.from_environment()
    settings.check_bot_token()
    settings.check_app_token()
    log.configure(settings.log_level)
    _say_where(settings)
    from bot.transports.socket_mode import run

    event_loop.run(run(settings))
    return ExitCode.FINE


def _serve(options: argparse.Namespace) -> ExitCode:
    settings = Settings.from_environment()
    settings.check_bot_token()
    settings.check_signing_secret()
    log.configure(settings.log_level)
    _say_where(settings)
    from bot.transports.http import serve

    event_loop.run(serve(settings, options.host, options.port))
    return ExitCode.FINE


def _sandbox(options: argparse.Namespace) -> ExitCode:
    from bot.demo.command import play, sandbox

    if options.play is not None:
        return event_loop.run(play(options.play, options.keep))
    return event_loop.run(sandbox(options.port, with_examples=not options.empty, keep=options.keep))


def _doctor(_options: argparse.Namespace) -> ExitCode:
    from bot.doctor.slack import examine

    return event_loop.run(examine())


def _status(options: argparse.Namespace) -> ExitCode:
    from bot.status import tell

    return tell(Settings.from_environment(), as_json=options.json)


def _understand(options: argparse.Namespace) -> ExitCode:
    """One message a line in, as Slack sends it, with \\n for a line break; one JSON object a line out."""
    from bot.slack.markup import addressed, decoded
    from flows.hearing.lines import understood

    read_from_programs()
    write_for_programs()
    for line in _lines():
        text = line.rstrip("\r\n").replace("\\n", "\n")
        named = re.search(r"<@(\w+)", text) if options.mention else None
        said = addressed(text, named[1])[0] if named else text
        heard = understood(decoded(said), mentioned=options.mention)
        say(json.dumps({"text": text} | heard, ensure_ascii=False))
    return ExitCode.FINE


def _lines() -> Iterator[str]:
    """Of the input, as long as what is said of them is heard. Raises _NoInput."""
    if sys.stdin is None:
        raise _NoInput("it is closed")
    try:
        while is_heard() and (line := sys.stdin.readline()):
            yield line
    except OSError as error:
        raise _NoInput(str(error.strerror)) from None


def _db_upgrade(_options: argparse.Namespace) -> ExitCode:
    settings = Settings.from_environment()
    from bot.app import load_framework, open_store
    from storage import schema

    database, _ = open_store(settings, load_framework(settings))
    say(f"The database {database.place} is up to date: version {schema.state(database)[1]}.")
    database.close()
    return ExitCode.FINE


def _diagram(_options: argparse.Namespace) -> ExitCode:
    from bot.app import load_framework
    from flows import diagram

    write_for_programs()
    say(diagram.render(load_framework(Settings.from_environment())).removesuffix("\n"))
    return ExitCode.FINE


def _say_where(settings: Settings) -> None:
    """Before anything is opened or made."""
    from storage.address import place

    say(f"Slack:    {settings.slack_place}\nDatabase: {place(settings.store_address)}")


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port. A port is a number from 0 to {LAST_PORT}.")
    return port


if __name__ == "__main__":
    sys.exit(main())
