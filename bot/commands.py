"""What each command does with what was said behind it. Each imports what it needs when it is called, so that
none waits for what only another one uses."""

import argparse
import json
import re
import sys

from bot import log
from bot.config import ConfigError, ExitCode, Settings
from bot.terminal import say
from bot.transports import event_loop


def run(_options: argparse.Namespace) -> ExitCode:
    settings = Settings.from_environment()
    settings.check_bot_token()
    settings.check_app_token()
    log.configure(settings.log_level)
    _say_where(settings)
    from bot.transports import socket_mode

    event_loop.run(socket_mode.run(settings))
    return ExitCode.FINE


def serve(options: argparse.Namespace) -> ExitCode:
    settings = Settings.from_environment()
    settings.check_bot_token()
    settings.check_signing_secret()
    log.configure(settings.log_level)
    _say_where(settings)
    from bot.transports import http

    event_loop.run(http.serve(settings, options.host, options.port))
    return ExitCode.FINE


def sandbox(options: argparse.Namespace) -> ExitCode:
    from bot.demo import command

    if options.play:
        return event_loop.run(command.play(options.play, options.keep))
    return event_loop.run(command.sandbox(options.port, with_examples=not options.empty, keep=options.keep))


def doctor(_options: argparse.Namespace) -> ExitCode:
    from bot.doctor.slack import examine

    return event_loop.run(examine())


def export(options: argparse.Namespace) -> ExitCode:
    if bool(options.ids) == options.all or (options.since and not options.all):
        options.parser.error("name the assessments by their ids, or say --all, with --since DATE if you like")
    from bot.exports import command

    wanted = command.Wanted(
        tuple(dict.fromkeys(options.ids)),
        options.since,
        options.format or command.EVERY_FORM,
        options.to,
        without_names=options.without_names,
    )
    return command.export(Settings.from_environment(), wanted)


def import_(options: argparse.Namespace) -> ExitCode:
    from bot.exports.importing import import_files

    return import_files(Settings.from_environment(), options.files)


def verify(options: argparse.Namespace) -> ExitCode:
    from bot.records.verify import verify_files, verify_store

    return verify_store(Settings.from_environment()) if options.store else verify_files(options.files)


def about(options: argparse.Namespace) -> ExitCode:
    from bot.records.people import write_about

    return write_about(Settings.from_environment(), options.user, options.to)


def forget(options: argparse.Namespace) -> ExitCode:
    from bot.records.people import forget_one

    return forget_one(Settings.from_environment(), options.user, sure=options.yes)


def erase(options: argparse.Namespace) -> ExitCode:
    from bot.records.erase import erase_one

    settings = Settings.from_environment()
    return erase_one(settings, options.id, by=options.by, why=options.why, sure=options.yes)


def backup(options: argparse.Namespace) -> ExitCode:
    from bot.records.backups import back_up_to

    return back_up_to(Settings.from_environment(), options.file)


def restore(options: argparse.Namespace) -> ExitCode:
    from bot.records.backups import restore_from

    return restore_from(Settings.from_environment(), options.file, sure=options.yes)


def db_upgrade(_options: argparse.Namespace) -> ExitCode:
    settings = Settings.from_environment()
    from bot.app import load_framework, open_store
    from storage import schema

    database, _ = open_store(settings, load_framework(settings))
    say(f"The database {database.place} is up to date: version {schema.state(database)[1]}.")
    database.close()
    return ExitCode.FINE


def understand(options: argparse.Namespace) -> ExitCode:
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
        say(json.dumps({"text": text} | heard, ensure_ascii=False))
    return ExitCode.FINE


def diagram(_options: argparse.Namespace) -> ExitCode:
    from bot.app import load_framework
    from flows.diagram import render

    say(render(load_framework(Settings.from_environment())).removesuffix("\n"))
    return ExitCode.FINE


def _say_where(settings: Settings) -> None:
    """Before anything is opened or made."""
    from storage import engine
    from storage.errors import StorageError

    try:
        place = engine.place(engine.parse(settings.database_url))
    except StorageError as error:
        raise ConfigError("BALANCE_DATABASE_URL", str(error)) from None
    say(f"Slack:    {settings.api_url}\nDatabase: {place}")
