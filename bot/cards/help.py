"""What the bot says when it is spoken to: short, never the same lecture twice in a row."""

from bot.cards import blocks, refusals
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card
from bot.cards.home import PURPOSE
from bot.cards.text import channel_link, escape, shorten
from flows.assessment import Assessment
from flows.particulars import TITLE_MAX
from flows.triggers import Trigger
from flows.why_not import why_not

AT_A_QUESTION = (
    "Choose a number on the card, or type here:\n"
    "• `4`, `I'd say 4` or `4 because …`: a rating, with a reason if you like\n"
    "• `not sure`: nobody knows yet\n"
    "• `n/a because …`: the question does not apply\n"
    "• `because …`: add a reason to your last answer\n"
    "• `why`: why this question matters\n"
    "• `back`, `undo`, `review`, `pause`, `resume`, `status`, `submit`\n"
    "Where it is not plain what you mean, you are asked in private. Everything else stays between you."
)
AT_REVIEW = (
    "This is the review. Choose a question on the card to change its answer, or type here:\n"
    "• `submit`: hand it in\n"
    "• `undo`: back to your last answer\n"
    "• `because …`: add a reason to your last answer\n"
    "• `pause`, `status`"
)
IN_A_PAUSE = (
    "This assessment is paused, and every answer is kept. You can type here:\n"
    "• `resume`: go on\n"
    "• `4` or `4 because …`: you are asked whether to go on and save it\n"
    "• `because …`: add a reason to your last answer\n"
    "• `why`: why the next question matters\n"
    "• `status`: where it stands"
)
COMMAND = (
    "• `/balance` and a title: start an assessment in this channel\n"
    "• `/balance list`: the assessments of this channel; with words: find them anywhere\n"
    "• `/balance resume`: go on with what waits for you\n"
    "• `/balance status`: where the unfinished ones of this channel stand\n"
    "• `/balance overview`: many assessments at once, in numbers\n"
    "• `/balance settings`: rules of this channel and of the workspace, and your own reminders\n"
    "• `/balance help`: this list\n"
    "In a thread, slash commands do not work in Slack. There, use the buttons, or just type."
)
TALK = (
    "Here you can say:\n"
    "• `start` and a title: start an assessment\n"
    "• `list` or `resume`: what waits for you\n"
    "• `what do you ask?` or `how do scores work?`\n"
    "• `stop reminding me`: no more reminders\n"
    "• `help`: this list\n"
    "In a channel, type `/balance` and a title."
)
WELCOME = (
    "Balance is here to help you to decide whether to share data, question by question. "
    "To begin, type `/balance` and a title, such as `/balance Sharing arrears data with adult social care`."
)
_TITLE_SHOWN = 60
"""Characters of a title that stand on a button."""
GREETINGS = {
    "greet": f"Hello. {PURPOSE} Say `start` and a title, or use a button.",
    "short": "Say `start` to begin an assessment, `list` to see what waits for you, or `help`.",
    "ask": "I did not find a request in that. Try `start` and a title, `list`, `resume` or `help`.",
}


def _card(*texts: str) -> Card:
    """Our own words; the marks around what is to be typed are left out for those who listen."""
    return Card("\n".join(texts).replace("`", ""), [blocks.section(text) for text in texts])


def command_help() -> Card:
    return _card(PURPOSE, COMMAND)


def talk_help(*, again: bool = False) -> Card:
    """`again`: without what it is for."""
    return _card(TALK) if again else _card(PURPOSE, TALK)


def one_word(word: str, near: str = "") -> Card:
    """One word after /balance that is no command. It may be a title, or a slip for the command `near`."""
    shown = f"“{word[:TITLE_MAX]}” is not a command."
    asked = f"Did you mean `/balance {near}`? Or is it a title?" if near else "Is it a title?"
    start = blocks.button(
        f"Start “{shorten(word, _TITLE_SHOWN)}”",
        Do.START,
        word[:TITLE_MAX],
        style=None if near else "primary",
    )
    return Card(
        f"{escape(shown)} {asked} Choose what you meant, or Help.".replace("`", ""),
        [
            blocks.typed(shown),
            blocks.section(asked),
            blocks.actions(
                *([blocks.button(f"/balance {near}", Do.COMMAND, near, style="primary")] if near else []),
                start,
                blocks.button("Help", Do.HELP),
            ),
        ],
    )


def thread_help(assessment: Assessment) -> Card:
    """What can be typed where it stands."""
    return _card(_to_type(assessment))


def thread_not_understood(assessment: Assessment, *, again: bool = False) -> Card:
    """`again`: who typed has just been told what can be typed."""
    if again:
        return _card("I did not understand that either. Type `help` for what can be typed here.")
    return _card("I did not understand that.", _to_type(assessment))


def _to_type(assessment: Assessment) -> str:
    progress = assessment.progress
    if progress.at_review:
        return AT_REVIEW
    if progress.question_at_hand is not None:
        return IN_A_PAUSE if progress.is_paused else AT_A_QUESTION
    words = refusals.why_words(why_not(progress, Trigger.ANSWER))
    return f"{words} You can also type `status` here."


def greeting(which: str) -> Card:
    card = _card(GREETINGS[which])
    return Card(card.text, [*card.blocks, _buttons()])


def welcome() -> Card:
    return _card(WELCOME)


def ready_to_start(title: str) -> Card:
    """An event brings no way to open a modal: the person's click on this does."""
    words = "Ready. Choose Start an assessment to fill in the rest."
    shown = f"“{title}”" if title else ""
    drawn = [blocks.typed(shown)] if shown else []
    drawn += [
        blocks.section(words),
        blocks.actions(blocks.button("Start an assessment", Do.START, title[:150], style="primary")),
    ]
    return Card(f"{escape(shown)} {words}".strip(), drawn)


def no_place(assessment: Assessment, words: str) -> Card:
    """To the owner: the assessment cannot be shown where it is, and what to do."""
    kept = "Every answer is kept." if assessment.given else "Nothing is lost."
    text = f"{words} {kept}"
    return Card(
        f"{escape(assessment.title)}: {text}",
        [blocks.typed(assessment.title), blocks.section(text), _ways_on(assessment)],
    )


def unnamed_no_place(assessment: Assessment, words: str) -> Card:
    """The same to an owner who may not be in its channel any more: neither its title nor its state."""
    text = (
        f"You own an assessment that cannot be shown in its channel. {words} Nothing is lost. Balance does "
        "not know whether you are in that channel, so it does not say here which assessment it is."
    )
    return Card(text, [blocks.section(text), _ways_on(assessment)])


def _ways_on(assessment: Assessment) -> Block:
    ref = Ref.of(assessment).encode()
    return blocks.actions(
        blocks.button("Try again", Do.RETRY, ref, style="primary"),
        blocks.button("Move it", Do.MOVE, ref),
    )


def place_found(assessment: Assessment) -> Card:
    """What the message above becomes when the assessment can be shown again."""
    text = f"This goes on in {channel_link(assessment.channel)} now."
    return Card(f"{escape(assessment.title)}: {text}", [blocks.typed(assessment.title), blocks.section(text)])


def unnamed_found(assessment: Assessment) -> Card:
    """The same to an owner who may not be in its channel any more."""
    text = f"The assessment that could not be shown goes on in {channel_link(assessment.channel)} now."
    return Card(text, [blocks.section(text)])


def _buttons() -> Block:
    return blocks.actions(
        blocks.button("Start an assessment", Do.START, style="primary"),
        blocks.button("Waiting for me", Do.LIST),
        blocks.button("Help", Do.HELP),
    )
