"""The message in the channel under which the thread opens."""

from bot.cards import ballot, blocks, for_the_record, look_again, menus
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card, first_whole
from bot.cards.comparing import COMPARE
from bot.cards.condition_words import not_yet
from bot.cards.known import Known
from bot.cards.menus import MenuItem
from bot.cards.panel_headline import MOST_SHOWN, for_the_room
from bot.cards.text import channel_link, count, escape, few, listed, mention, people, permalink
from bot.cards.words import ALONE_FIRST, answered_phrase, state_line
from flows.assessment import Assessment
from flows.standing import standing_of

_EVERYONE = {"D": "Only you can answer here."}
MOST_MENTIONED = 8
"""Of a panel, once it is revealed: each of them was asked in a message of their own."""


def headline(assessment: Assessment, known: Known) -> Card:
    if assessment.panel_of:
        return ballot.headline(assessment)
    return first_whole(_headline(assessment, known, most) for most in MOST_SHOWN)


def _headline(assessment: Assessment, known: Known, most: int) -> Card:
    """`most`: names, and questions of a panel."""
    by, who = f"Owner: {mention(assessment.owner)}", _who(assessment)
    way, state = _way(assessment), _state(assessment)
    room = for_the_room(assessment, known, most)
    drawn: list[Block] = [blocks.header(assessment.title), *room.blocks, blocks.context(f"{by} · {who}")]
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
        room.text,
        f"{by}. {who}",
        look,
        escape(assessment.about),
        escape(to),
        state,
        way,
    ]
    return Card("\n".join(part for part in spoken if part), drawn)


def _who(assessment: Assessment) -> str:
    panel, others = assessment.panel, sorted(assessment.assessors - {assessment.owner})
    if assessment.everyone:
        who = _EVERYONE.get(assessment.channel[:1], "Anyone in this channel can answer.")
    elif panel and assessment.progress.is_alone:
        who = f"{count(len(panel.people), 'person', 'people')} answer."
    else:
        mentions = [mention(person) for person in (assessment.owner, *others)]
        who = f"Who answers: {listed(few(mentions, MOST_MENTIONED) if panel else mentions)}."
    decides = f" Who decides: {people(sorted(assessment.reviewers))}." if assessment.reviewers else ""
    return f"{who}{decides}"


def _way(assessment: Assessment) -> str:
    """How far the team has come; before the first answer, what it is in for."""
    standing = standing_of(assessment)
    many, takes = count(standing.questions, "question"), f"About {assessment.framework.minutes} minutes."
    if assessment.progress.is_alone:
        return f"{many}. Each person answers in their own messages from Balance. {takes}"
    if not standing.answered and assessment.panel:
        return "Each question is in the thread, with the reasons. The team settles there what it says."
    if not standing.answered:
        return f"{many} in the thread. {takes} You can pause at any time."
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
    items = (MenuItem(label, do, ref) for do, label in offers.items())
    return {"accessory": menus.behind_dots(*items, *for_the_record.offers(assessment))}


def _state(assessment: Assessment) -> str:
    progress = assessment.progress
    again = " again" if assessment.submissions else ""
    if progress.is_handed_in and assessment.last_submission:
        summary = "The summary is in the channel."
        if not_yet(assessment):  # the first thing that is read; who submitted it makes room for it
            return f"{state_line(assessment)} {summary}"
        return f"Submitted by {mention(assessment.last_submission.by)}. {summary} {state_line(assessment)}"
    if progress.changes_asked:
        return state_line(assessment)
    if progress.is_abandoned:
        return "Abandoned. Nothing more can be answered."
    if progress.asked and not progress.is_paused:
        return "Changes were asked for. Answers are being changed in the thread."
    if progress.is_alone:
        return f"{ALONE_FIRST}."
    if progress.is_paused:
        return "Paused. Every answer is kept. Type resume in the thread to go on."
    if progress.at_review and assessment.panel and not (assessment.submissions or progress.given):
        return "The answers are revealed."
    if progress.at_review:
        return f"Answers are being reviewed{again} in the thread."
    return f"Being answered{again}." if again or progress.given else "Ready to be answered."
