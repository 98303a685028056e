"""What reviewers asked about an answer stands in All answers and in History, in their words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import answers
from bot.cards.callbacks import Ref
from bot.cards.history import EVENTS_A_PAGE, history
from bot.cards.text import in_quotes, within_quotes
from bot.sandbox.wire.blockkit.surfaces import view_errors
from flows.activity import Happened
from flows.answer import Answer
from flows.decision import Query
from flows.typed import WORDS_MAX
from tests.bot.cards.drawn import texts, uncut, unescaped
from tests.bot.cards.samples import GRACE, NOW, PRIYA, TOM, Maker, Words, assessment, questions


@pytest.mark.parametrize("words", ["Who “told” you?", "&" * WORDS_MAX])
def test_what_a_reviewer_asked_stands_there_in_quotes(words: str) -> None:
    one = assessment("submitted")
    question = one.framework.questions[0].id
    one.queries = (Query("0123456789ff", question, GRACE, TOM, words, NOW),)
    event = Happened(NOW, GRACE, "ask_about", question, {"to": TOM})
    view = history(one, Ref.of(one), [event] * EVENTS_A_PAGE, EVENTS_A_PAGE)
    assert view_errors(view) == []
    drawn = uncut(unescaped("".join(texts(view["blocks"], "plain_text"))))
    assert drawn.count(within_quotes(words)) == EVENTS_A_PAGE
    another = replace(event, at=NOW + timedelta(hours=1))
    assert in_quotes(words) not in "".join(texts(history(one, Ref.of(one), [another], 1)["blocks"]))


def test_all_that_was_asked_about_an_answer_stands_there_and_slack_takes_each_page() -> None:
    one = Maker(Words(), questions()).answers("4").submit().made
    question = one.framework.questions[0].id
    words = [f"Why {number}, not “none”? {'&' * 1_900}" for number in range(60)]
    one.queries = tuple(
        Query(f"{number:012x}", question, GRACE, TOM, asked, NOW) for number, asked in enumerate(words)
    )
    drawn, pages = "", range(len(words))
    for page in pages:
        view = answers.all_answers(one, Ref.of(one).on_page(page))
        assert view_errors(view) == []
        said = [block for block in view["blocks"] if block["type"] != "actions"]
        drawn += "".join(texts(said, "plain_text"))
        if "Next page" not in str(view):
            break
    assert page > 0
    for asked in words:
        assert within_quotes(asked) in uncut(unescaped(drawn))


def test_what_was_asked_about_another_answer_says_about_which() -> None:
    one = Maker(Words(), questions()).answers("4").submit().made
    [before], question = one.submissions, one.framework.questions[0].id
    given = replace(before.given[question], by=GRACE, answer=Answer.rated(2))
    asked_at = before.at + timedelta(minutes=1)
    anew = {**before.given, question: given}
    later = replace(before, number=2, at=asked_at + timedelta(hours=1), given=anew)
    one.submissions = (before, later)
    one.queries = (Query("0123456789ff", question, PRIYA, TOM, "Why?", asked_at),)

    def drawn(number: str) -> str:
        return "".join(texts(answers.all_answers(one, Ref(one.id, seen=number))["blocks"]))

    assert f"when it was 4 · <@{before.given[question].by}>" in drawn("2")
    assert "when it was" not in drawn("1")
