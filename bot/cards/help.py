"""What the bot says when it is spoken to: short, never the same lecture twice in a row."""

from bot.cards import ballot, blocks, refusals
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card
from bot.cards.home import PURPOSE
from bot.cards.text import channel_link, escape, in_quotes, shorten
from flows.assessment import Assessment
from flows.particulars import TITLE_MAX
from flows.states import ENDED
from flows.triggers import Trigger
from flows.why_not import why_not

_AT_A_QUESTION = (
    "Choose a number on the card, or type here:\n"
    "• `4`, `I'd say 4` or `4 because …`: a rating, with a reason if you like\n"
    "• `not sure`: if nobody knows yet\n"
    "• `n/a because …`: if the question does not apply\n"
    "• `because …`: to add a reason to your last answer\n"
    "• `why`: to see why this question matters\n"
    "• `back`, or `go to question 3`: to see another question\n"
    "• `undo`: to give your last answer anew\n"
    "• `pause` and `resume`: to stop, and to go on\n"
    "• `status`: to see how far it is\n"
    "• `review`: to see all answers; {finish}\n"
    "If it is not clear what you mean, Balance asks you in private. It leaves all other talk alone."
)
AT_A_QUESTION = _AT_A_QUESTION.format(finish="then `submit`: to hand them in")
AT_OWN_QUESTION = _AT_A_QUESTION.format(finish="then `done`: when you are done")
_AT_REVIEW = (
    "This is the review. Choose a question on the card to change its answer, or type here:\n"
    "• {finish}\n"
    "• `undo`: to go back to your last answer\n"
    "• `because …`: to add a reason to your last answer\n"
    "• You can also type `pause` or `status`."
)
AT_REVIEW = _AT_REVIEW.format(finish="`submit`: to hand it in")
AT_OWN_REVIEW = _AT_REVIEW.format(finish="`done`: when you are done")
IN_A_PAUSE = (
    "This assessment is paused, and every answer is kept. You can type here:\n"
    "• `resume`: to go on\n"
    "• `4` or `4 because …`: Balance asks whether to go on and save it\n"
    "• `because …`: to add a reason to your last answer\n"
    "• `why`: to see why the next question matters\n"
    "• `status`: to see how far you are"
)
COMMAND = (
    "• `/balance` and a title: start an assessment in this channel\n"
    "• `/balance list`: see the assessments in this channel\n"
    "• `/balance list arrears`: find assessments anywhere by a word\n"
    "• `/balance resume`: carry on with what is waiting for you\n"
    "• `/balance status`: see how far the unfinished assessments in this channel are\n"
    "• `/balance overview`: see many assessments at once, in numbers\n"
    "• `/balance settings`: change the rules of this channel or workspace, and your own reminders\n"
    "• `/balance help`: see this list\n"
    "Slash commands do not work inside a thread. There, use the buttons, or just type."
)
TALK = (
    "Here you can say:\n"
    "• `start` and a title: start an assessment\n"
    "• `list` or `resume`: see what is waiting for you\n"
    "• `what do you ask?` or `how do scores work?`: see the answer\n"
    "• `stop reminding me`: get no more reminders\n"
    "• `help`: see this list\n"
    "In a channel, type `/balance` and a title to start an assessment there."
)
WELCOME = (
    "Balance is here to help you decide whether to share data, one question at a time. "
    "To begin, type `/balance` and a title, such as `/balance Sharing arrears data with adult social care`."
)
_TITLE_SHOWN = 60
"""Characters of a title that stand on a button."""
GREETINGS = {
    "greet": f"Hello. {PURPOSE} Say `start` and a title, or use a button.",
    "short": "Say `start` to begin an assessment, `list` to see what is waiting for you, or `help`.",
    "ask": "I did not understand that. You can say `start` and a title, `list`, `resume` or `help`.",
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
    shown = f"{in_quotes(word[:TITLE_MAX])} is not a command."
    asked = f"Did you mean `/balance {near}`? Or is it a title?" if near else "Is it a title?"
    start = blocks.button(
        f"Start {in_quotes(shorten(word, _TITLE_SHOWN))}",
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
        return _card("I did not understand that either. Type `help` to see what you can type here.")
    return _card("I did not understand that.", _to_type(assessment))


def _to_type(assessment: Assessment) -> str:
    progress = assessment.progress
    if assessment.panel_of and progress.state in ENDED:
        return f"{ballot.rests(assessment)} You can also type `status` here."
    if progress.at_review:
        return AT_OWN_REVIEW if assessment.panel_of else AT_REVIEW
    if progress.question_at_hand is not None:
        if progress.is_paused:
            return IN_A_PAUSE
        return AT_OWN_QUESTION if assessment.panel_of else AT_A_QUESTION
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
    shown = in_quotes(title) if title else ""
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
