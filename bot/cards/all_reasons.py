"""What people who answered alone wrote to a question, in full, a few a page: on a card there is room for the
beginning of each at most, and only for what they said last."""

from collections.abc import Iterator
from typing import Any

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.dots import figures
from bot.cards.happened import SHOWS
from bot.cards.pages import in_pages
from bot.cards.splits import said_to
from bot.cards.text import count, escape, mention
from flows.agreement import Agreement
from flows.answer import Answer
from flows.assessment import Assessment
from flows.framework import Question
from flows.panel import Panel, Round
from flows.refusals import Refusal, Why
from flows.seen_otherwise import on_question

LABEL = "All reasons"
REASONS_A_PAGE = 12
OTHERWISE, OTHERWISE_EARLIER = "Seen differently from the team’s answer", "Seen differently earlier"
_ROUNDS = ("First round", "Second round")


def button(assessment: Assessment, questions: tuple[Question, ...]) -> dict[str, Any] | None:
    """Leads to what was written to these, beginning with the first of them; None: nothing was."""
    told = [question for question in questions if is_told(assessment.panel, question.id)]
    return blocks.button(LABEL, Do.ALL_REASONS, Ref.of(assessment, told[0].id).encode()) if told else None


def is_told(panel: Panel | None, question: str) -> bool:
    """Whether anybody wrote anything to it, in any round that was revealed."""
    if panel is None:
        return False
    said = (answer for one in panel.rounds_of(question) for answer in one.answers[question].values())
    return any(map(_wrote, said)) or any(one.question == question for one in panel.dissents)


def all_reasons(assessment: Assessment, question: Question, ref: Ref) -> dict[str, Any]:
    """To this question, in each round, the weakest rating first; then who sees it otherwise than the team,
    and who did earlier. Raises Refusal before the reveal."""
    panel = assessment.panel
    if panel is None or not panel.rounds_of(question.id):
        raise Refusal(Why.NOT_REVEALED_YET if panel else Why.NO_PANEL)
    given = assessment.given.get(question.id)
    pages = in_pages(_pieces(panel, question, given.answer if given else None), REASONS_A_PAGE)
    page = min(ref.page, len(pages) - 1)
    framework = assessment.framework
    head = f"*{framework.number(question.id)}. {escape(question.label)}*\n{escape(question.text)}"
    here = Ref(assessment.id, assessment.turn, question.id, ref.channel).on_page(page)
    turn = [
        blocks.button("Previous page", Do.REASONS_BACK) if page > 0 else None,
        blocks.button("Next page", Do.REASONS_ON) if page < len(pages) - 1 else None,
    ]
    drawn: list[Block] = [blocks.section(head), *_others(assessment, question, here)]
    if len(pages) > 1:
        drawn.append(blocks.context(f"Page {page + 1} of {len(pages)}"))
    drawn += [*pages[page], *([blocks.actions(*turn)] if any(turn) else [])]
    return blocks.modal(LABEL, View.READ, drawn, metadata=here.encode())


def _others(assessment: Assessment, question: Question, here: Ref) -> list[Block]:
    """A menu of the questions of the same principle to which anything was written."""
    framework = assessment.framework
    told = [
        one
        for one in framework.principle_of(question.id).questions
        if one == question or is_told(assessment.panel, one.id)
    ][: blocks.SELECT_LIMIT]
    if len(told) < 2:
        return []
    options = {
        one.id: blocks.option(
            f"{framework.number(one.id)}. {one.label}",
            Ref(here.assessment, here.turn, one.id, here.channel).encode(),
        )
        for one in told
    }
    menu = blocks.select("Another question", Do.REASONS_TO, list(options.values()))
    if question.id in options:
        menu["initial_option"] = options[question.id]
    return [blocks.actions(menu)]


def _pieces(panel: Panel, question: Question, team: Answer | None) -> Iterator[list[Block]]:
    for name, one in zip(_ROUNDS, panel.rounds_of(question.id), strict=False):
        said = one.answers[question.id]
        yield [blocks.divider(), blocks.section(_head(name, one, question))]
        for number, answer in sorted(said.items(), key=lambda item: (item[1].rating or 9, item[0])):
            if _wrote(answer):
                yield [blocks.context(_whose(panel, number, answer)), *_words(answer)]
    said_so = list(on_question(panel, question.id, team))
    for holds, heading in ((True, OTHERWISE), (False, OTHERWISE_EARLIER)):
        found = [seen for seen in said_so if seen.holds is holds]
        if found:
            yield [blocks.divider(), blocks.section(f"*{heading}*")]
        for seen in found:
            whose = f"{_whose(panel, seen.said.number, seen.rating)}{said_to(seen)}"
            yield [blocks.context(whose), *blocks.typed_quotes([("", seen.said.words)])]


def _head(name: str, one: Round, question: Question) -> str:
    said = one.answers[question.id]
    wrote = sum(map(_wrote, said.values()))
    gave = f"{count(wrote, 'person', 'people')} of {len(said)} gave a reason." if wrote else _NOBODY
    return f"*{name}*\n{figures(Agreement.of(said.values()))}\n{gave}"


_NOBODY = "Nobody gave a reason."


def _whose(panel: Panel, number: int, answer: Answer | None) -> str:
    """With names only where they were agreed on. None: it is from before ratings were kept with sentences."""
    word = answer.word.capitalize() if answer else "Rating not kept"
    if answer and answer.rating:
        word = f"Rated {answer.rating}"
    one = panel.numbered(number) if panel.named else None
    return f"*{word}* · {mention(one.person)}" if one else f"*{word}*"


def _wrote(answer: Answer) -> bool:
    return bool(answer.reason or answer.evidence)


def _words(answer: Answer) -> list[Block]:
    parts = [("", answer.reason), (SHOWS, answer.evidence)]
    return blocks.typed_quotes((head, words) for head, words in parts if words)
