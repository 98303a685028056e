"""Pages that are one HTML file, from their templates."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from bot.documents.legible import legible


@cache
def template(package: str, name: str) -> Template:
    """Of those in the folder `templates` of a package. What people typed is escaped wherever it goes in:
    nothing is marked as safe."""
    text = (files(package) / "templates" / name).read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_legible, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)


def _legible(value: object) -> object:
    """A Markup is what a macro made, of words that went through here."""
    return legible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
