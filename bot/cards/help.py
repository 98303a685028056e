"""What the bot says when it is spoken to: short, never the same lecture twice in a row."""

from bot.cards import blocks
from bot.cards.card import Block, Card
from bot.cards.home import PURPOSE
from bot.cards.refs import Do, Ref
from bot.text import escape
from flows.assessment import Assessment

IN_THREAD = (
    "Choose a number on the card, or type it here: 4, four, or 4 because … "
    "Type not sure if nobody knows yet, or n/a because … if the question does not apply. "
    "You can also type because … to add a reason to your last answer, why to see why a question matters, "
    "and back, review, pause, resume, status or submit. Everything else you write here stays between you."
)
COMMAND = (
    "• `/balance` and a title: start an assessment in this channel\n"
    "• `/balance list`: the assessments of this channel\n"
    "• `/balance resume`: go on with what waits for you\n"
    "• `/balance help`: this list\n"
    "In a thread, slash commands do not work in Slack. There, use the buttons, or just type."
)
WELCOME = (
    "Balance is here to help you to decide whether to share data, question by question. "
    "To begin, type /balance and a title, such as /balance Sharing arrears data with adult social care."
)
GREETINGS = {
    "greet": f"Hello. {PURPOSE} Say start and a title, or use a button.",
    "short": "Say start to begin an assessment, list to see what waits for you, or resume to go on.",
    "ask": "I did not find a request in that. Try start and a title, list, resume or help.",
}


def command_help() -> Card:
    return Card(f"{PURPOSE}\n{COMMAND}".replace("`", ""), [blocks.section(PURPOSE), blocks.section(COMMAND)])


def unknown_word(word: str) -> Card:
    """One word after /balance that is no command; it may still have been meant as a title."""
    shown = f"“{word[:150]}” is not a command."
    return Card(
        f"{escape(shown)} {COMMAND}".replace("`", ""),
        [
            blocks.typed(shown),
            blocks.section(COMMAND),
            blocks.actions(blocks.button("Start an assessment", Do.START, word[:150])),
        ],
    )


def thread_help() -> Card:
    return Card(IN_THREAD, [blocks.section(IN_THREAD)])


def thread_not_understood(assessment: Assessment) -> Card:
    words = f"I did not understand that as an answer. {IN_THREAD}"
    if assessment.progress.is_submitted:
        words = "This assessment was submitted. To change answers, use the button on its summary."
    return Card(words, [blocks.section(words)])


def greeting(which: str) -> Card:
    words = GREETINGS[which]
    return Card(words, [blocks.section(words), _buttons()])


def welcome() -> Card:
    return Card(WELCOME, [blocks.section(WELCOME)])


def ready_to_start(title: str) -> Card:
    """An event brings no way to open a modal: the person's click on this does."""
    words = "Ready. Choose Start to fill in the rest."
    shown = f"“{title}”" if title else ""
    drawn = [blocks.typed(shown)] if shown else []
    drawn += [
        blocks.section(words),
        blocks.actions(blocks.button("Start an assessment", Do.START, title[:150], style="primary")),
    ]
    return Card(f"{escape(shown)} {words}".strip(), drawn)


def no_place(assessment: Assessment, words: str) -> Card:
    """To the owner: the assessment cannot be shown where it is, and what to do."""
    ref = Ref.of(assessment).encode()
    text = f"{words} Every answer is kept."
    return Card(
        f"{escape(assessment.title)}: {text}",
        [
            blocks.typed(assessment.title),
            blocks.section(text),
            blocks.actions(
                blocks.button("Try again", Do.RETRY, ref, style="primary"),
                blocks.button("Move it", Do.MOVE, ref),
            ),
        ],
    )


def _buttons() -> Block:
    return blocks.actions(
        blocks.button("Start an assessment", Do.START, style="primary"),
        blocks.button("What waits for me", Do.LIST),
        blocks.button("Help", Do.HELP),
    )
