"""What stands with the files of an export."""

import pytest

from bot.cards.exporting import TO_ME, TO_THREAD, comment, not_made
from tests.bot.cards.samples import assessment


@pytest.mark.parametrize("without_names", [True, False])
def test_what_is_sent_to_a_person_and_stays_there_does_not_say_the_title(*, without_names: bool) -> None:
    one = assessment("submitted")
    assert one.title in comment(one, TO_THREAD, (), "", without_names=without_names)
    assert one.title not in comment(one, TO_ME, ("pdf",), "a1b2c3", without_names=without_names)


def test_a_title_is_no_markup_in_what_goes_with_the_files() -> None:
    one = assessment("submitted")
    one.title = "*Approved* ~by~ `nobody`, see example.com"
    said = not_made(one, ("pdf",), "a1b2c3")
    assert comment(one, TO_THREAD, (), "", without_names=False).count("Approved by nobody, see example. com")
    assert said.count("Approved by nobody, see example. com")
