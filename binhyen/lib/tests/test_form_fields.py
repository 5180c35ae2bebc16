"""A day as people write it."""

from datetime import date, timedelta

import pytest
from django.forms import ValidationError
from django.utils import timezone

from binhyen.lib.form_fields import DayField


def test_a_day_is_read_as_people_write_it() -> None:
    today = timezone.localdate()

    assert DayField().clean("5/7/2024") == DayField().clean("2024-07-05") == date(2024, 7, 5)
    assert DayField().clean("hôm nay") == today
    assert DayField().clean("Hom qua") == today - timedelta(days=1)


def test_a_day_without_its_year_is_the_last_one() -> None:
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)

    assert DayField().clean(f"{today:%d/%m}") == today
    if (tomorrow.day, tomorrow.month) != (29, 2):
        assert DayField().clean(f"{tomorrow:%d.%m}").year == tomorrow.year - 1


@pytest.mark.parametrize("said", ["32/1", "5/13", "ngày kia", "5"])
def test_what_is_no_day_is_refused(said: str) -> None:
    with pytest.raises(ValidationError, match="ngày/tháng/năm"):
        DayField().clean(said)
