"""A question that is named somewhere in an answer: with another at hand, nothing is stored for that one."""

import time
from itertools import product

import pytest

from flows.hearing import hear
from flows.intents import Because, Intent, Invalid, NotApplicable, NotSure, Offer, Rate
from flows.refusals import Why

NAMES = (
    *("question 2", "Question 2", "question two", "q2", "Q2", "Q 2", "q. 2", "qn 2", "q-2"),
    *("question no. 2", "question no 2", "question number 2", "question number two", "question #2"),
    *(
        "question (2)",
        "questions 2",
        "the question 2",
        "the second question",
        "the 2nd question",
        "second question",
    ),
    "our second question",
)
MAYBE_NAMES = (
    *("number 2", "number two", "no. 2", "no 2", "nr 2", "nr. 2", "#2", "No. 2", "item 2", "point 2"),
)
RATINGS = (
    *("4", "a 4", "four", "I'd say 4", "I'd give a 4", "we say 4", "we'd go with 4", "I rate it a 4"),
    *("it's a 4", "4 from us", "4/5", "I'd give it 4", "our answer is 4", "not sure", "I don't know"),
    *("n/a", "maybe a 4", "4 because we asked them", "4, we asked everybody", "n/a because it is public"),
    "probably 3 or 4",
)
BEFORE = (
    *("On {name} {rating}", "on {name}, {rating}", "for {name} {rating}", "For {name}: {rating}"),
    *("re {name}: {rating}", "as for {name}, {rating}", "regarding {name}: {rating}"),
    *("back on {name}, {rating}", "back to {name}: {rating}", "about {name}: {rating}", "{name}: {rating}"),
    *("{name} - {rating}", "{name}, {rating}", "{name} {rating}", "{name} again: {rating}"),
    *("ok {name} then, {rating}", "sorry, {name}: {rating}", "hi all, {name}: {rating}"),
    *("{name}? {rating}", "and {name}: {rating}", "when it comes to {name}, {rating}"),
)
WITH_A_NUMBER = (
    *("{name} - easy, 4", "I think {name} is 4", "I think {name} is a 4", "{name} is a 4"),
    *("{name} gets a 4", "{name} should be a 4", "{name} deserves a 4", "{name} must be a 4"),
    *("I rate {name} a 4", "I rate {name} 4", "I'd give {name} a 4", "we give {name} 4", "put {name} at 4"),
    *("put {name} down as 4", "our answer for {name} is 4", "answer to {name} is 4"),
    *("my rating of {name} is 4", "I'd put {name} at 4", "for {name} we have 4", "rating for {name}: 4"),
    "change {name} to 4",
)
BEHIND = (
    *("{rating}, for {name}", "{rating} ({name})", "{rating}, that's for {name}", "{rating} (for {name})"),
    *("{rating}\n{name}", "{rating} - that was for {name}", "{rating} (that's for {name})"),
    *("{rating}, on {name}", "{rating} - for {name}"),
)
# After a reason these belong to it, or may: “4 because we said 3 on question 2”, “4 because we asked, Q2”.
BEHIND_A_RATING = (
    *("{rating} - {name}", "{rating}, {name}", "{rating} for {name}", "{rating} on {name}"),
    *("{rating} re {name}", "{rating} to {name}"),
)
CONCLUDED = (
    *("the contract covers it, so {name} is a 4", "it's public data, so {name} is a 4"),
    *("they agreed so {name} is 4", "the contract covers it, therefore {name} is a 4"),
    *("nobody objected, so for {name} I'd say 4", "it's public, hence {name} is a 4"),
    *("nothing is signed, so 4 for {name}", "it's public, hence {name}: 4"),
    *("because it is public, {name} is a 4", "because it is public, 4 for {name}"),
    *("they all agreed - {name} is a 4", "the contract is signed, so on {name} we say 4"),
    "it is published, so I'd give {name} a 4",
)
# What stands behind the first comma is the whole reason.
REASONS = (
    *("2, contract moved to Q2", "4, links to question 2", "4, linked with question 2"),
    *("4, relates to question 2", "4, builds on question 2", "4, overlaps with question 2"),
    *("4, repeats question 2", "4, matches question 2", "2, contradicts question 1"),
    *("2, conflicts with question 1", "2, at odds with question 1", "4, discussed under question 2"),
    *("4, noted under question 2", "4, answered under question 2", "4, ref Q2"),
    *("3, for consistency with question 2", "3, we rated question 2 the same"),
    *("3, we gave question 2 a 3 too", "4, question 2 is similar", "4, question 2 applies"),
    *("4, question 2 settled it", "4, question 2 confirms it", "4, question 2 deals with it"),
    *("4, question 2 addresses this", "4, Q2 evidence applies", "3, question 2 of the DPIA is open"),
    *("4, their question 3 is answered", "4, Helen asked question 2"),
    *("4, the first question was answered by legal", "4, it's the third question they asked us"),
    *("4, Q5 of the survey shows they agree", "4, DSPT question 3 passed", "3, going live Q4", "3, due Q3"),
    *("3, delayed to Q2", "3, planned for Q3", "3, contract runs to Q4", "2, the Q3 breach was reported"),
    *("3, Q3 rollout", "2, staff left in Q1 and Q2", "4, new system from Q2", "4, in Q2"),
    *("4, they agreed (links to question 2)", "4, they agreed - links to question 2"),
    *("4, the contract covers it, question 2 too", "4, the next question covers the rest"),
    *("4, ready for the next one", "4, the last question covered this", "4, previous question says why"),
    *("4, the previous one was harder", "4, on the last question we said why"),
    *("not sure, links to question 2", "not sure, depends on question 3", "not sure, question 2 is open too"),
    *("n/a, duplicates question 2", "n/a, number 10 rule", "n/a, no 2 parties"),
)
EACH = 5
FIRST = (
    *("2: we say 4", "2 - easy, 4", "2: I'd give a 4", "2 - we'd go with 4", "2) we say 4", "2. I'd say 4"),
    *("two: we say 4", "#2: we say 4", "#2 - easy, 4", "#2 - we say 4", "re 2: I'd say 4", "12: we say 4"),
    *("2: it's a 4", "2 - 4"),
)


def _said(names: tuple[str, ...]) -> list[str]:
    """Each form with each name, and some of the ratings, in turn."""
    plain = [rating for rating in RATINGS if "because" not in rating and "we asked" not in rating]
    said = [form.format(name=name) for form, name in product(WITH_A_NUMBER + CONCLUDED, names)]
    for forms, ratings in ((BEFORE + BEHIND, RATINGS), (BEHIND_A_RATING, plain)):
        for place, (form, name) in enumerate(product(forms, names)):
            some = {ratings[(7 * place + step) % len(ratings)] for step in range(EACH)}
            said += [form.format(name=name, rating=rating) for rating in some]
    return said


def _is_elsewhere(heard: Intent | Offer | None) -> bool:
    """Whether this would be an answer to the question at hand, though the words name the second. What
    corrects an answer is offered to the question that it was for."""
    if isinstance(heard, Offer):
        return not heard.corrects and any(map(_is_elsewhere, heard.choices))
    return isinstance(heard, Rate | NotSure | NotApplicable) and heard.question != 2


def test_nothing_is_stored_or_offered_for_another_question_than_the_one_that_is_named() -> None:
    said = _said(NAMES)
    assert len(said) > 3_000
    assert [text for text in said if _is_elsewhere(hear(text))] == []


def test_what_may_name_another_question_is_not_stored() -> None:
    said = _said(MAYBE_NAMES)
    assert len(said) > 1_500
    heard = {text: hear(text) for text in said}
    assert [text for text, one in heard.items() if not isinstance(one, Offer) and _is_elsewhere(one)] == []
    unclear = ("no 2", "no. 2", "No. 2")  # “4 - no 2” corrects it
    offered = {text: one for text, one in heard.items() if not text.endswith(unclear)}
    assert [text for text, one in offered.items() if _is_elsewhere(one)] == []


@pytest.mark.parametrize("text", FIRST)
def test_a_number_that_may_name_a_question_is_not_stored_as_a_rating(text: str) -> None:
    assert not isinstance(hear(text), Rate)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("the second question, we'd go with 4", Rate(4, "", 2)),
        ("I rate q2 a 4", Rate(4, "", 2)),
        ("re question 2: I'd say 4", Rate(4, "", 2)),
        ("back on q2, I'd give 4", Rate(4, "", 2)),
        ("4, that's for question two", Rate(4, "", 2)),
        ("the contract covers it, so question 2 is a 4", Rate(4, "the contract covers it", 2)),
        ("4 because it is public (question 2)", Rate(4, "it is public", 2)),
        ("n/a, question 2 is about public data", Offer((NotApplicable("question 2 is about public data"),))),
        ("On number 2 I'd give a 4", Offer((Rate(4, "", 2),))),
        ("no. 2 is a 4", Offer((Rate(4, "", 2),))),
        ("On number 2 not sure", Offer((NotSure("", 2),))),
        ("n/a, number 2 is about people", Offer((NotApplicable("number 2 is about people"),))),
        ("#2: we say 4", Offer((Rate(4, "", 2),))),
        ("2: we say 4", Offer((Rate(4, "", 2),))),
        ("#2 - easy, 4", Offer((Rate(4, "", 2),))),
        ("because of no. 2 it's a 4", Offer((Rate(4),))),
        ("question 2: 4, question 3: 5", Offer((Rate(4, "question 3: 5", 2),))),
        ("for the last question I'd say 4", Offer((Rate(4),), corrects=True)),
        ("for the previous one I'd say 4", Offer((Rate(4),), corrects=True)),
        ("for the question before, 4", Offer((Rate(4),), corrects=True)),
        (
            "4 because they asked. For question 2 I'd say 3",
            Offer((Rate(4, "they asked. For question 2 I'd say 3"),)),
        ),
        ("nothing is signed for question two, so it's a 4", Rate(4, "nothing is signed", 2)),
        ("nothing is signed for number two, so it's a 4", Offer((Rate(4, "nothing is signed", 2),))),
        ("nothing is signed for q2, so it's a 4", Offer((Rate(4, "nothing is signed for q2"),))),
        ("planned for Q3, so 3", Offer((Rate(3, "planned for Q3"),))),
        ("4 because we asked, question 2", Offer((Rate(4, "we asked, question 2"),))),
        ("4, they agreed (Helen, on Q2)", Offer((Rate(4, "they agreed (Helen, on Q2)"),))),
        ("2, two breaches, Q3", Offer((Rate(2, "two breaches, Q3"),))),
        ("4, so question 2 is a 4", Offer((Rate(4, "so question 2 is a 4", 2),))),
        ("4, so question 2 is a 3", Offer((Rate(4, "so question 2 is a 3"),))),
        ("4 - no. 3", Offer((Rate(3),))),
        ("4, clause no. 5", Offer((Rate(4, "clause no. 5"), Rate(5)))),
        ("2: tempted by 3", Offer((Rate(2, "tempted by 3"),))),
        ("2 - would be a 3 with a DPIA", Offer((Rate(2, "would be a 3 with a DPIA"),))),
        ("question 2 was a 3 so 4", Offer((Rate(4, "question 2 was a 3"),))),
        ("4, on the last one", Offer((Rate(4),), corrects=True)),
        ("4, on the last one we said 3", Offer((Rate(4, "on the last one we said 3"),))),
        ("4, they agreed, for the last question", Offer((Rate(4, "they agreed, for the last question"),))),
        ("4, for the next one", None),
        ("for the next question I'd say 4", None),
        ("same as question 2", None),
        ("same as number 2", None),
    ],
)
def test_an_answer_goes_to_the_question_that_is_named(text: str, heard: Intent | Offer | None) -> None:
    assert hear(text) == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("4, we asked 2 wards", Rate(4, "we asked 2 wards")),
        ("3 - section 2 of the contract", Rate(3, "section 2 of the contract")),
        ("2 because of article 5(1)", Rate(2, "because of article 5(1)")),
        ("4. The 2 teams agreed", Rate(4, "The 2 teams agreed")),
        ("4 because no. 10 signed it", Rate(4, "no. 10 signed it")),
        ("4 since question 2 is signed", Rate(4, "question 2 is signed")),
        ("4 because question 2 is signed", Rate(4, "question 2 is signed")),
        ("4 because question 2 is a 4", Rate(4, "question 2 is a 4")),
        ("3, see question 2", Rate(3, "see question 2")),
        ("4, same as question 2", Rate(4, "same as question 2")),
        ("4 - question 2 covers it", Rate(4, "question 2 covers it")),
        ("because question 2 is signed, it's a 4", Rate(4, "question 2 is signed")),
        ("because of q2 it's a 4", Rate(4, "because of q2")),
        ("4, signed in Q2", Rate(4, "signed in Q2")),
        ("Q4 figures are fine so 4", Rate(4, "Q4 figures are fine")),
        ("for 2 reasons I'd say 4", Rate(4, "for 2 reasons")),
        ("on 2 wards we asked, so 4", Rate(4, "on 2 wards we asked")),
        ("number 4", Rate(4)),
        ("#4 because they signed", Rate(4, "they signed")),
        ("number 4, we asked 2 wards", Rate(4, "we asked 2 wards")),
        ("I choose number 4", Rate(4)),
        ("We would rate this question 4", Rate(4)),
        ("Good question. 4", Rate(4)),
        ("4: yes, 4 because they agreed", Rate(4, "yes, 4 because they agreed")),
        ("4, Q1: 4 breaches", Rate(4, "Q1: 4 breaches")),
        ("4 (per Q2)", Rate(4, "per Q2")),
        ("4 because we asked. Question 2 is similar", Rate(4, "we asked. Question 2 is similar")),
        ("I'd say 4 though question 2 is weaker", Rate(4, "though question 2 is weaker")),
        ("question 2 is done, this is a 4", Rate(4, "question 2 is done")),
        ("builds on question 2 so we say 3", Rate(3, "builds on question 2")),
        ("In Q2 we signed it, so 4", Rate(4, "In Q2 we signed it")),
        ("n/a no 2 parties", NotApplicable("no 2 parties")),
        ("not sure - depends on question 3", NotSure("depends on question 3")),
        ("4, as for the last question", Rate(4, "for the last question")),
        ("4 for this, next one is harder", Rate(4, "next one is harder")),
        ("4, next question", Rate(4)),
        ("4, next question please", Rate(4)),
        ("4 - next one please", Rate(4)),
        ("because question 2 is signed", Because("question 2 is signed")),
        ("#6", Invalid(Why.NOT_A_RATING)),
    ],
)
def test_numbers_in_a_reason_leave_an_answer_as_it_is(text: str, heard: Intent) -> None:
    assert hear(text) == heard


@pytest.mark.parametrize("text", REASONS)
def test_a_reason_that_names_a_question_is_kept_whole_for_the_one_at_hand(text: str) -> None:
    answer, _, reason = text.partition(", ")
    plain = {"not sure": NotSure(reason), "n/a": NotApplicable(reason)}
    assert hear(text) == (plain[answer] if answer in plain else Rate(int(answer), reason))


@pytest.mark.parametrize(
    "text",
    ["question 2 " * 9_000, "no. 2, " * 9_000, "4, for q2 (" * 9_000, "2: " * 30_000, "4, for " * 20_000],
)
def test_names_take_a_time_that_grows_with_the_length(text: str) -> None:
    begun = time.process_time()
    hear(text)
    assert time.process_time() - begun < 5.0
