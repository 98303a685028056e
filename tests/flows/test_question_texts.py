"""The 18 questions that ship with Balance: the text is the product, and these rules keep it readable."""

import re
from collections.abc import Iterator

import pytest

from flows.framework import Framework, Question, default_framework

DEFAULT = default_framework()

IDS = {
    "purposeful": [
        "clear-purpose",
        "individual-benefit",
        "lasting-benefit",
        "public-benefit",
        "root-causes",
        "measurable-benefit",
    ],
    "proportionate": [
        "minimum-data",
        "identifiability",
        "clear-limits",
        "sensitivity",
        "privacy-impact",
        "breach-risk",
    ],
    "responsible": [
        "compatible-use",
        "likely-outcome",
        "defensible",
        "secure-sharing",
        "added-value",
        "public-voice",
    ],
}

# Words of lawyers and analysts, each with a plain one that says the same.
JARGON = (
    "aggregat anonymi pseudonym granular stakeholder utilis leverag robust mitigat proportional lawful "
    "retention ethic governance baseline metric outcome framework"
)
AMERICAN = r"(?:iz(?:e|ed|ing|ation)|\bcolor|\bcenter|\bprogram\b|\bbehavior)"


def texts(question: Question) -> Iterator[str]:
    yield from (question.label, question.text, question.why, *question.levels, question.evidence)


every_question = pytest.mark.parametrize("question", DEFAULT.questions, ids=[q.id for q in DEFAULT.questions])


def test_the_questions_are_there_in_order(default: Framework) -> None:
    found = {p.id: [question.id for question in p.questions] for p in default.principles}
    assert found == IDS
    assert [principle.name for principle in default.principles] == [
        "Purposeful",
        "Proportionate",
        "Responsible",
    ]


def test_it_says_that_the_wording_is_not_the_authors(default: Framework) -> None:
    assert default.wording == "paraphrase"
    assert any("Involve, Carnegie UK Trust and Understanding Patient Data" in s for s in default.sources)


def test_bands_and_weights_are_as_agreed(default: Framework) -> None:
    bands = [(band.name, str(band.minimum)) for band in default.bands]
    assert bands == [("Strong", "4"), ("Mixed", "3"), ("Weak", "1")]
    assert str(default.band_coverage) == "3/4"
    assert not default.has_weights


@every_question
def test_the_question_is_one_sentence_of_at_most_25_words(question: Question) -> None:
    assert len(question.text.split()) <= 25
    assert question.text.endswith("?")
    assert not re.search(r"[.?!] ", question.text)


@every_question
def test_five_levels_can_be_read_on_a_phone(question: Question) -> None:
    assert len(set(question.levels)) == 5
    for level in question.levels:
        assert len(level) <= 110
        assert level.endswith(".")


@every_question
def test_a_level_says_all_by_itself(question: Question) -> None:
    """In a list of answers it stands alone, without the levels around it."""
    for level in question.levels:
        assert not re.search(
            r"\b(?:above|below|as well as that|level \d|all of this|the same as)\b", level, re.I
        )


@every_question
def test_why_it_matters_is_said_in_one_or_two_sentences(question: Question) -> None:
    assert 1 <= len(re.findall(r"[.?](?: |$)", question.why)) <= 2


@every_question
def test_sentences_are_short(question: Question) -> None:
    for text in texts(question):
        for sentence in re.split(r"[.?:;] ", text):
            assert len(sentence.split()) <= 25, sentence


@every_question
def test_words_are_everyday_words(question: Question) -> None:
    for text in texts(question):
        assert not re.search(rf"\b(?:{'|'.join(JARGON.split())})", text, re.I), text
        assert not re.search(r"\b[A-Z]{2,}\b", text), f"an acronym: {text}"
        assert not re.search(AMERICAN, text), f"not British: {text}"
        assert "!" not in text


@every_question
def test_texts_begin_with_a_capital(question: Question) -> None:
    assert all(text[0].isupper() for text in texts(question))


def test_not_sharing_is_counted_as_well(default: Framework) -> None:
    """A fair tool shows both: the case against sharing, and what it costs not to share."""
    assert "not to share" in default.question("added-value").text
    assert "Holding back" in default.question("defensible").why
    assert "can still be right" in default.question("sensitivity").why


def test_no_text_is_there_twice(default: Framework) -> None:
    everything = [text for question in default.questions for text in texts(question)]
    assert len(set(everything)) == len(everything)


def test_everything_on_a_card_fits_a_message(default: Framework) -> None:
    """Slack takes 3,000 characters in a section; the longest allowed texts together are shorter."""
    longest_allowed = 30 + 250 + 5 * (150 + 5)
    assert longest_allowed < 3_000
    for question in default.questions:
        assert sum(len(text) for text in (question.text, *question.levels)) < 700
