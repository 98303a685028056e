"""A manager's view of many: bars for the eye, and the same in words and numbers."""

from dataclasses import replace
from datetime import datetime

from bot.cards import blocks
from bot.cards.callbacks import Do
from bot.cards.card import Block, Card
from bot.cards.home_state import GROUPS, PERIODS, Look
from bot.cards.rows import STAGE_WORDS, length
from bot.cards.text import channel_link, count, escape, steps_bar
from bot.cards.words import decided_word
from flows.listing import Overview, Wait, Wanted
from flows.stages import Stage

WIDTH = 10
_GROUP_OF = {str(group or ""): group for group in GROUPS}
"""By what a choice in the menu carries."""
BLOCK = "overview"
"""The block's id carries the look: a message has no other place for it."""
COUNTED = "counted"
"""The same of the menu that leads to what is counted."""


def overview(shown: Overview, look: Look, now: datetime, note: str = "") -> Card:
    lines = _paragraphs(shown, look, now)
    title = f"Overview: {what(look)}"
    drawn = [blocks.section(f"*{title}*"), *sections(shown, look, now)]
    if note:
        drawn.append(blocks.context(note))
    aloud = [line.strip("▰▱ ").replace("*", "") for paragraph in lines for line in paragraph]
    return Card("\n".join(part for part in (title, *aloud, note) if part), drawn)


def sections(shown: Overview, look: Look, now: datetime) -> list[Block]:
    """The overview with its controls, for a message or for App Home."""
    paragraphs = ("\n".join(lines) for lines in _paragraphs(shown, look, now))
    return [controls(look), *(blocks.section(text) for text in paragraphs), *_ways(shown, look)]


def wanted_of(look: Look, counted: str) -> Wanted:
    """The assessments that one bar or row counts, by the value of its choice. Raises ValueError for what is
    none of ours."""
    kind, _, which = counted.partition(":")
    period = Wanted(channel=look.channel, days=look.days)
    match kind:
        case "stage":
            return replace(period, stage=Stage(which))
        case "score":
            principle, _, whole = which.rpartition(":")
            if whole not in _GROUP_OF:
                raise ValueError("no group of scores")
            return replace(period, principle=principle, score=_GROUP_OF[whole])
        case "question":
            return replace(period, question=which)
        case _:
            raise ValueError("counted by nothing")


def criteria(wanted: Wanted, shown: Overview) -> str:
    """Which score or question was chosen."""
    if wanted.principle:
        return f"{escape(shown.principles.get(wanted.principle, wanted.principle))} {GROUPS[wanted.score]}"
    if wanted.question:
        return f"{escape(shown.questions.get(wanted.question, wanted.question))} rated 1, 2 or open"
    return ""


def _ways(shown: Overview, look: Look) -> list[Block]:
    """A menu of everything that is counted: what is chosen there is listed."""
    stages = [(f"{STAGE_WORDS[one]}: {many}", f"stage:{one}") for one, many in shown.stages.items()]
    groups = [("Where they stand", stages)]
    for principle, counted in shown.scores.items():
        rows = [
            (f"{words}: {counted[group]}", f"score:{principle}:{group or ''}")
            for group, words in GROUPS.items()
            if counted.get(group)
        ]
        groups.append((shown.principles[principle], rows))
    troubles = [
        (f"{shown.questions.get(one.question, one.question)}: {one.total}", f"question:{one.question}")
        for one in shown.troubles
    ]
    drawn = [
        {
            "label": blocks.plain(label, blocks.OPTION_LIMIT),
            "options": [blocks.option(words, value) for words, value in rows],
        }
        for label, rows in [*groups, ("Most often 1, 2 or open", troubles)]
        if rows
    ]
    if not drawn:
        return []
    menu = blocks.select("List what is counted", Do.SHOW_COUNTED, [])
    del menu["options"]
    block_id = f"{COUNTED}|{look.days}|{look.channel}"
    return [blocks.actions(menu | {"option_groups": drawn}) | {"block_id": block_id}]


def controls(look: Look) -> Block:
    period = blocks.select(
        "Period", Do.OVERVIEW_DAYS, [blocks.option(words, str(days)) for days, words in PERIODS.items()]
    )
    period["initial_option"] = blocks.option(PERIODS[look.days], str(look.days))
    channel = {
        "type": "conversations_select",
        "action_id": Do.OVERVIEW_CHANNEL,
        "placeholder": blocks.plain("All channels"),
        "filter": {"include": ["public", "private"]},
    }
    if look.channel:
        channel["initial_conversation"] = look.channel
    everywhere = blocks.button("All channels", Do.OVERVIEW_EVERYWHERE) if look.channel else None
    return blocks.actions(period, channel, everywhere) | {"block_id": f"{BLOCK}|{look.days}|{look.channel}"}


def look_of(block: str) -> Look:
    """The look that the controls of a message were drawn for."""
    parts = block.split("|")
    if len(parts) != 3 or parts[0] not in (BLOCK, COUNTED) or not parts[1].isdecimal():
        return Look()
    days = int(parts[1][:9])
    return Look(days=days if days in PERIODS else Look().days, channel=parts[2])


def what(look: Look) -> str:
    """Which assessments it is about."""
    when = f"begun in {PERIODS[look.days][0].lower()}{PERIODS[look.days][1:]}" if look.days else "ever begun"
    return f"assessments {when}{f' in {channel_link(look.channel)}' if look.channel else ''}"


def _paragraphs(shown: Overview, look: Look, now: datetime) -> list[list[str]]:
    total = sum(shown.stages.values())
    waits = [_wait(stage, shown.waits[stage], now) for stage in shown.waits]
    if not total:
        return [[f"There are no {what(look)}, as far as you can see them."], *([waits] if waits else [])]
    paragraphs = [
        [
            f"*Where they stand* · {count(total, 'assessment')}",
            *(_stage(shown, stage, number, total) for stage, number in shown.stages.items()),
        ]
    ]
    if waits:
        paragraphs.append(["*What waits now*", *waits])
    summaries = count(shown.handed_in, "summary", "summaries")
    for principle, counted in shown.scores.items():
        head = f"*{escape(shown.principles[principle])}* · scores of {summaries}"
        rows = [
            _bar(counted.get(group, 0), shown.handed_in, words)
            for group, words in GROUPS.items()
            if group is not None or counted.get(group)
        ]
        paragraphs.append([head, *rows])
    if shown.troubles:
        head = f"*Most often 1, 2 or open* · of {summaries}"
        lines = [_trouble_line(shown, place) for place in range(len(shown.troubles))]
        paragraphs.append([head, *lines, *([_ties(shown)] if shown.ties else [])])
    return paragraphs


def _stage(shown: Overview, stage: Stage, number: int, total: int) -> str:
    """Of what is closed, also what it had been decided to."""
    line = _bar(number, total, STAGE_WORDS[stage])
    if stage is not Stage.CLOSED or not shown.closed:
        return line
    parts = [f"{many} {decided_word(verdict)}" for verdict, many in shown.closed.items()]
    return f"{line} ({', '.join(parts)})"


def _bar(number: int, total: int, words: str) -> str:
    return f"{bar(number, total)} {words}: {number}"


def bar(number: int, total: int) -> str:
    """What there is at all shows at least one mark."""
    return steps_bar(max(1, round(number * WIDTH / total)) if number and total else 0, WIDTH, WIDTH)


def _wait(stage: Stage, wait: Wait, now: datetime) -> str:
    median, oldest = ((now - moment).days for moment in (wait.median, wait.oldest))
    words = "Waiting for a decision" if stage is Stage.AWAITING else "Waiting for answers"
    since = "since it was submitted" if stage is Stage.AWAITING else "since it was begun"
    if wait.count == 1:
        return f"{words}: 1, {_days(oldest)} {since}."
    if oldest < 1:
        return f"{words}: {wait.count:,}, all of them {_days(oldest)} {since}."
    half = f"Half of them {_days(max(median, 1))} or {'longer' if median else 'less'} {since}"
    return f"{words}: {wait.count:,}. {half}, the oldest {_days(oldest)}."


def _days(days: int) -> str:
    return "less than a day" if days < 1 else length(days)


def _ties(shown: Overview) -> str:
    return f"{count(shown.ties, 'more question')} as often as the last of these."


def _trouble_line(shown: Overview, place: int) -> str:
    trouble = shown.troubles[place]
    label = escape(shown.questions.get(trouble.question, trouble.question))
    parts = [
        f"{number} {words}"
        for number, words in (
            (trouble.ones, "rated 1"),
            (trouble.twos, "rated 2"),
            (trouble.open, "open"),
        )
        if number
    ]
    return f"{bar(trouble.total, shown.handed_in)} {label}: {trouble.total} ({', '.join(parts)})"
