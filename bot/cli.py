"""balance: run, serve, sandbox, doctor, export, import, backup, restore, verify, erase, forget, about,
understand, db, diagram.

Exit codes: see ExitCode.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bot import log
from bot.config import ConfigError, ExitCode, Settings
from bot.slack.errors import NO_CONNECTION, NoEntry, SlackProblem, TryLater
from bot.transports import event_loop

_HINT = "balance doctor checks everything at once; balance sandbox needs no settings at all."

LAST_PORT = 65_535

Command = Callable[[argparse.Namespace], ExitCode]


def main(arguments: Sequence[str] | None = None) -> ExitCode:
    """Run a command and return its exit code."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except ConfigError as error:
        print(f"balance: {error}\n{_HINT}", file=sys.stderr)
        return ExitCode.WRONG
    except NoEntry as error:
        print(f"balance: SLACK_BOT_TOKEN: Slack refuses it ({error.code}).", file=sys.stderr)
        return ExitCode.WRONG
    except TryLater as error:
        problem = "nothing answers at this address." if error.code == NO_CONNECTION else f"{error}."
        print(f"balance: SLACK_API_URL: {problem}", file=sys.stderr)
        return ExitCode.FAILED
    except SlackProblem as error:
        print(f"balance: Slack did not answer as expected: {error}.", file=sys.stderr)
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return ExitCode.FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="balance",
        description="Balance: a Slack bot that helps a team to decide whether to share data.",
        epilog="Settings come from the environment and a .env file; see README.md.",
    )
    parser.add_argument("--version", action="version", version=f"balance {version('balance-bot')}")
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
    doctor.set_defaults(command=_doctor)

    backup = commands.add_parser("backup", help="copy the SQLite database while Balance runs")
    backup.add_argument("file", metavar="FILE", type=Path, help="where to; it must not be there yet")
    backup.set_defaults(command=_backup)

    restore = commands.add_parser("restore", help="put a backup in the place of the SQLite database")
    restore.add_argument("file", metavar="FILE", type=Path, help="the backup; Balance must not run")
    restore.add_argument("--yes", action="store_true", help="also in the place of a database that is there")
    restore.set_defaults(command=_restore)

    verify = commands.add_parser("verify", help="say whether records are as they were written")
    which = verify.add_mutually_exclusive_group(required=True)
    which.add_argument("files", metavar="FILE", type=Path, nargs="*", default=[], help="exported record.json")
    which.add_argument("--store", action="store_true", help="all records of the database")
    verify.set_defaults(command=_verify)

    erase = commands.add_parser("erase", help="erase an assessment, from Slack too; first says what there is")
    erase.add_argument("id", metavar="ID", help="as /balance list and exports show it")
    erase.add_argument("--yes", action="store_true", help="do it")
    erase.add_argument("--by", default="", help="who erases it: their name is kept")
    erase.add_argument("--why", default="", help="why: it is kept")
    erase.set_defaults(command=_erase)

    forget = commands.add_parser("forget", help="take a person out of all records; first says where they are")
    forget.add_argument("user", metavar="USER", help="their member id in Slack, such as U012AB3CD")
    forget.add_argument("--yes", action="store_true", help="do it")
    forget.set_defaults(command=_forget)

    about = commands.add_parser("about", help="write down all that is kept of a person, as JSON")
    about.add_argument("user", metavar="USER", help="their member id in Slack, such as U012AB3CD")
    about.add_argument("--to", metavar="FILE", type=Path, help="where to; else it is printed")
    about.set_defaults(command=_about)

    export = commands.add_parser("export", help="write records into a folder: pages, PDF, tables and data")
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
    export.set_defaults(command=_export, parser=export)

    imports = commands.add_parser("import", help="put exported records (record.json) into this database")
    imports.add_argument("files", metavar="FILE", type=Path, nargs="+", help="one or more record.json")
    imports.set_defaults(command=_import)

    understand = commands.add_parser("understand", help="say what would be heard of each line of the input")
    understand.add_argument("--mention", action="store_true", help="as if it were said to the bot")
    understand.set_defaults(command=_understand)

    db = commands.add_parser("db", help="look after the database").add_subparsers(
        required=True, metavar="ACTION"
    )
    db.add_parser("upgrade", help="bring the tables up to date").set_defaults(command=_db_upgrade)

    diagram = commands.add_parser("diagram", help="print the state machine as Markdown")
    diagram.set_defaults(command=_diagram)
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

    if options.play:
        return event_loop.run(play(options.play, options.keep))
    return event_loop.run(sandbox(options.port, with_examples=not options.empty, keep=options.keep))


def _doctor(_options: argparse.Namespace) -> ExitCode:
    from bot.doctor.slack import examine

    return event_loop.run(examine())


def _backup(options: argparse.Namespace) -> ExitCode:
    settings = Settings.from_environment()
    from storage.backup import back_up
    from storage.errors import CannotCopy, NotAStore, StorageError

    try:
        source = back_up(settings.database_url, options.file)
    except StorageError as error:
        print(f"balance: no backup was made: {str(error).rstrip('.')}.", file=sys.stderr)
        return ExitCode.WRONG if isinstance(error, CannotCopy | NotAStore) else ExitCode.FAILED
    print(f"{source} was copied to {options.file}, and the copy was checked.")
    print("What is erased later lives on in it, until it is restored or deleted.")
    return ExitCode.FINE


def _restore(options: argparse.Namespace) -> ExitCode:
    from bot.records.restore import restore_from

    return restore_from(Settings.from_environment(), options.file, sure=options.yes)


def _verify(options: argparse.Namespace) -> ExitCode:
    from bot.records.verify import verify_files, verify_store

    return verify_store(Settings.from_environment()) if options.store else verify_files(options.files)


def _erase(options: argparse.Namespace) -> ExitCode:
    from bot.records.erase import erase_one

    settings = Settings.from_environment()
    return erase_one(settings, options.id, by=options.by, why=options.why, sure=options.yes)


def _forget(options: argparse.Namespace) -> ExitCode:
    from bot.records.people import forget_one

    return forget_one(Settings.from_environment(), options.user, sure=options.yes)


def _about(options: argparse.Namespace) -> ExitCode:
    from bot.records.people import write_about

    return write_about(Settings.from_environment(), options.user, options.to)


def _export(options: argparse.Namespace) -> ExitCode:
    if bool(options.ids) == options.all or (options.since and not options.all):
        options.parser.error("name the assessments by their ids, or say --all, with --since DATE if you like")
    from bot.exports.command import EVERY_FORM, Wanted, export

    forms = options.format or EVERY_FORM
    ids = tuple(dict.fromkeys(options.ids))
    wanted = Wanted(ids, options.since, forms, options.to, without_names=options.without_names)
    return export(Settings.from_environment(), wanted)


def _import(options: argparse.Namespace) -> ExitCode:
    from bot.exports.importing import import_files

    return import_files(Settings.from_environment(), options.files)


def _understand(options: argparse.Namespace) -> ExitCode:
    """One message a line in, as Slack sends it, with \\n for a line break; one JSON object a line out."""
    from bot.slack.markup import addressed, decoded
    from flows.hearing.lines import understood

    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for line in sys.stdin:
        text = line.rstrip("\r\n").replace("\\n", "\n")
        named = re.search(r"<@(\w+)", text) if options.mention else None
        said = addressed(text, named[1])[0] if named else text
        heard = understood(decoded(said), mentioned=options.mention)
        print(json.dumps({"text": text} | heard, ensure_ascii=False), flush=True)
    return ExitCode.FINE


def _db_upgrade(_options: argparse.Namespace) -> ExitCode:
    settings = Settings.from_environment()
    from bot.app import load_framework, open_store
    from storage import schema

    database, _ = open_store(settings, load_framework(settings))
    print(f"The database {database.place} is up to date: version {schema.state(database)[1]}.")
    database.close()
    return ExitCode.FINE


def _diagram(_options: argparse.Namespace) -> ExitCode:
    from bot.app import load_framework
    from flows import diagram

    print(diagram.render(load_framework(Settings.from_environment())), end="")
    return ExitCode.FINE


def _say_where(settings: Settings) -> None:
    """Before anything is opened or made."""
    from storage import engine
    from storage.errors import StorageError

    try:
        place = engine.place(engine.parse(settings.database_url))
    except StorageError as error:
        raise ConfigError("BALANCE_DATABASE_URL", str(error)) from None
    print(f"Slack:    {settings.api_url}\nDatabase: {place}", flush=True)


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
