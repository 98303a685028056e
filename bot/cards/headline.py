"""The message in the channel under which the thread opens."""

from bot.cards import blocks, look_again, menus
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card
from bot.cards.comparing import COMPARE
from bot.cards.known import Known
from bot.cards.menus import MenuItem
from bot.cards.text import channel_link, count, escape, mention, people, permalink
from bot.cards.words import answered_phrase, state_line
from flows.assessment import Assessment
from flows.standing import standing_of

_EVERYONE = {"D": "Only you can answer here."}


def headline(assessment: Assessment, known: Known) -> Card:
    by = f"Owner: {mention(assessment.owner)}"
    who = (
        _EVERYONE.get(assessment.channel[:1], "Anyone in this channel can answer.")
        if assessment.everyone
        else f"Who answers: {people([assessment.owner, *sorted(assessment.assessors - {assessment.owner})])}."
    )
    if assessment.reviewers:
        who = f"{who} Who decides: {people(sorted(assessment.reviewers))}."
    way, state = _way(assessment), _state(assessment)
    drawn: list[Block] = [blocks.header(assessment.title), blocks.context(f"{by} · {who}")]
    if look := look_again.on_headline(assessment):
        drawn.append(blocks.context(look))
    if assessment.about:
        drawn.append(blocks.typed(assessment.about))
    to = f"Who gets it: {assessment.recipients}" if assessment.recipients else ""
    if to:
        drawn.append(blocks.typed_context(to))
    drawn += [blocks.section(f"*{state}*\n{way}") | _menu(assessment), *_to_thread(assessment, known)]
    spoken = [
        f"Assessment: {escape(assessment.title)}.",
        f"{by}. {who}",
        look,
        escape(assessment.about),
        escape(to),
        state,
        way,
    ]
    return Card("\n".join(part for part in spoken if part), drawn)


def _way(assessment: Assessment) -> str:
    """How far the team has come; before the first answer, what it is in for."""
    standing = standing_of(assessment)
    if not standing.answered:
        takes = f"About {assessment.framework.minutes} minutes. You can pause at any time."
        return f"{count(standing.questions, 'question')} in the thread. {takes}"
    each = [f"{escape(one.principle.name)} {answered_phrase(one)}" for one in standing.principles]
    return f"{standing.answered} of {standing.questions} answered: {', '.join(each)}."


def _to_thread(assessment: Assessment, known: Known) -> list[Block]:
    """As soon as it is known where the thread is, which is a moment after this was posted."""
    if not known.url or assessment.thread_ts is None:
        return []
    thread = permalink(known.url, assessment.channel, assessment.thread_ts, assessment.thread_ts)
    return [blocks.actions(blocks.button("Open the thread", Do.LINK, url=thread))]


def moved(assessment: Assessment) -> Card:
    """In place of what stood where the assessment was before."""
    where = channel_link(assessment.channel)
    words = f"This goes on in {where}, in a new thread. Nothing is answered here any more."
    return Card(
        f"{escape(assessment.title)}: {words}", [blocks.typed(assessment.title), blocks.context(words)]
    )


def _menu(assessment: Assessment) -> Block:
    """What can be done about the whole: by its owner until it is over; anybody can read what happened."""
    progress, ref = assessment.progress, Ref.of(assessment)
    offers = {Do.HISTORY: "History"}
    if assessment.submissions:
        offers = {Do.COMPARE: COMPARE, **offers}
    if not (progress.is_closed or progress.is_abandoned):
        offers = {Do.MOVE: "Move to another channel", **offers}
        if not assessment.submissions:
            offers = {Do.DESCRIBE: "Edit title and who answers", **offers}
        if not progress.is_decided:
            offers = {Do.REVIEWERS: "Choose who decides", **offers}
    return {"accessory": menus.behind_dots(*(MenuItem(label, do, ref) for do, label in offers.items()))}


def _state(assessment: Assessment) -> str:
    progress = assessment.progress
    again = " again" if assessment.submissions else ""
    if progress.is_handed_in and assessment.last_submission:
        by = f"Submitted by {mention(assessment.last_submission.by)}. The summary is in the channel."
        return f"{by} {state_line(assessment)}"
    if progress.changes_asked:
        return state_line(assessment)
    if progress.is_abandoned:
        return "Abandoned. Nothing more can be answered."
    if progress.asked and not progress.is_paused:
        return "Changes were asked for. Answers are being changed in the thread."
    if progress.is_paused:
        return "Paused. Every answer is kept. Type resume in the thread to go on."
    if progress.at_review:
        return f"Answers are being reviewed{again} in the thread."
    return f"Being answered{again}." if again or progress.given else "Ready to be answered."
