"""How `balance voices` is asked. What it needs is loaded when it runs: a bot starts without it."""

import argparse
from typing import Any

from bot.config import ExitCode, Settings
from bot.records.arguments import assessment_id, path, typed


def add_to(commands: Any) -> None:
    """`commands` are argparse's subparsers."""
    voices = commands.add_parser("voices", help="ask people who are not in Slack, and bring in their answers")
    actions = voices.add_subparsers(required=True, metavar="ACTION")

    form = actions.add_parser("form", help="make a form to print or fill in, and a spreadsheet")
    form.add_argument("id", metavar="ID", type=assessment_id, help="the assessment, as exports show it")
    form.add_argument(
        "--who", type=typed, required=True, help="who they are, such as: tenants’ panel; no names"
    )
    form.add_argument("--to", metavar="FOLDER", type=path, required=True, help="where to")
    form.set_defaults(command=_form)

    bring_in = actions.add_parser("import", help="bring in what a group of people answered")
    bring_in.add_argument(
        "files", metavar="FILE", type=path, nargs="+", help="saved answers, or a folder of them; one group"
    )
    bring_in.add_argument(
        "--assessment", metavar="ID", type=assessment_id, help="refuse answers for any other"
    )
    bring_in.set_defaults(command=_import)


def _form(options: argparse.Namespace) -> ExitCode:
    from bot.voices.command import make_form

    return make_form(Settings.from_environment(), options.id, options.who, options.to)


def _import(options: argparse.Namespace) -> ExitCode:
    from bot.voices.command import import_files

    return import_files(Settings.from_environment(), options.files, options.assessment)
