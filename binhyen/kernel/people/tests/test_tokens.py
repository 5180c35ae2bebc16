"""Keys to the API open no more than their scopes, and no longer than their owner's duties."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from binhyen.kernel.people.actions import deactivate_account, end_duty
from binhyen.kernel.people.actor import SYSTEM, actor_of
from binhyen.kernel.people.models import ApiToken, User
from binhyen.kernel.people.tokens import actor_for_token, create_token, revoke_token
from binhyen.lib.verdict import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def today(now: datetime) -> date:
    return timezone.localdate(now)


def make(user: User, now: datetime, *, days: int = 90, by_mfa: bool = True) -> tuple[ApiToken, str]:
    return create_token(
        actor=actor_of(user, timezone.localdate(now)),
        name="bảng số liệu",
        scopes=["tips:read"],
        expires_at=now + timedelta(days=days),
        now=now,
        by_mfa=by_mfa,
    )


def test_a_key_acts_as_its_owner_within_its_scopes(cast: Cast, now: datetime, today: date) -> None:
    token, raw = make(cast.an, now)

    actor = actor_for_token(raw, today)
    assert actor is not None
    assert actor.user == cast.an
    assert actor.scopes == frozenset({"tips:read"})
    assert actor.reads() == actor_of(cast.an, today).reads()
    assert raw.encode() not in bytes(token.digest)
    token.refresh_from_db()
    assert token.last_used_on == today


@pytest.mark.parametrize("raw", ["", "by_", "by_sai", "by_" + "a" * 43])
def test_a_wrong_key_opens_nothing(cast: Cast, today: date, raw: str) -> None:
    assert actor_for_token(raw, today) is None


def test_a_key_ends_with_its_term_its_owner_and_its_withdrawal(
    cast: Cast, now: datetime, today: date
) -> None:
    token, raw = make(cast.an, now, days=1)
    assert actor_for_token(raw, today + timedelta(days=2)) is None
    revoke_token(actor=actor_of(cast.an, today), token=token, now=now)
    assert actor_for_token(raw, today) is None

    _, other = make(cast.binh, now)
    deactivate_account(actor=SYSTEM, user=cast.binh, today=today, reason="Nghỉ")
    assert actor_for_token(other, today) is None


def test_without_the_duty_the_key_reads_nothing(cast: Cast, now: datetime, today: date) -> None:
    _, raw = make(cast.an, now)
    end_duty(actor=SYSTEM, duty=cast.an.duties.get(), on=today)
    actor = actor_for_token(raw, today)
    assert actor is not None
    assert actor.reads() == frozenset()


def test_who_reads_reports_makes_a_key_only_with_the_second_factor(
    cast: Cast, now: datetime
) -> None:
    with pytest.raises(Refused, match="lớp bảo vệ thứ hai"):
        make(cast.an, now, by_mfa=False)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("days", [0, 400])
def test_a_key_has_a_term_of_a_year_at_most(cast: Cast, now: datetime, days: int) -> None:
    with pytest.raises(Refused, match="một năm"):
        make(cast.an, now, days=days)


def test_a_stranger_makes_no_key(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="nhiệm vụ"):
        make(cast.stranger, now)


def test_nobody_withdraws_another_s_key(cast: Cast, now: datetime, today: date) -> None:
    token, raw = make(cast.an, now)
    with pytest.raises(Refused):
        revoke_token(actor=actor_of(cast.binh, today), token=token, now=now)
    assert actor_for_token(raw, today) is not None
