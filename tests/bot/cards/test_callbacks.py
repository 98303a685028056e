"""What a button carries is read back exactly, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.callbacks import MOST_SEEN, Ref

PART = st.from_regex(r"[A-Za-z0-9_.-]{0,40}", fullmatch=True)
REFS = st.builds(
    Ref,
    assessment=st.from_regex(r"[a-z0-9]{1,32}", fullmatch=True),
    turn=st.integers(0, 999_999_999),
    question=PART,
    channel=PART,
    figure=st.integers(0, 999_999_999),
    seen=st.one_of(PART, st.just("x" * MOST_SEEN)),
)


@given(REFS)
def test_what_was_encoded_is_decoded(ref: Ref) -> None:
    assert Ref.decode(ref.encode()) == ref


@given(REFS)
def test_it_fits_the_value_of_an_option(ref: Ref) -> None:
    assert len(ref.encode()) <= 2_000


HERE = Ref("0123456789ab", 7, "clear-purpose", "C0HOUSING01")


@pytest.mark.parametrize(
    ("ref", "value"),
    [
        (HERE, "0123456789ab|7|clear-purpose|C0HOUSING01|0|"),
        (HERE.on_page(2), "0123456789ab|7|clear-purpose|C0HOUSING01|2|"),
        (HERE.numbered(3), "0123456789ab|7|clear-purpose|C0HOUSING01|3|"),
        (HERE.warning(costs_decision=True), "0123456789ab|7|clear-purpose|C0HOUSING01|1|"),
        (HERE.warning(costs_decision=False), "0123456789ab|7|clear-purpose|C0HOUSING01|0|"),
        (HERE.after_entries(12), "0123456789ab|7|clear-purpose|C0HOUSING01|12|"),
    ],
)
def test_it_is_written_as_what_stands_in_slack_since_earlier_versions(ref: Ref, value: str) -> None:
    assert ref.encode() == value
    assert Ref.decode(value) == ref


@pytest.mark.parametrize(("figure", "warned"), [("0", False), ("1", True), ("12", False)])
def test_its_figure_is_read_by_any_of_its_names(figure: str, warned: bool) -> None:
    ref = Ref.decode(f"0123456789ab|7||C0HOUSING01|{figure}|")
    assert {ref.page, ref.number, ref.entries_seen} == {int(figure)}
    assert ref.warned is warned


@given(st.one_of(st.text(), st.from_regex(r"[^|]*(\|[^|]*){4}"), st.none(), st.integers(), st.binary()))
def test_anything_else_is_refused_or_means_what_it_says(value: object) -> None:
    try:
        ref = Ref.decode(value)
    except ValueError:
        return
    assert Ref.decode(ref.encode()) == ref
    assert ref.assessment
    assert min(ref.turn, ref.figure) >= 0


@pytest.mark.parametrize(
    "value",
    [
        None,
        17,
        "",
        "one",
        "|0|||0|",
        "one|0|||0",
        "one|0|||0||",
        "one|x|||0|",
        "one|-1|||0|",
        "one|٣|||0|",
        "one|1_0|||0|",
        "one|9999999999|||0|",
        "one|0|a question|C1|0|",
        "one|0|' OR 1=1|C1|0",
        "one|0||<!channel>|0",
        "one\n|0|||0",
        "x" * 101 + "|0|||0|",
        "one|0|||0|" + "x" * (MOST_SEEN + 1),
    ],
)
def test_a_forged_value_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="not one of our values"):
        Ref.decode(value)
