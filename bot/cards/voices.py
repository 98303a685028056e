"""Voices from outside, as cards and windows say them: who they are, and where they and the team differ. No
median stands for a split: that is shown by its dots."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.cards import blocks
from bot.cards.card import Block
from bot.cards.dots import VIEW_WORDS, in_short, median, unrated
from bot.cards.text import count, day, escape, few, listed, mention, shorten, unlinked, unmarked
from bot.cards.words import quoted
from flows.agreement import Agreement, View
from flows.answer import Answer, answers_in
from flows.assessment import Assessment
from flows.submission import Submission
from flows.voices import WORDS_LIMIT, Difference, VoiceGroup, compared, differences

_WHOSE_SHOWN: Final = 30
_EACH_SHOWN: Final = 22
AFTERWARDS: Final = ", after submitting"
_GROUPS_SHOWN: Final = 3
"""Of several groups so many, with so many characters of each name: two lines of a phone, or three."""
_WORDS_SHOWN: Final = 6_000
"""Characters that people wrote for one question, in a window; an export has all of them."""


def on_summary(assessment: Assessment, submission: Submission) -> str:
    """Who they are, and where they and the team differ most, in a line or two; empty for none. Escaped."""
    groups, answers = assessment.voices, answers_in(submission.given)
    if not groups:
        return ""
    people = count(sum(len(group.voices) for group in groups), "voice")
    if len(groups) == 1:
        since = ", which came in after this was submitted" if groups[0].at > submission.at else ""
        head = f"{people}: {_who(groups[0])}{since}."
    else:
        head = f"{people}: {_each(groups, submission)}."
    found = [
        (group, one) for group in groups for one in differences(assessment.framework, group, answers)[:1]
    ]
    if not found:
        return head
    group, furthest = max(found, key=lambda pair: pair[1].levels)
    whose = f"{_who(group, _EACH_SHOWN)}, on " if len(groups) > 1 else ""
    return f"{head} Furthest from the team: {whose}{_difference(furthest)}."


def plain_role(whose: str) -> str:
    """As typed, for a text of ours: what was kept before such words were refused may have marks or a link."""
    return " ".join(unlinked(unmarked(whose)).split()) or "people from outside"


def role(whose: str) -> str:
    """The same, escaped."""
    return escape(plain_role(whose))


def _who(group: VoiceGroup, most: int = _WHOSE_SHOWN) -> str:
    return escape(shorten(plain_role(group.whose), most))


def _each(groups: Sequence[VoiceGroup], submission: Submission) -> str:
    """`tenants’ panel (2), patients (4, after submitting) and 3 more groups`."""
    each = [
        f"{_who(group, _EACH_SHOWN)} ({len(group.voices)}{AFTERWARDS if group.at > submission.at else ''})"
        for group in groups
    ]
    return listed(few(each, _GROUPS_SHOWN)) + (" groups" if len(each) > _GROUPS_SHOWN else "")


def how_many(assessment: Assessment, number: object) -> str:
    """`12 voices from outside (tenants’ panel)`, of the group with this number. Escaped."""
    group = next((group for group in assessment.voices if group.number == number), None)
    if group is None:
        return "voices from outside"
    return f"{count(len(group.voices), 'voice')} from outside ({role(group.whose)})"


def behind_it(assessment: Assessment, submission: Submission | None) -> list[Block]:
    """On the first page of All answers: each group, since when it is there, and where it differs from what
    was submitted; without a submission, from what is answered so far."""
    answers = answers_in(submission.given if submission else assessment.given)
    lines = []
    for group in assessment.voices:
        late = " It came in after this was submitted." if submission and group.at > submission.at else ""
        by = f" by {mention(group.by)}" if group.by else ""
        head = f"{how_many(assessment, group.number)}, brought in{by} on {day(group.at)}.{late}"
        lines.append(f"{head} {differ(assessment, group, answers)}")
    return blocks.contexts(lines)


def in_full(assessment: Assessment, question: str) -> list[Block]:
    """Below an answer: what each group said, in dots and in words. All groups share the room for words."""
    drawn: list[Block] = []
    for group in assessment.voices:
        found = group.agreement(question)
        if not found.people:
            continue
        words = [f"{said.word}: {quoted(said.words, WORDS_LIMIT)}" for said in group.words(question)]
        shown = _within(words, _WORDS_SHOWN // len(assessment.voices))
        more = f" Written by {len(words)}; an export has all of it." if len(shown) < len(words) else ""
        drawn.append(blocks.context(f"*{role(group.whose)}*: {picture(found)}{more}"))
        drawn += [blocks.context_of(chunk) for chunk in blocks.typed_chunks(shown)]
    return drawn


def differ(assessment: Assessment, group: VoiceGroup, answers: Mapping[str, Answer]) -> str:
    """`They and the team differ most on: Clear limits (they 2, the team 4).` Escaped."""
    found = differences(assessment.framework, group, answers)
    if not found:
        near = any(one.is_comparable for one in compared(assessment.framework, group, answers))
        words = "Where most of them gave a rating, they and the team differ by less than one level."
        return words if near else ""
    return f"They and the team differ most on: {'; '.join(map(_difference, found))}."


def picture(found: Agreement) -> str:
    """`1 ●● · 5 ●● (split)`: each rating as a dot, and the median where that says it."""
    shown = ", ".join(part for part in (in_short(found), *unrated(found)) if part)
    if found.people == 1:
        return shown
    says_it = found.median is not None and found.view in (View.AGREED, View.SPREAD)
    return f"{shown} ({f'median {median(found)}, ' if says_it else ''}{VIEW_WORDS[found.view]})"


def _difference(one: Difference) -> str:
    """What is split or spread by its dots: many see it otherwise than its median says."""
    is_apart = one.voices.view in (View.SPLIT, View.SPREAD)
    they = picture(one.voices) if is_apart else median(one.voices)
    return f"{escape(one.question.label)} (they {they}, the team {one.team})"


def _within(words: list[str], room: int) -> list[str]:
    """Those for which there is room, from the first on."""
    shown: list[str] = []
    for one in words:
        room -= len(one)
        if room < 0:
            break
        shown.append(one)
    return shown
