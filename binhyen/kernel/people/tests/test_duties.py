"""Duties are given, ended and handed over by the administrator of the unit or of one above."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from binhyen.kernel.audit.models import Event
from binhyen.kernel.people import actions
from binhyen.kernel.people.actor import SYSTEM, Actor, actor_of
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.kernel.people.queries import PeopleFilter, people_under
from binhyen.lib.verdict import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def traces(user: User) -> list[str]:
    found = Event.objects.filter(subject_kind="people.user", subject_id=user.pk)
    return list(found.order_by("id").values_list("verb", flat=True))


def test_an_administrator_invites_a_colleague_and_the_trail_says_so(
    cast: Cast, today: date
) -> None:
    user = actions.create_account(
        actor=actor_of(cast.commune_admin, today),
        full_name="Đinh Thị Phượng",
        email="Phuong@Example.vn",
        unit=cast.own,
        role=Role.HANDLER,
        today=today,
    )

    assert user.email == "phuong@example.vn"
    assert not user.has_usable_password()
    assert actor_of(user, today).holds(Role.HANDLER, unit_id=cast.own.pk)
    assert traces(user) == ["people.account_created", "people.duty_given"]


def test_an_administrator_of_the_province_reaches_every_commune(cast: Cast, today: date) -> None:
    actions.give_duty(
        actor=actor_of(cast.admin, today),
        user=cast.an,
        unit=cast.sibling,
        role=Role.HANDLER,
        start=today,
    )
    assert actor_of(cast.an, today).unit_ids >= {cast.own.pk, cast.sibling.pk}


@pytest.mark.parametrize("who", ["binh", "giang", "em", "stranger", "khanh"])
def test_nobody_but_an_administrator_gives_duties(cast: Cast, today: date, who: str) -> None:
    before = Duty.objects.count()
    with pytest.raises(Refused, match="quản trị viên"):
        actions.give_duty(
            actor=actor_of(getattr(cast, who), today),
            user=cast.stranger,
            unit=cast.own,
            role=Role.LEADER,
            start=today,
        )
    assert Duty.objects.count() == before
    assert traces(cast.stranger) == []


def test_a_commune_s_administrator_stays_in_the_commune(cast: Cast, today: date) -> None:
    for unit in (cast.sibling, cast.province):
        with pytest.raises(Refused):
            actions.give_duty(
                actor=actor_of(cast.commune_admin, today),
                user=cast.an,
                unit=unit,
                role=Role.HANDLER,
                start=today,
            )
    assert cast.an.duties.count() == 1


def test_nobody_gives_a_duty_to_oneself(cast: Cast, today: date) -> None:
    with pytest.raises(Refused, match="chính mình"):
        actions.give_duty(
            actor=actor_of(cast.admin, today),
            user=cast.admin,
            unit=cast.own,
            role=Role.LEADER,
            start=today,
        )


def test_a_duty_cannot_start_before_its_unit(cast: Cast, today: date) -> None:
    with pytest.raises(Refused, match="không hoạt động"):
        actions.give_duty(
            actor=SYSTEM, user=cast.stranger, unit=cast.own, role="leader", start=date(2024, 1, 1)
        )


def test_the_same_duty_is_held_once(cast: Cast, today: date) -> None:
    with pytest.raises(Refused, match="đã giữ nhiệm vụ"):
        actions.give_duty(actor=SYSTEM, user=cast.an, unit=cast.own, role=Role.HANDLER, start=today)


def test_a_duty_ends_and_its_holder_reads_nothing_from_that_day(cast: Cast, today: date) -> None:
    duty = cast.an.duties.get()
    actions.end_duty(
        actor=actor_of(cast.commune_admin, today), duty=duty, on=today, reason="Nghỉ hưu"
    )

    assert (
        actor_of(cast.an, today - timedelta(days=1)).reads()
        == {cast.own.pk}
        | actor_of(cast.binh, today).reads() & actor_of(cast.an, today - timedelta(days=1)).reads()
    )
    assert actor_of(cast.an, today).reads() == frozenset()
    assert traces(cast.an) == ["people.duty_ended"]


def test_a_duty_given_by_mistake_today_is_struck_out_today(cast: Cast, today: date) -> None:
    duty = actions.give_duty(
        actor=SYSTEM, user=cast.stranger, unit=cast.own, role=Role.LEADER, start=today
    )
    actions.end_duty(actor=SYSTEM, duty=duty, on=today, reason="Nhầm người")

    assert not cast.stranger.duties.exists()
    assert traces(cast.stranger) == ["people.duty_given", "people.duty_ended"]


def test_a_duty_is_handed_over_in_one_act(cast: Cast, today: date) -> None:
    old = cast.an.duties.get()
    new = actions.hand_over_duty(
        actor=actor_of(cast.commune_admin, today), duty=old, to=cast.chien, on=today
    )

    old.refresh_from_db()
    assert (old.valid_to, old.handed_over_to_id) == (today, new.pk)
    assert (new.user, new.role, new.valid_from) == (cast.chien, Role.HANDLER, today)
    assert traces(cast.an) == ["people.duty_handed_over"]
    assert traces(cast.chien) == ["people.duty_taken_over"]


def test_a_duty_is_not_handed_to_its_holder(cast: Cast, today: date) -> None:
    duty = cast.an.duties.get()
    with pytest.raises(Refused, match="phải khác"):
        actions.hand_over_duty(actor=SYSTEM, duty=duty, to=cast.an, on=today)
    duty.refresh_from_db()
    assert duty.valid_to is None


def test_a_closed_account_keeps_its_history_and_loses_its_rights(cast: Cast, today: date) -> None:
    actions.deactivate_account(
        actor=actor_of(cast.admin, today), user=cast.an, today=today, reason="Chuyển ngành"
    )

    cast.an.refresh_from_db()
    assert not cast.an.is_active
    assert cast.an.duties.get().valid_to == today
    assert actor_of(cast.an, today).duties == ()
    assert traces(cast.an) == ["people.account_closed"]


def test_who_serves_elsewhere_too_is_changed_only_from_above_both(cast: Cast, today: date) -> None:
    actions.give_duty(actor=SYSTEM, user=cast.an, unit=cast.sibling, role=Role.HANDLER, start=today)
    with pytest.raises(Refused, match="cấp trên"):
        actions.deactivate_account(
            actor=actor_of(cast.commune_admin, today), user=cast.an, today=today, reason="x"
        )
    actions.deactivate_account(
        actor=actor_of(cast.admin, today), user=cast.an, today=today, reason="Nghỉ hưu"
    )


def test_two_accounts_do_not_share_an_address(cast: Cast, today: date) -> None:
    with pytest.raises(Refused, match="thuộc về một tài khoản khác"):
        actions.create_account(
            actor=SYSTEM,
            full_name="Lê Văn Trùng",
            email="AN@example.vn",
            unit=cast.own,
            role=Role.HANDLER,
            today=today,
        )
    assert not User.objects.filter(full_name="Lê Văn Trùng").exists()


def test_the_first_administrator_is_made_by_the_system_alone(cast: Cast, today: date) -> None:
    def make(actor: Actor) -> User:
        return actions.create_admin(
            actor=actor,
            email="qt@example.vn",
            full_name="Tô Thị Uyên",
            unit=cast.province,
            password="dai-va-kho-doan",
            today=today,
        )

    with pytest.raises(Refused):
        make(actor_of(cast.admin, today))
    user = make(SYSTEM)
    assert user.check_password("dai-va-kho-doan")
    assert actor_of(user, today).roles == {Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("asked", "found"),
    [("an", True), ("nguyen an", True), ("Nguyễn", True), ("Nguyên", False), ("bính", False)],
)
def test_people_are_found_with_marks_or_without(
    cast: Cast, today: date, asked: str, found: bool
) -> None:
    under = people_under(actor_of(cast.commune_admin, today), today, PeopleFilter(name=asked))
    assert (cast.an in under) is found


def test_an_administrator_sees_the_people_of_the_unit_and_below_by_given_name(
    cast: Cast, today: date
) -> None:
    own = people_under(actor_of(cast.commune_admin, today), today, PeopleFilter())
    assert list(own) == [cast.an, cast.binh, cast.chien, cast.commune_admin]
    province = people_under(actor_of(cast.admin, today), today, PeopleFilter())
    assert cast.em in province
    assert cast.nga not in province  # the committee is no unit of the police
    assert list(people_under(actor_of(cast.binh, today), today, PeopleFilter())) == []
