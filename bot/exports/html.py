"""`record.html`: the pack as one page, without scripts and without anything from elsewhere."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from bot.cards.text import count
from bot.exports.forms import Form, Material, holds_stamp
from bot.exports.legible import legible

_NAME = "record.html.j2"


def page(material: Material) -> bytes:
    pack = material.pack
    drawn = _template().render(pack=pack, stamp=material.stamp, answers=count(_answers(material), "question"))
    return drawn.encode()


def _answers(material: Material) -> int:
    return sum(len(group.answers) for group in material.pack.groups)


@cache
def _template() -> Template:
    """What people typed is escaped wherever it goes in: nothing is marked as safe."""
    template = (files("bot.exports") / "templates" / _NAME).read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_legible, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(template)


def _legible(value: object) -> object:
    """A Markup is what a macro made, of words that went through here."""
    return legible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


HTML = Form("record.html", page, holds_stamp)
