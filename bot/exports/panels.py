"""How a panel answered, as every form of an export tells it. Where names do not stand beside ratings, its
members are told apart by number, and nothing says who they are."""

from collections.abc import Mapping

from bot.cards import happened
from bot.cards.dots import VIEW_WORDS, dots, median, spoken, two_places
from bot.cards.panel import done_phrase, when_revealed
from bot.cards.splits import after_decision, said_to
from bot.cards.text import count, listed
from bot.cards.words import answer_word
from bot.exports.pack import Fact, PanelGroup, PanelPart, PanelQuestion, PanelRound, Statement
from bot.exports.source import Source, moment
from flows.activity import Happened
from flows.agreement import Agreement, View
from flows.alpha import ordinal_alpha
from flows.answer import Answer
from flows.framework import Question
from flows.panel import Panel, Panellist, Round
from flows.panel_acts import BY_DAY
from flows.seen_otherwise import SeenOtherwise, on_question

NAMED = "Names stand beside ratings. Everybody was told so before they began."
NAMELESS = (
    "No name stands beside a rating. Everybody was told so before they began. Numbers tell the members of "
    "the panel apart."
)
NOT_YET = "Nothing is shown before the reveal."
ALPHA = (
    "Krippendorff’s alpha is {}. It is 1 where all say the same, and 0 where they do so no more often than "
    "by chance. It falls where nearly all ratings are the same, and hides which questions are split. The "
    "dots below show those."
)
ENDED = "It ended before the reveal, and nobody's answers are shown."


def part(source: Source) -> PanelPart:
    """Empty where nobody was asked to answer alone."""
    panel = source.assessment.panel
    if panel is None:
        return PanelPart((), ())
    return PanelPart(_facts(source, panel), _groups(source, panel))


def in_short(source: Source) -> str:
    """For the first page: how many answered alone, and each question on which they are split. Empty where
    nobody was asked to."""
    panel = source.assessment.panel
    if panel is None:
        return ""
    if not panel.is_revealed:
        # As the record says it, which has no ballots.
        done = sum(one.done_at is not None for one in panel.people)
        under_way = f"Under way: {done_phrase(done, len(panel.people))}. {NOT_YET}"
        return ENDED if source.assessment.is_over else under_way
    found = [f"{question.label} ({spoken(panel.agreement(question.id))})" for question in split(source)]
    people = f"{len(panel.heard)} of {count(len(panel.people), 'person', 'people')}."
    return f"{people} Split on {listed(found)}." if found else f"{people} Split on no question."


def split(source: Source) -> list[Question]:
    """The questions on which those who answered alone are split, whatever the team said then."""
    panel = source.assessment.panel
    if panel is None:
        return []
    return [one for one in source.assessment.framework.questions if panel.view(one.id) is View.SPLIT]


def member(source: Source, panel: Panel, number: int) -> str:
    """Who gave this rating, as far as it is said."""
    one = panel.numbered(number) if panel.named else None
    return _called(source, panel, one) if one else f"Panel member {number}"


def _called(source: Source, panel: Panel, one: Panellist) -> str:
    """At the moment of which a record holds what they were called."""
    return source.name(one.person, one.done_at or panel.rounds[0].begun_at)


def _facts(source: Source, panel: Panel) -> tuple[Fact, ...]:
    asked = sorted(_called(source, panel, one) for one in panel.people)
    done = sorted(source.by(one.person, one.done_at) for one in panel.people if one.done_at)
    found = [
        Fact("Asked to answer alone", ", ".join(asked)),
        Fact("Done", "\n".join(done) or "Nobody yet."),
        Fact("Revealed", _revealed(source, panel)),
        Fact("Names", NAMED if panel.named else NAMELESS),
    ]
    found += [Fact("Rated again", _again(source, one)) for one in panel.rounds[1:]]
    if overall := _overall(source, panel):
        found.append(Fact("Over all questions", overall))
    return tuple(found)


def _overall(source: Source, panel: Panel) -> str:
    """For whoever compares panels: nowhere but here."""
    questions = source.assessment.framework.questions
    alpha = ordinal_alpha(panel.agreement(one.id).ratings for one in questions)
    return "" if alpha is None else ALPHA.format(two_places(alpha))


def _revealed(source: Source, panel: Panel) -> str:
    first = panel.rounds[0]
    if first.revealed_at is None and source.assessment.is_over:
        return ENDED
    if first.revealed_at is None:
        return f"Not yet. {when_revealed(panel)} {NOT_YET}"
    return _of_reveal(source, first)


def _of_reveal(source: Source, one: Round) -> str:
    if one.revealed_at is None:
        return "not revealed yet"
    if one.revealed_by in (None, BY_DAY):
        return f"On its day, {moment(one.revealed_at)}"
    if any(_is_of(source, event, one) for event in source.kept.history):
        return f"Once all were done, {moment(one.revealed_at)}"
    return source.by(one.revealed_by or "", one.revealed_at)


def _is_of(source: Source, event: Happened, one: Round) -> bool:
    """Whether it is what was logged of this reveal, and says that it came by itself."""
    is_this = event.what == "reveal" and event.detail.get("round") == one.number
    return is_this and happened.came_by_itself(source.assessment, event) is not None


def _again(source: Source, one: Round) -> str:
    labels = [source.assessment.framework.question(question).label for question in one.questions]
    asked = f"{listed(labels)}. Asked for by {source.by(one.begun_by, one.begun_at)}."
    return f"{asked} Revealed: {_of_reveal(source, one)}."


def _groups(source: Source, panel: Panel) -> tuple[PanelGroup, ...]:
    """In the order of the principles; what is split comes first in each."""
    if not panel.is_revealed:
        return ()
    order = list(View)
    return tuple(
        PanelGroup(
            principle.name,
            tuple(
                _question(source, panel, question)
                for question in sorted(principle.questions, key=lambda one: order.index(panel.view(one.id)))
            ),
        )
        for principle in source.assessment.framework.principles
    )


def _question(source: Source, panel: Panel, question: Question) -> PanelQuestion:
    agreement, rounds = panel.agreement(question.id), panel.rounds_of(question.id)
    given = source.assessment.given.get(question.id)
    otherwise = list(on_question(panel, question.id, given.answer if given else None))
    return PanelQuestion(
        number=source.assessment.framework.number(question.id),
        label=question.label,
        view=VIEW_WORDS[agreement.view].capitalize(),
        dots=dots(agreement),
        figures=_figures(agreement),
        rounds=tuple(_round(source, panel, question, one, alone=len(rounds) == 1) for one in rounds),
        otherwise=tuple(_sentence(source, panel, one) for one in otherwise if one.holds),
        earlier=tuple(_sentence(source, panel, one) for one in otherwise if not one.holds),
    )


def _sentence(source: Source, panel: Panel, one: SeenOtherwise) -> Statement:
    who = (
        _who_said(source, panel, one.said.number, one.rating)
        if one.rating
        else (member(source, panel, one.said.number))
    )
    return Statement(f"{who}{said_to(one)}{after_decision(source.assessment, one)}", one.said.words, "")


def _round(source: Source, panel: Panel, question: Question, one: Round, *, alone: bool) -> PanelRound:
    """`alone`: the question was rated once, so that its dots stand above."""
    said, agreement = one.answers[question.id], one.agreement[question.id]
    explained = {
        number: answer for number, answer in _weakest_first(said).items() if answer.reason or answer.evidence
    }
    others = [
        _who_said(source, panel, number, answer)
        for number, answer in _weakest_first(said).items()
        if number not in explained
    ]
    return PanelRound(
        head="" if alone else "First round" if one.number == 1 else "Rated again",
        dots="" if alone else dots(agreement),
        figures="" if alone else _figures(agreement),
        said=tuple(
            Statement(_who_said(source, panel, number, answer), answer.reason, answer.evidence)
            for number, answer in explained.items()
        ),
        others=f"Without a reason: {'; '.join(others)}." if others and panel.named else "",
    )


def _weakest_first(said: Mapping[int, Answer]) -> dict[int, Answer]:
    return dict(sorted(said.items(), key=lambda entry: (entry[1].rating or 9, entry[0])))


def _who_said(source: Source, panel: Panel, number: int, answer: Answer | None) -> str:
    said = f"{answer.rating} of 5" if answer and answer.rating else answer_word(answer)
    return f"{member(source, panel, number)}, {said}"


def _figures(agreement: Agreement) -> str:
    middle = f" Median: {median(agreement)}." if agreement.ratings else ""
    return f"{spoken(agreement).capitalize()}.{middle}"
