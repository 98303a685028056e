"""What is answered to those who talk with the bot, in a direct message or by mention. Each is there at two
lengths, so that nobody is told the same twice in a row."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.cards import blocks
from bot.cards.asked import who_decides
from bot.cards.callbacks import Do
from bot.cards.card import Block, Card
from bot.cards.rows import row, spoken
from bot.cards.text import count, escape, mention
from bot.cards.words import and_more
from flows.assessment import Assessment
from flows.framework import Framework
from flows.listing import WaitingList

MOST_LISTED = 5
SHORT = "_short"


class Topic(StrEnum):
    """What is talked about; its short form is the same name with SHORT."""

    THANKS = "thanks"
    OKAY = "okay"
    SCORES = "scores"
    QUESTIONS = "questions"
    WHICH = "which"
    WHO_CAN = "who_can"
    REMINDERS_OFF = "reminders_off"
    REMINDERS_ON = "reminders_on"

    @property
    def choices(self) -> tuple[str, str]:
        return self.value, self.value + SHORT


_SCORES = (
    "Each question is rated from 1 to 5, and 5 is always the stronger case for sharing. The score of a "
    "principle is the average of its ratings. Open questions are counted separately, never as a zero. There "
    "is no overall score: a good principle must not hide a bad one."
)
_ON_AGAIN = "To turn them on again, say `remind me again`, or choose My settings."
_TO_STOP = "To get no more reminders, say `stop reminding me`."
_WORDS = {
    "thanks": "You are welcome. Say `list` at any time to see what is waiting for you.",
    "thanks_short": "Any time.",
    "okay": "All right. Say `list` to see what is waiting for you, or `help`.",
    "okay_short": "All right.",
    "reminders_off": (
        "Balance will send you no more reminders. You are still told once when somebody hands something "
        f"over to you or asks you for changes. {_ON_AGAIN}"
    ),
    "reminders_off_short": f"Your reminders are off. {_ON_AGAIN}",
    "reminders_on": (
        "Your reminders are on: Balance writes to you when something is due. To turn them off, say "
        "`stop reminding me`, or choose My settings."
    ),
    "reminders_on_short": "Your reminders are on.",
}


def say(which: str, framework: Framework) -> Card:
    """The words of a topic, in the form that was chosen."""
    topic = Topic(which.removesuffix(SHORT))
    is_short = which.endswith(SHORT)
    match topic:
        case Topic.SCORES:
            words = (
                "It is as I said above. Choose How scores work to read all of it." if is_short else _SCORES
            )
            return _card([words], blocks.button("How scores work", Do.SCORES))
        case Topic.QUESTIONS:
            return _card(_questions(framework, is_short=is_short), start_button())
        case Topic.REMINDERS_OFF | Topic.REMINDERS_ON:
            return _card([_WORDS[which]], blocks.button("My settings", Do.MY_SETTINGS))
        case _:
            return _card([_WORDS[which]])


def which(waiting: WaitingList, *, again: bool, stops: bool, now: datetime, url: str) -> Card:
    """An answer was typed where no question is asked: which of those that wait for answers is meant, and the
    way there. `stops`: it was a word such as “stop”, which may have been meant for the bot's messages."""
    if not waiting.total:
        words = "No question is waiting for you just now."
        if not again:
            words = f"{words} Say `start` and a title to begin an assessment."
        return _card([words, *([_TO_STOP] if stops else [])], start_button())
    if again or any(wait.listed.is_ballot or wait.listed.is_alone for wait in waiting.page.items):
        words = "Which question is that for?"
    elif waiting.total == 1:
        words = "Answers are given in the thread, so that the team sees them. This one is waiting for you:"
    else:
        words = "Which question is that for? Answers are given in the thread, so that the team sees them."
    card = _card([words])
    drawn, aloud = list(card.blocks), [card.text]
    shown = [wait.listed for wait in waiting.page.items[:MOST_LISTED]]
    for listed in shown:
        drawn += row(listed, now, url)
        aloud.append(spoken(listed, now))
    if stops:
        drawn.append(blocks.context(_TO_STOP))
        aloud.append(_TO_STOP.replace("`", ""))
    if more := and_more(waiting.total - len(shown)):
        drawn.append(blocks.context(more))
        aloud.append(more)
    return Card("\n".join(aloud), drawn)


def who_can(assessment: Assessment, reader: str) -> Card:
    """A question was asked in its thread that people must answer: who they are, without calling them."""
    words = f"Balance cannot answer that. {_who(assessment, reader)}"
    hint = "Type `why` for what the question here is about." if assessment.progress.question_at_hand else ""
    return _card([part for part in (words, hint) if part])


def for_people(questions: int, *, again: bool) -> Card:
    """A question that only people can answer, and of no assessment that Balance knows to be meant."""
    words = (
        "That is for people to say, not for Balance."
        if again
        else f"Balance cannot answer that. It asks a team {count(questions, 'question')}, and people decide "
        "once they have the answers."
    )
    ask = (
        "Whoever looks after information governance where you work can help, and an assessment gathers what "
        "they need."
    )
    return _card([words, ask], start_button())


def _who(assessment: Assessment, reader: str) -> str:
    owner = assessment.owner
    whose = "You look after this assessment." if owner == reader else f"{mention(owner)} looks after it."
    can = {owner, *assessment.reviewers} - {reader}
    return " ".join([whose, who_decides(assessment, reader), *(["Please ask them."] if can else [])])


def _questions(framework: Framework, *, is_short: bool) -> list[str]:
    total = count(len(framework.questions), "question")
    if is_short:
        return [f"The {total} are as listed above. Start an assessment to see each with its levels."]
    lines = [
        f"*{escape(principle.name)}*: {escape(', '.join(one.label for one in principle.questions))}"
        for principle in framework.principles
    ]
    return [
        f"Balance asks a team {total}, one by one:",
        "\n".join(lines),
        "Each is answered with a number from 1 to 5, not sure, or not applicable, and a reason if you like. "
        "A team can pause after any of them and go on another day.",
    ]


def start_button() -> Block:
    return blocks.button("Start an assessment", Do.START)


def _card(texts: Sequence[str], *buttons: Block) -> Card:
    spoken = "\n".join(texts).replace("`", "").replace("*", "")
    drawn = [blocks.section(text) for text in texts]
    return Card(spoken, [*drawn, *([blocks.actions(*buttons)] if buttons else [])])
