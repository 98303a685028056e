"""What stands with the files of an export."""

import pytest

from bot.cards.exporting import TO_ME, TO_THREAD, comment
from tests.bot.cards.samples import assessment


@pytest.mark.parametrize("without_names", [True, False])
def test_what_is_sent_to_a_person_and_stays_there_does_not_say_the_title(*, without_names: bool) -> None:
    one = assessment("submitted")
    assert one.title in comment(one, TO_THREAD, (), "", without_names=without_names)
    assert one.title not in comment(one, TO_ME, ("pdf",), "a1b2c3", without_names=without_names)
