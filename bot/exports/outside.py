"""Voices from outside, as every form of an export tells them: beside the answers of the team."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.cards import voices
from bot.cards.dots import spoken
from bot.cards.text import count
from bot.exports.pack import Statement, VoiceLine, VoicesEntry
from bot.exports.source import Source, moment
from flows.agreement import Agreement
from flows.answer import answers_in
from flows.framework import Question
from flows.voices import VoiceAnswer, VoiceGroup

AT_A_TERMINAL = "whoever runs Balance"


@dataclass(frozen=True, slots=True)
class Heard:
    """What one group said to one question, and the team's rating; None: it has none."""

    group: VoiceGroup
    question: Question
    said: Agreement
    words: tuple[VoiceAnswer, ...]
    team: int | None


def heard(source: Source) -> Iterator[Heard]:
    """Group by group, in the order of the questions; what nobody of a group answered is left out."""
    for group in source.assessment.voices:
        for question in source.assessment.framework.questions:
            said, given = group.agreement(question.id), source.given.get(question.id)
            if said.people:
                team = given.answer.rating if given else None
                yield Heard(group, question, said, group.words(question.id), team)


def entries(source: Source) -> tuple[VoicesEntry, ...]:
    return tuple(_entry(source, group) for group in source.assessment.voices)


def by(source: Source, group: VoiceGroup) -> str:
    return source.name(group.by, group.at) if group.by else AT_A_TERMINAL


def _entry(source: Source, group: VoiceGroup) -> VoicesEntry:
    number, at = count(len(group.voices), "voice"), moment(group.at)
    differ = voices.differ(source.assessment, group, answers_in(source.given))
    return VoicesEntry(
        whose=group.whose,
        about=f"{number}, brought in by {by(source, group)}, {at}. {_late(source, group)}".rstrip(),
        differ=source.plain(differ),
        lines=tuple(_line(source, one) for one in heard(source) if one.group is group),
    )


def _late(source: Source, group: VoiceGroup) -> str:
    submission = source.submission
    late = submission is not None and group.at > submission.at
    return "They came in after this was submitted." if late else ""


def _line(source: Source, one: Heard) -> VoiceLine:
    return VoiceLine(
        number=source.assessment.framework.number(one.question.id),
        label=one.question.label,
        dots=voices.picture(one.said),
        counted=spoken(one.said),
        team=f"{one.team} of 5" if one.team else "no rating",
        words=tuple(Statement(answer.word, answer.words) for answer in one.words),
    )
