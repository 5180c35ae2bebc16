"""What is done to accounts and duties. Whoever loses a duty is signed out everywhere."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils.translation import gettext as _

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people import rules
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.kernel.people.queries import units_of
from binhyen.kernel.people.sessions import end_sessions
from binhyen.lib.verdict import no


@action
def create_account(
    *,
    actor: Actor,
    full_name: str,
    unit: Unit,
    role: str,
    today: date,
    email: str | None = None,
    phone: str | None = None,
    title: str = "",
    start: date | None = None,
    basis: str = "",
) -> User:
    """An account without a password, with its first duty: the owner sets one by a link."""
    rules.may_create_account(actor, unit, today).require()
    user = _new_user(email=email, phone=phone, full_name=full_name, title=title)
    record(actor, "people.account_created", user, unit_id=unit.pk)
    give_duty(actor=actor, user=user, unit=unit, role=role, start=start or today, basis=basis)
    return user


@action
def create_admin(
    *, actor: Actor, email: str, full_name: str, unit: Unit, password: str, today: date
) -> User:
    """The first administrator, made on the command line by whoever runs the installation."""
    if not actor.is_system:
        no(_("Quản trị viên đầu tiên được lập bằng lệnh trên máy chủ.")).require()
    user = _new_user(email=email, phone=None, full_name=full_name, password=password)
    record(actor, "people.account_created", user, unit_id=unit.pk)
    give_duty(actor=actor, user=user, unit=unit, role=Role.ADMINISTRATOR, start=today)
    return user


@action
def change_account(
    *,
    actor: Actor,
    user: User,
    full_name: str,
    title: str,
    email: str | None,
    phone: str | None,
    today: date,
) -> User:
    user = _locked(user)
    units = units_of(user, today)
    rules.may_change_account(actor, user, units).require()
    _refuse_taken(email, phone, but=user)
    new = {
        "full_name": full_name,
        "title": title,
        "email": email.lower() if email else None,
        "phone": phone or None,
    }
    changed = sorted(name for name, value in new.items() if getattr(user, name) != value)
    for name, value in new.items():
        setattr(user, name, value)
    user.save(update_fields=list(new))
    if "email" in changed or "phone" in changed:
        # Somebody else may hold the old address: what was opened through it is closed.
        end_sessions(user)
        user.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    record(actor, "people.account_changed", user, unit_id=min(units, default=0), fields=changed)
    return user


@action
def give_duty(
    *, actor: Actor, user: User, unit: Unit, role: str, start: date, basis: str = ""
) -> Duty:
    user = _locked(user)
    rules.may_give_duty(actor, user, unit, role, start).require()
    duty = Duty(user=user, unit=unit, role=role, valid_from=start, basis=basis)
    _refuse_overlap(duty)
    duty.save()
    record(actor, "people.duty_given", user, unit_id=unit.pk, duty=duty.pk, role=role, start=start)
    return duty


@action
def end_duty(*, actor: Actor, duty: Duty, on: date, reason: str = "") -> None:
    """``on``: the first day without the duty. One that never lasted a day is struck out."""
    duty = _locked_duty(duty)
    rules.may_end_duty(actor, duty, on).require()
    _close(duty, on)
    record(
        actor,
        "people.duty_ended",
        duty.user,
        unit_id=duty.unit_id,
        duty=duty.pk,
        role=duty.role,
        on=on,
        reason=reason,
    )


@action
def hand_over_duty(*, actor: Actor, duty: Duty, to: User, on: date, basis: str = "") -> Duty:
    """End one person's duty and open the same for another on that day, linked to each other."""
    duty = _locked_duty(duty)
    to = _locked(to)
    rules.may_hand_over(actor, duty, to, on).require()
    new = Duty(user=to, unit=duty.unit, role=duty.role, valid_from=on, basis=basis)
    _refuse_overlap(new)
    new.save()
    duty.handed_over_to = new
    _close(duty, on)
    facts: dict[str, Any] = {"duty": duty.pk, "new_duty": new.pk, "role": duty.role, "on": on}
    record(actor, "people.duty_handed_over", duty.user, unit_id=duty.unit_id, to=to.pk, **facts)
    record(actor, "people.duty_taken_over", to, unit_id=duty.unit_id, by=duty.user_id, **facts)
    return new


@action
def deactivate_account(*, actor: Actor, user: User, today: date, reason: str) -> User:
    """Nothing of the person's work is lost: the account can no longer be used, duties end."""
    user = _locked(user)
    units = units_of(user, today)
    rules.may_change_account(actor, user, units).require()
    if not user.is_active:
        no(_("Tài khoản này đã ngừng dùng.")).require()
    for duty in user.duties.filter(Q(valid_to=None) | Q(valid_to__gt=today)).order_by("pk"):
        _close(duty, max(today, duty.valid_from))
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.api_tokens.all().delete()
    end_sessions(user)
    record(actor, "people.account_closed", user, unit_id=min(units, default=0), reason=reason)
    return user


@action
def reopen_account(*, actor: Actor, user: User, today: date, reason: str) -> User:
    """Duties do not come back by themselves: they are given anew."""
    user = _locked(user)
    units = units_of(user, today)
    rules.may_change_account(actor, user, units).require()
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor, "people.account_reopened", user, unit_id=min(units, default=0), reason=reason)
    return user


@action
def reset_second_factor(*, actor: Actor, user: User, today: date, reason: str) -> None:
    """For whoever lost the phone and the recovery codes: the next sign-in sets up a new one."""
    user = _locked(user)
    units = units_of(user, today)
    rules.may_change_account(actor, user, units).require()
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record(
        actor,
        "people.second_factor_reset",
        user,
        unit_id=min(units, default=0),
        reason=reason,
    )


@action
def allow_new_password(*, actor: Actor, user: User, today: date) -> None:
    """A one-time link is about to be made for ``user``: the trail says who asked for it."""
    units = units_of(user, today)
    rules.may_change_account(actor, user, units).require()
    if not user.is_active:
        no(_("Tài khoản này đã ngừng dùng. Hãy mở lại tài khoản trước.")).require()
    record(actor, "people.link_made", user, unit_id=min(units, default=0))


def _new_user(
    *,
    email: str | None,
    phone: str | None,
    full_name: str,
    title: str = "",
    password: str | None = None,
) -> User:
    _refuse_taken(email, phone)
    return User.objects.create_user(
        email.lower() if email else None,
        password,
        phone=phone or None,
        full_name=full_name,
        title=title,
    )


def _refuse_taken(email: str | None, phone: str | None, but: User | None = None) -> None:
    others = User.objects.exclude(pk=but.pk) if but else User.objects.all()
    if email and others.filter(email=email.lower()).exists():
        no(_("Thư điện tử này đã thuộc về một tài khoản khác.")).require()
    if phone and others.filter(phone=phone).exists():
        no(_("Số điện thoại này đã thuộc về một tài khoản khác.")).require()


def _refuse_overlap(duty: Duty) -> None:
    """The same sentence that the database's constraint carries, before it is needed."""
    running = Duty.objects.filter(user=duty.user, unit=duty.unit, role=duty.role).filter(
        Q(valid_to=None) | Q(valid_to__gt=duty.valid_from)
    )
    if running.exists():
        no(
            _("%(person)s đã giữ nhiệm vụ này ở %(unit)s trong khoảng ngày đó.")
            % {"person": duty.user.full_name, "unit": duty.unit.name}
        ).require()


def _close(duty: Duty, on: date) -> None:
    """The end of a duty signs its holder out: the next page is read with the rights left."""
    end_sessions(duty.user)
    if on <= duty.valid_from and duty.handed_over_to_id is None:
        pk = duty.pk
        duty.delete()
        duty.pk = pk
        return
    duty.valid_to = on
    duty.save(update_fields=["valid_to", "handed_over_to"])


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _locked_duty(duty: Duty) -> Duty:
    locked: Duty = (
        Duty.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=duty.pk)
    )
    return locked
