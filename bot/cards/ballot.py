"""The ballot: how one person answers alone, in the direct message that nobody else reads."""

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card
from bot.cards.text import count, escape
from flows.assessment import Assessment
from flows.panel_acts import knows_it_is_revealed
from flows.standing import standing_of
from flows.states import State

AGAIN = "The panel rates this once more. You can keep your answer."
ALONE = "Only you see these answers until the reveal."
CLOSED = "This was closed. Nobody sees what you answered here."
_RESTS = {
    State.SUBMITTED: "You are done.",
    State.PAUSED: "Paused. Every answer is kept.",
    State.REVIEW: "Look over your answers, then choose Done. Once everybody is, all is revealed.",
    State.ABANDONED: CLOSED,
}


def headline(ballot: Assessment) -> Card:
    """The message under which somebody answers alone."""
    standing = standing_of(ballot)
    state = rests(ballot) or _way(standing.answered, standing.questions)
    if ballot.progress.asked and ballot.state != State.SUBMITTED:
        state = "One question is rated again."
    drawn: list[Block] = [
        blocks.header(ballot.title),
        blocks.context(f"You answer alone. {ALONE}"),
        *([blocks.typed(ballot.about)] if ballot.about else []),
        blocks.section(state),
    ]
    return Card(f"You answer alone: {escape(ballot.title)}. {ALONE} {escape(ballot.about)} {state}", drawn)


def ended_card(ballot: Assessment) -> Card:
    """Done, until they go back to it or it is revealed."""
    if ballot.state != State.SUBMITTED:
        words = _RESTS[State.ABANDONED]
        return Card(words, [blocks.section(words)])
    if knows_it_is_revealed(ballot):
        words = "You are done, and it is revealed. The thread in the channel shows how the panel answered."
        return Card(words, [blocks.section(words)])
    # It stands there after the reveal as well, of which the ballots of the others do not know.
    words = (
        "You are done. You can change your answers until the reveal. After it, the thread in the channel "
        "shows how the panel answered."
    )
    button = blocks.button("Change answers", Do.BALLOT_BACK, Ref.of(ballot).encode())
    return Card(words, [blocks.section(words), blocks.actions(button)])


def done_button(ballot: Assessment) -> dict[str, object]:
    """In the place of Submit: nothing is handed in, and nobody decides on it."""
    words = unanswered(ballot)
    return _done(ballot, blocks.confirm("Done like this?", words, "Done") if words else None)


def ask_before_done(ballot: Assessment) -> Card:
    """To who typed that they are done."""
    words = f"{unanswered(ballot)} Choose Done to leave it like this."
    return Card(words, [blocks.section(words), blocks.actions(_done(ballot))])


def unanswered(ballot: Assessment) -> str:
    """What somebody may have overlooked; empty: nothing."""
    progress = ballot.progress
    # What was not asked for once more cannot be answered now.
    left = [one for one in progress.unanswered if not progress.asked or one.id in progress.asked]
    if not left:
        return ""
    return f"{count(len(left), 'question has', 'questions have')} no answer from you. That is allowed."


def _done(ballot: Assessment, ask: dict[str, object] | None = None) -> dict[str, object]:
    return blocks.button("Done", Do.BALLOT_DONE, Ref.of(ballot).encode(), style="primary", confirm=ask)


def rests(ballot: Assessment) -> str:
    """Where it stands when nothing is answered in it, in a sentence; empty: something is."""
    return _RESTS.get(ballot.state, "")


def _way(answered: int, questions: int) -> str:
    if not answered:
        return f"{count(questions, 'question')} in the thread. Pause at any time."
    return f"{answered} of {questions} answered."
