"""Messages from one person to others: a reviewer's question in the thread, the word to the team, and what
somebody is given to do."""

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Card
from bot.cards.rounds import HOW_IT_GOES
from bot.cards.text import channel_link, day, escape, in_quotes, listed, mention
from bot.cards.words import quoted, which_look
from flows.assessment import Assessment
from flows.decision import Decision

WORDS_SHOWN = 600


def query(assessment: Assessment, query_id: str) -> Card:
    """A question about one answer, to the person who gave it."""
    asked = next(query for query in assessment.queries if query.id == query_id)
    label = escape(assessment.framework.question(asked.question).label)
    head = f"{mention(asked.by)} asks {mention(asked.to)} about *{label}*:"
    way_on = "Answer here in the thread. The answer itself stays as it was submitted."
    return Card(
        f"{head.replace('*', '')} {escape(in_quotes(asked.words))} {way_on}",
        [blocks.section(head), *blocks.typed_quotes([("", asked.words)]), blocks.context(way_on)],
    )


def action_given(assessment: Assessment, action_id: str, *, in_sight: bool) -> Card:
    """To who is to do something: what and by when, and how to say that it is done. What people typed only
    where it is `in_sight`."""
    action = next(action for action in assessment.actions if action.id == action_id)
    head = f"{mention(action.made_by)} gave you something to do by {day(action.by)}."
    if not in_sight:
        words = (
            f"{head} Slack does not say that you are in the channel of its assessment, so nothing of it is "
            f"shown here. {mention(action.made_by)} can invite you."
        )
        return Card(words, [blocks.section(words)])
    what = quoted(action.what, WORDS_SHOWN)
    where = f"In {channel_link(assessment.channel)}. App Home lists it until it is done."
    done = blocks.button("Done", Do.TICK_ACTION, Ref.of(assessment, action.id).encode(), style="primary")
    return Card(
        f"{escape(assessment.title)}: {head} {escape(what)} {where}",
        [
            blocks.typed(assessment.title),
            blocks.section(head),
            blocks.typed(what),
            blocks.context(where),
            blocks.actions(done),
        ],
    )


def changes_asked(assessment: Assessment, decision: Decision, link: str) -> Card:
    """To each of the team: a reviewer sent it back."""
    labels = [escape(assessment.framework.question(question).label) for question in decision.questions]
    words = which_look(assessment, ". ")
    words += f"{mention(decision.by)} asks for changes to {listed(labels)}."
    said = quoted(decision.words, WORDS_SHOWN)
    ref = Ref.of(assessment).encode()
    button = (
        blocks.button("Open the thread", Do.LINK, ref, url=link, style="primary")
        if link
        else blocks.button("Go on", Do.BRING, ref, style="primary")
    )
    return Card(
        f"{escape(assessment.title)}: {words} {escape(said)} {HOW_IT_GOES}",
        [
            blocks.typed(assessment.title),
            *blocks.sections([words]),
            blocks.typed(said),
            blocks.context(HOW_IT_GOES),
            blocks.actions(button),
        ],
    )
