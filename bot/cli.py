"""balance: run, serve, sandbox, doctor, export, import, verify, about, forget, erase, backup, restore, db,
understand, diagram.

Exit codes: see ExitCode.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from bot import commands
from bot.config import ConfigError, ExitCode
from bot.slack.errors import NO_CONNECTION, NoEntry, SlackProblem, TryLater
from bot.terminal import complain

_HINT = "balance doctor checks everything at once; balance sandbox needs no settings at all."

LAST_PORT = 65_535

Command = Callable[[argparse.Namespace], ExitCode]
Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What commands are added to: argparse has no public name for it."""


def main(arguments: Sequence[str] | None = None) -> ExitCode:
    """Run a command and return its exit code."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except ConfigError as error:
        complain(f"{error}\n{_HINT}")
        return ExitCode.WRONG
    except NoEntry as error:
        complain(f"SLACK_BOT_TOKEN: Slack refuses it ({error.code}).")
        return ExitCode.WRONG
    except TryLater as error:
        problem = "nothing answers at this address." if error.code == NO_CONNECTION else f"{error}."
        complain(f"SLACK_API_URL: {problem}")
        return ExitCode.FAILED
    except SlackProblem as error:
        complain(f"Slack did not answer as expected: {error}.")
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return ExitCode.FAILED


def _parser() -> argparse.ArgumentParser:
    """In the order in which `balance --help` tells the commands."""
    parser = argparse.ArgumentParser(
        prog="balance",
        description="Balance: a Slack bot that helps a team to decide whether to share data.",
        epilog="Settings come from the environment and a .env file; see README.md.",
    )
    parser.add_argument("--version", action="version", version=f"balance {version('balance-bot')}")
    parsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_the_bot(parsers)
    _add_records(parsers)
    _add_people(parsers)
    _add_store(parsers)
    _add_development(parsers)
    return parser


def _add_the_bot(parsers: Parsers) -> None:
    run = parsers.add_parser("run", help="run the bot over Socket Mode: two tokens, no public address")
    run.set_defaults(command=commands.run)

    serve = parsers.add_parser("serve", help="run the bot over HTTP, behind your own TLS proxy")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument("--port", type=_port, default=3000, help="port to listen on (default: %(default)s)")
    serve.set_defaults(command=commands.serve)

    sandbox = parsers.add_parser("sandbox", help="try Balance here, without Slack, in a browser")
    sandbox.add_argument("--port", type=_port, default=8765, help="port of the page (default: %(default)s)")
    sandbox.add_argument("--empty", action="store_true", help="start without the example assessments")
    sandbox.add_argument("--play", metavar="EXAMPLE", help="play an example in the terminal, then stop")
    sandbox.add_argument(
        "--keep", metavar="NAME", help="keep all of it in NAME.db and NAME.world, to go on later"
    )
    sandbox.set_defaults(command=commands.sandbox)

    doctor = parsers.add_parser("doctor", help="check settings, tokens, scopes and database")
    doctor.set_defaults(command=commands.doctor)


def _add_records(parsers: Parsers) -> None:
    export = parsers.add_parser("export", help="write records into a folder: pages, PDF, tables and data")
    export.add_argument("ids", metavar="ID", nargs="*", help="the assessments, by their ids")
    export.add_argument("--all", action="store_true", help="every assessment in the database")
    export.add_argument(
        "--since", metavar="DATE", type=_day, help="of --all, those changed since this day, as in 2026-03-31"
    )
    export.add_argument("--to", metavar="FOLDER", type=Path, required=True, help="where to")
    export.add_argument(
        "--format", metavar="FORMS", type=_forms, help="some of json,html,csv,ods,pdf (default: all of them)"
    )
    export.add_argument("--without-names", action="store_true", help="people become Person 1, Person 2 ...")
    export.set_defaults(command=commands.export, parser=export)

    imports = parsers.add_parser("import", help="put exported records (record.json) into this database")
    imports.add_argument("files", metavar="FILE", type=Path, nargs="+", help="one or more record.json")
    imports.set_defaults(command=commands.import_)

    verify = parsers.add_parser("verify", help="say whether records are as they were written")
    which = verify.add_mutually_exclusive_group(required=True)
    which.add_argument("files", metavar="FILE", type=Path, nargs="*", default=[], help="exported record.json")
    which.add_argument("--store", action="store_true", help="all records of the database")
    verify.set_defaults(command=commands.verify)


def _add_people(parsers: Parsers) -> None:
    user = "their member id in Slack, such as U012AB3CD"

    about = parsers.add_parser("about", help="write down all that is kept of a person, as JSON")
    about.add_argument("user", metavar="USER", help=user)
    about.add_argument("--to", metavar="FILE", type=Path, help="where to; else it is printed")
    about.set_defaults(command=commands.about)

    forget = parsers.add_parser("forget", help="take a person out of all records; first says where they are")
    forget.add_argument("user", metavar="USER", help=user)
    forget.add_argument("--yes", action="store_true", help="do it")
    forget.set_defaults(command=commands.forget)

    erase = parsers.add_parser("erase", help="erase an assessment, from Slack too; first says what there is")
    erase.add_argument("id", metavar="ID", help="as /balance list and exports show it")
    erase.add_argument("--yes", action="store_true", help="do it")
    erase.add_argument("--by", default="", help="who erases it: their name is kept")
    erase.add_argument("--why", default="", help="why: it is kept")
    erase.set_defaults(command=commands.erase)


def _add_store(parsers: Parsers) -> None:
    backup = parsers.add_parser("backup", help="copy the SQLite database while Balance runs")
    backup.add_argument("file", metavar="FILE", type=Path, help="where to; it must not be there yet")
    backup.set_defaults(command=commands.backup)

    restore = parsers.add_parser("restore", help="put a backup in the place of the SQLite database")
    restore.add_argument("file", metavar="FILE", type=Path, help="the backup; Balance must not run")
    restore.add_argument("--yes", action="store_true", help="also in the place of a database that is there")
    restore.set_defaults(command=commands.restore)

    db = parsers.add_parser("db", help="look after the database")
    actions = db.add_subparsers(required=True, metavar="ACTION")
    upgrade = actions.add_parser("upgrade", help="bring the tables up to date")
    upgrade.set_defaults(command=commands.db_upgrade)


def _add_development(parsers: Parsers) -> None:
    understand = parsers.add_parser("understand", help="say what would be heard of each line of the input")
    understand.add_argument("--mention", action="store_true", help="as if it were said to the bot")
    understand.set_defaults(command=commands.understand)

    diagram = parsers.add_parser("diagram", help="print the state machine as Markdown")
    diagram.set_defaults(command=commands.diagram)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day. Write it as in 2026-03-31.") from None


def _forms(text: str) -> tuple[str, ...]:
    from bot.exports.command import EVERY_FORM

    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if unknown := [part for part in wanted if part not in EVERY_FORM]:
        raise argparse.ArgumentTypeError(
            f"there is no form {unknown[0]!r}. There are: {', '.join(EVERY_FORM)}."
        )
    return wanted


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
