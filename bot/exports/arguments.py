"""How `balance export` and `balance import` are asked. What they need is loaded when they run: a bot starts
without it."""

import argparse
from datetime import date
from typing import Any, Final

from bot.config import ExitCode, Settings
from bot.exports.left_alone import end_when_left_alone
from bot.records.arguments import assessment_id, path

TABLES: Final = "csv"
"""Unlike the others, files for all assessments together."""
EVERY_FORM: Final = ("json", "html", TABLES, "ods", "pdf")


def add_to(commands: Any) -> None:
    """`commands` are argparse's subparsers."""
    export = commands.add_parser("export", help="write records into a folder: pages, PDF, tables and data")
    export.add_argument(
        "ids", metavar="ID", type=assessment_id, nargs="*", help="the assessments, by their ids"
    )
    export.add_argument("--all", action="store_true", help="every assessment in the database")
    export.add_argument(
        "--since", metavar="DATE", type=_day, help="of --all, those changed since this day, as in 2026-03-31"
    )
    export.add_argument("--to", metavar="FOLDER", type=path, required=True, help="where to")
    export.add_argument(
        "--format",
        metavar="FORMS",
        type=_forms,
        default=EVERY_FORM,
        help=f"some of {','.join(EVERY_FORM)} (default: all of them)",
    )
    export.add_argument("--without-names", action="store_true", help="people become Person 1, Person 2 ...")
    # How a running bot asks:
    export.add_argument("--codes", action="store_true", help=argparse.SUPPRESS)
    export.add_argument("--while-input", action="store_true", help=argparse.SUPPRESS)
    export.set_defaults(command=_export, parser=export)

    imports = commands.add_parser("import", help="put exported records (record.json) into this database")
    imports.add_argument("files", metavar="FILE", type=path, nargs="+", help="one or more record.json")
    imports.set_defaults(command=_import)


def _export(options: argparse.Namespace) -> ExitCode:
    if bool(options.ids) == options.all or (options.since and not options.all):
        options.parser.error("name the assessments by their ids, or say --all, with --since DATE if you like")
    if options.while_input:
        end_when_left_alone()
    from bot.exports.command import Wanted, export

    ids = tuple(dict.fromkeys(options.ids))
    wanted = Wanted(
        *(ids, options.since, options.format, options.to),
        without_names=options.without_names,
        codes=options.codes,
    )
    return export(Settings.from_environment(), wanted)


def _import(options: argparse.Namespace) -> ExitCode:
    from bot.exports.importing import import_files

    return import_files(Settings.from_environment(), options.files)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day. Write it as in 2026-03-31.") from None


def _forms(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if unknown := [part for part in wanted if part not in EVERY_FORM]:
        raise argparse.ArgumentTypeError(
            f"there is no form {unknown[0]!r}. There are: {', '.join(EVERY_FORM)}."
        )
    return wanted
