"""How a panel answered, once it is revealed: each question with its dots, what is split first."""

from typing import Any, NamedTuple

from bot.cards import all_reasons, blocks, splits
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card, first_whole
from bot.cards.dots import VIEW_WORDS, aloud, dots, figures
from bot.cards.known import Known
from bot.cards.panel import needed, reveal_button
from bot.cards.text import count, escape, few
from bot.cards.words import REASON_SHOWN, quoted
from flows.agreement import View
from flows.answer import Answer
from flows.assessment import Assessment
from flows.framework import Principle, Question
from flows.panel import MOST, Panel
from flows.panel_acts import BY_DAY
from flows.panel_settling import who_differs
from flows.seen_otherwise import on_question

REASONS_SHOWN = 1_200
"""Characters of all reasons for the ratings of one question."""
LEAST_REASON = 40
TALKED_ABOUT = (View.SPLIT, View.SPREAD, View.OPEN)
"""Nobody is asked to talk about what is agreed."""
DIFFERENTLY = "I see it differently"
MEDIAN = "The median is the rating in the middle."


class Room(NamedTuple):
    """What there is room for at each question: so many reasons, and so many characters of each sentence of
    somebody who sees it otherwise."""

    reasons: int
    dissent: int


ROOMS = (
    Room(MOST, REASON_SHOWN),
    Room(12, REASON_SHOWN),
    Room(6, 160),
    Room(3, 80),
    Room(0, 80),
    Room(0, 40),
)
"""As much as Slack takes of a message about several questions. All of it stands in *All reasons*."""


def reveal_card(assessment: Assessment, principle_id: str, known: Known) -> Card:
    """How the panel answered the questions of one principle: what is split first, with as many reasons as
    there is room for."""
    return first_whole(_reveal(assessment, principle_id, known, room) for room in ROOMS)


def _reveal(assessment: Assessment, principle_id: str, known: Known, room: Room) -> Card:
    framework, panel = assessment.framework, needed(assessment)
    principle = next(one for one in framework.principles if one.id == principle_id)
    questions = sorted(principle.questions, key=lambda one: list(View).index(panel.view(one.id)))
    talked = [one for one in questions if _is_talked_about(panel, one)]
    agreed = [one for one in questions if one not in talked]
    head = f"*How the panel answered: {escape(principle.name)}*\n{_tally(panel, principle)}"
    if principle == framework.principles[0]:  # the messages stand one below the other
        head += f" {MEDIAN}"
    drawn: list[Block] = [blocks.section(head)]
    said = [head.replace("*", "").replace("\n", ". ")]
    for question in talked:
        card = _question(assessment, question, known, room)
        drawn += card.blocks
        said.append(card.text)
    if agreed:
        lines = [f"{_label(assessment, one)}   {figures(panel.agreement(one.id))}" for one in agreed]
        head = (
            "Agreed"
            if all(panel.view(one.id) is View.AGREED for one in agreed)
            else "Agreed, or does not apply"
        )
        drawn += blocks.contexts([f"*{head}*", *lines])
        said += [f"{head}:", *(f"{_label(assessment, one)}: {_aloud(panel, one)}" for one in agreed)]
        for one in agreed:
            if otherwise := dissent_lines(assessment, one.id, known, room.dissent):
                about_one = [f"{framework.number(one.id)}. {one.label}", *otherwise]
                drawn.append(blocks.typed_context("\n".join(about_one)))
                said += map(escape, about_one)
    ways = [all_reasons.button(assessment, (*talked, *agreed)), _otherwise(assessment, principle)]
    return Card("\n".join(said), [*drawn, *([blocks.actions(*ways)] if any(ways) else [])])


def _otherwise(assessment: Assessment, principle: Principle) -> dict[str, Any] | None:
    """Where the team's answer stands and somebody said otherwise, be it one alone whom the others outweigh.
    It is the same button for everybody, so it tells nobody who that is."""
    if assessment.is_over or assessment.progress.is_decided:
        return None
    panel, given = needed(assessment), assessment.given
    ids = [question.id for question in principle.questions if question.id in given]
    if not any(who_differs(panel, id, given[id].answer) for id in ids):
        return None
    return blocks.button(DIFFERENTLY, Do.DISSENT, Ref.of(assessment).encode())


def _is_talked_about(panel: Panel, question: Question) -> bool:
    """What was rated twice is shown with both rounds, also where people agree by now."""
    return panel.view(question.id) in TALKED_ABOUT or len(panel.rounds_of(question.id)) > 1


def _tally(panel: Panel, principle: Principle) -> str:
    """How many people, and on how many questions they are split, or agree, by now."""
    by = " on the day that was set" if panel.rounds[0].revealed_by == BY_DAY else ""
    views = [panel.view(question.id) for question in principle.questions]
    split = views.count(View.SPLIT)
    talk = sum(view in TALKED_ABOUT for view in views) - split
    agreed, away = views.count(View.AGREED), views.count(View.NOT_APPLICABLE)
    found = ((split, "split"), (talk, "to talk about"), (agreed, "agreed"), (away, "not applicable"))
    counted = ", ".join(f"{number} {words}" for number, words in found if number)
    many = count(len(panel.heard), "person", "people")
    return f"{many}, revealed{by}. {counted}."


def _question(assessment: Assessment, question: Question, known: Known, room: Room) -> Card:
    panel = needed(assessment)
    lines = [
        f"*{_label(assessment, question)}* · *{VIEW_WORDS[panel.view(question.id)]}*",
        figures(panel.agreement(question.id)),
    ]
    said = [f"{_label(assessment, question)}: {_aloud(panel, question)}"]
    earlier = panel.rounds_of(question.id)[:-1]
    lines += [f"First round: {dots(one.agreement[question.id])}" for one in earlier]
    said += [f"First round: {aloud(one.agreement[question.id])}." for one in earlier]
    again = None
    if panel.is_rated_again(question.id):
        done = sum(panel.is_done(one) for one in panel.heard)
        lines.append(f"Being rated again, alone: {done} of {len(panel.heard)} done.")
        said.append(lines[-1])
        again = reveal_button(assessment, known)
    elif _can_rate_again(assessment, panel, question):
        again = blocks.button("Rate this again", Do.RATE_AGAIN, Ref.of(assessment, question.id).encode())
    drawn: list[Block] = [blocks.section("\n".join(lines)) | ({"accessory": again} if again else {})]
    reasons = reason_lines(panel, question.id, known, room.reasons)
    otherwise = dissent_lines(assessment, question.id, known, room.dissent)
    drawn += [blocks.typed_context("\n".join(lines)) for lines in (reasons, otherwise) if lines]
    return Card(" ".join([*said, *map(escape, reasons), *map(escape, otherwise)]), drawn)


def _can_rate_again(assessment: Assessment, panel: Panel, question: Question) -> bool:
    """One question at a time, before anything is submitted."""
    is_settled = bool(assessment.submissions) or assessment.is_over
    return panel.can_rate_again(question.id) and not panel.open_round and not is_settled


def reason_lines(panel: Panel, question: str, known: Known, most: int = MOST) -> list[str]:
    """`2: “words”`, the weakest rating first; with names only where they were agreed on. As typed. Of more
    than `most` reasons, it is said how many more there are."""
    latest = panel.latest(question)
    said = sorted(
        (answer.rating or 9, answer.reason or answer.evidence, number)
        for number, answer in latest.items()
        if answer.reason or answer.evidence
    )
    room = max(LEAST_REASON, REASONS_SHOWN // max(1, min(most, len(said))))
    lines = [
        f"{_whose(panel, number, latest[number], known)}: {quoted(words, room)}"
        for _, words, number in said[:most]
    ]
    more = len(said) - len(lines)
    return [*lines, *([f"And {count(more, 'more reason')}."] if more else [])]


def dissent_lines(assessment: Assessment, question: str, known: Known, limit: int) -> list[str]:
    """`Sees it differently: 2, “words”`, of a few people, each cut to `limit` characters. As typed."""
    panel, given = needed(assessment), assessment.given.get(question)
    lines = [
        f"Sees it differently: {_whose(panel, one.said.number, one.rating, known)}"
        f"{splits.said_to(one)}, {quoted(one.said.words, limit)}"
        for one in on_question(panel, question, given.answer if given else None)
        if one.holds
    ]
    return few(lines, splits.MOST_DISSENT)


def _whose(panel: Panel, number: int, answer: Answer | None, known: Known) -> str:
    one = panel.numbered(number) if panel.named else None
    word = answer_in_short(answer)
    return f"{word}, {known.plain_name(one.person)}" if one else word


def answer_in_short(answer: Answer | None) -> str:
    return answer.word if answer else "no answer"


def _aloud(panel: Panel, question: Question) -> str:
    return f"{aloud(panel.agreement(question.id))}."


def _label(assessment: Assessment, question: Question) -> str:
    return f"{assessment.framework.number(question.id)}. {escape(question.label)}"
