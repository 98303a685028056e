"""The message in the channel under which the thread opens, and the lines in the thread between cards."""

from bot.cards import blocks, look_again
from bot.cards.callbacks import Do, Ref, menu_value
from bot.cards.card import Block, Card
from bot.cards.text import channel_link, count, escape, listed, mention, people
from bot.cards.words import band_phrase, range_phrase, rated_phrase, score_phrase, state_line
from flows.assessment import Assessment
from flows.scoring import score_principle
from flows.standing import standing_of

_EVERYONE = {"D": "Only you can answer here."}


def headline(assessment: Assessment) -> Card:
    by = f"Owner: {mention(assessment.owner)}"
    state = _state(assessment)
    who = (
        _EVERYONE.get(assessment.channel[:1], "Anyone in this channel can answer.")
        if assessment.everyone
        else f"Who answers: {people([assessment.owner, *sorted(assessment.assessors - {assessment.owner})])}."
    )
    _, _, *progress = standing_of(assessment)
    lines = [
        f"*{escape(principle.name)}*  {words}"
        for principle, words in zip(assessment.framework.principles, progress, strict=True)
    ]
    if assessment.reviewers:
        who = f"{who} Who decides: {people(sorted(assessment.reviewers))}."
    drawn: list[Block] = [blocks.header(assessment.title), blocks.context(f"{by} · {who}")]
    if assessment.previous:
        drawn.append(blocks.context(look_again.ON_HEADLINE))
    if assessment.about:
        drawn.append(blocks.typed(assessment.about))
    scores, *more = blocks.sections(lines)
    drawn += [scores | _menu(assessment), *more, blocks.context(f"*{state}*")]
    spoken = [
        f"Assessment: {escape(assessment.title)}.",
        f"{by}. {who}",
        look_again.ON_HEADLINE if assessment.previous else "",
        escape(assessment.about),
        *(line.replace("*", "") for line in lines),
        state,
    ]
    return Card("\n".join(part for part in spoken if part), drawn)


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
    if not (progress.is_closed or progress.is_abandoned):
        offers = {Do.MOVE: "Move to another channel", **offers}
        if not assessment.submissions:
            offers = {Do.DESCRIBE: "Edit title and who answers", **offers}
        if not progress.is_decided:
            offers = {Do.REVIEWERS: "Choose who decides", **offers}
    options = [blocks.option(label, menu_value(do, ref)) for do, label in offers.items()]
    return {"accessory": blocks.overflow(Do.MORE, options)}


def recap(assessment: Assessment, principle_id: str) -> Card:
    """One line in the thread when a principle is done: its score so far and what is open."""
    principle = next(p for p in assessment.framework.principles if p.id == principle_id)
    score = score_principle(assessment.framework, principle, assessment.progress.answers)
    parts = [score_phrase(score) + " so far", band_phrase(score), rated_phrase(score), range_phrase(score)]
    words = f"{escape(principle.name)}: {' · '.join(part for part in parts if part)}."
    if score.open:
        words += f" Open: {listed([escape(question.label) for question in score.open])}."
    return Card(words, [blocks.context(words)])


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
    total = count(len(assessment.framework.questions), "question")
    return f"Being answered{again}: {total}, in the thread of this message."
