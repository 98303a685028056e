"""The review card: every answer by principle, the open ones first, and the way to submit."""

from bot.cards import blocks
from bot.cards.card import Block, Card
from bot.cards.refs import Do, Ref
from bot.cards.words import answer_line, answer_word, rated_phrase, score_phrase
from bot.text import count, escape, listed, shorten
from flows.assessment import Assessment
from flows.scoring import assess

SELECT_LIMIT = 100


def review_card(assessment: Assessment) -> Card:
    framework = assessment.framework
    open_questions = assessment.progress.open_questions
    intro = _intro(assessment)
    drawn: list[Block] = [blocks.section(f"*Review your answers*\n{intro}")]
    spoken = [f"Review your answers. {intro}"]
    if open_questions:
        lines = [
            f"• {escape(question.label)}: {answer_word(assessment.progress.answers.get(question.id))}"
            for question in open_questions
        ]
        drawn += blocks.sections(["*Open*", *lines])
        spoken += ["Open:", *lines]
    for score in assess(framework, assessment.progress.answers).principles:
        head = f"{escape(score.principle.name)} · {score_phrase(score)} so far · {rated_phrase(score)}"
        lines = [
            f"• {answer_line(question, assessment.given[question.id])}"
            for question in score.principle.questions
            if question.id in assessment.given and question not in open_questions
        ]
        drawn += blocks.sections([f"*{head}*", *lines])
        spoken += [head, *lines]
    drawn += [_jump(assessment), _buttons(assessment)]
    return Card("\n".join(spoken), drawn)


def _intro(assessment: Assessment) -> str:
    still_open = len(assessment.progress.open_questions)
    if not still_open:
        return "Every question is answered. Change any of them, or submit."
    unanswered = len(assessment.progress.unanswered)
    unsure = still_open - unanswered
    parts = []
    if unanswered:
        parts.append(f"{count(unanswered, 'question is', 'questions are')} not answered yet")
    if unsure:
        parts.append(f"{unsure} {'is' if unsure == 1 else 'are'} not sure")
    return (
        f"{listed(parts)[:1].upper()}{listed(parts)[1:]}. That is fine if nobody knows: "
        "the summary says so. Go to any question, or submit."
    )


def _jump(assessment: Assessment) -> Block:
    options = [
        blocks.option(
            shorten(
                f"{number}. {question.label}: {answer_word(assessment.progress.answers.get(question.id))}", 75
            ),
            Ref.of(assessment, question.id).encode(),
        )
        for number, question in enumerate(assessment.framework.questions, start=1)
    ]
    return blocks.actions(blocks.select("Go to a question", Do.GO_TO, options[:SELECT_LIMIT]))


def _buttons(assessment: Assessment) -> Block:
    ref = Ref.of(assessment).encode()
    open_questions = assessment.progress.open_questions
    ask = None
    if open_questions:
        names = ", ".join(question.label for question in open_questions)
        ask = blocks.confirm(
            f"Submit with {count(len(open_questions), 'open question')}?",
            f"Still open: {names}. The summary will list them as open.",
            "Submit",
        )
    return blocks.actions(
        blocks.button("Submit", Do.SUBMIT, ref, style="primary", confirm=ask),
        blocks.button("Back", Do.BACK, ref),
        blocks.button("Pause", Do.PAUSE, ref),
    )
