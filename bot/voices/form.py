"""The form for people from outside: one page that is printed, or filled in without internet."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from bot.documents.page import template
from bot.voices.answer_file import COPY, END, blank, head_of, starts_of_lines
from bot.voices.answer_text import NOT_APPLICABLE, NOT_SURE
from bot.voices.invitation import Invitation
from flows.assessment import Assessment
from flows.voices import WORDS_LIMIT


def page(assessment: Assessment, invitation: Invitation) -> bytes:
    framework, script = assessment.framework, _script()
    starts = starts_of_lines(framework)
    principles = [
        {
            "name": principle.name,
            "summary": principle.summary,
            "questions": [
                {
                    "number": framework.number(question.id),
                    "start": starts[framework.number(question.id) - 1],
                    "label": question.label,
                    "text": question.text,
                    "levels": question.levels,
                }
                for question in principle.questions
            ],
        }
        for principle in framework.principles
    ]
    drawn = template("bot.voices", "form.html.j2").render(
        title=assessment.title,
        about=assessment.about,
        recipients=assessment.recipients,
        whose=invitation.whose,
        assessment=assessment.id,
        principles=principles,
        head=head_of(invitation),
        copy=COPY,
        end=END,
        blank=blank(invitation, framework),
        not_sure=NOT_SURE,
        not_applicable=NOT_APPLICABLE,
        most_words=WORDS_LIMIT,
        script=script,
        script_hash=_hash(script),
    )
    return drawn.encode()


@cache
def _script() -> Markup:
    """Ours, and the same for all: what people typed stands in the page as data."""
    return Markup((files("bot.voices") / "templates" / "form.js").read_text(encoding="utf-8"))  # noqa: S704


def _hash(script: str) -> str:
    """By this a browser runs that script, and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"
