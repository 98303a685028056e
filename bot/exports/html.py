"""`record.html`: the pack as one page, without scripts and without anything from elsewhere."""

from bot.cards.text import count
from bot.documents.page import template
from bot.exports.forms import Form, Material, holds_stamp, stamped


def page(material: Material) -> bytes:
    drawn = template("bot.exports", "record.html.j2").render(
        pack=material.pack, stamp=material.stamp, answers=count(_answers(material), "question")
    )
    return stamped(drawn.encode(), material)


def _answers(material: Material) -> int:
    return sum(len(group.answers) for group in material.pack.groups)


HTML = Form("record.html", page, holds_stamp)
