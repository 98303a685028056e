"""How the commands that look after records and their store are asked. What they need is loaded when they run:
a bot starts without it."""

import argparse
from pathlib import Path
from typing import Any

from bot.config import ExitCode, Settings


def add_to(commands: Any) -> None:
    """`commands` are argparse's subparsers."""
    verify = commands.add_parser("verify", help="say whether records are as they were written")
    which = verify.add_mutually_exclusive_group(required=True)
    which.add_argument("files", metavar="FILE", type=path, nargs="*", default=[], help="exported record.json")
    which.add_argument("--store", action="store_true", help="all records of the database")
    verify.set_defaults(command=_verify, only_tells=True)

    about = commands.add_parser("about", help="write down all that is kept of a person, as JSON")
    about.add_argument("user", metavar="USER", help="their member id in Slack, such as U012AB3CD")
    about.add_argument("--to", metavar="FILE", type=path, help="where to; else it is printed")
    about.set_defaults(command=_about)

    forget = commands.add_parser("forget", help="take a person out of all records; first says where they are")
    forget.add_argument("user", metavar="USER", help="their member id in Slack, such as U012AB3CD")
    forget.add_argument("--yes", action="store_true", help="do it")
    forget.set_defaults(command=_forget)

    erase = commands.add_parser("erase", help="erase an assessment, from Slack too; first says what there is")
    erase.add_argument("id", metavar="ID", type=assessment_id, help="as exports show it")
    erase.add_argument("--yes", action="store_true", help="do it")
    erase.add_argument("--by", type=typed, default="", help="who erases it: their name is kept")
    erase.add_argument("--why", type=typed, default="", help="why: it is kept")
    erase.set_defaults(command=_erase)

    backup = commands.add_parser("backup", help="copy the SQLite database while Balance runs")
    backup.add_argument("file", metavar="FILE", type=path, help="where to; it must not be there yet")
    backup.set_defaults(command=_backup)

    restore = commands.add_parser("restore", help="put a backup in the place of the SQLite database")
    restore.add_argument("file", metavar="FILE", type=path, help="the backup; Balance must not run")
    restore.add_argument("--yes", action="store_true", help="also in the place of a database that is there")
    restore.set_defaults(command=_restore)


def assessment_id(text: str) -> str:
    """What stands for an assessment. What is no text stands for none: no store can even be asked for it."""
    if not _is_text(text):
        raise argparse.ArgumentTypeError(f"there is no assessment {text}.")
    return text


def path(text: str) -> Path:
    """Of a file or a folder. An empty one would be the folder that this was started in."""
    if not text:
        raise argparse.ArgumentTypeError("no file and no folder is named: it is empty.")
    return Path(text)


def typed(text: str) -> str:
    """What is kept as somebody typed it."""
    if not _is_text(text):
        raise argparse.ArgumentTypeError("this is not text in UTF-8.")
    return text


def _is_text(text: str) -> bool:
    """Python takes bytes that are none into what was typed, each as a lone surrogate."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _verify(options: argparse.Namespace) -> ExitCode:
    from bot.records.verify import verify_files, verify_store

    return verify_store(Settings.from_environment()) if options.store else verify_files(options.files)


def _about(options: argparse.Namespace) -> ExitCode:
    from bot.records.people import write_about

    return write_about(Settings.from_environment(), options.user, options.to)


def _forget(options: argparse.Namespace) -> ExitCode:
    from bot.records.people import forget_one

    return forget_one(Settings.from_environment(), options.user, sure=options.yes)


def _erase(options: argparse.Namespace) -> ExitCode:
    from bot.records.erase import erase_one

    settings = Settings.from_environment()
    return erase_one(settings, options.id, by=options.by, why=options.why, sure=options.yes)


def _backup(options: argparse.Namespace) -> ExitCode:
    from bot.records.backups import back_up_to

    return back_up_to(Settings.from_environment(), options.file)


def _restore(options: argparse.Namespace) -> ExitCode:
    from bot.records.backups import restore_from

    return restore_from(Settings.from_environment(), options.file, sure=options.yes)
