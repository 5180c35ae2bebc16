"""Everything that changes units: opening, a new superior, dissolving with an heir."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.org import scope
from binhyen.kernel.org.dissolving import move_open_work
from binhyen.kernel.org.models import Unit, UnitParent, UnitSuccession
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Place
from binhyen.lib.verdict import YES, Verdict, no


def may_change_units(actor: Actor) -> Verdict:
    if actor.keeps_installation:
        return YES
    return no(_("Chỉ quản trị của Công an tỉnh được sửa đơn vị và quan hệ chỉ huy."))


@action
def open_unit(
    *,
    actor: Actor,
    kind: str,
    name: str,
    place: Place,
    on: date,
    parent: Unit | None = None,
    short_name: str = "",
    address: str = "",
    phone: str = "",
) -> Unit:
    """A body that can be given work from ``on``."""
    may_change_units(actor).require()
    if not place.holds_on(on):
        no(_("%s không có hiệu lực vào ngày này; hãy chọn địa bàn khác.") % place.name).require()
    unit = Unit.objects.create(
        kind=kind,
        name=name.strip(),
        short_name=short_name,
        place=place,
        valid_from=on,
        address=address,
        phone=phone,
    )
    if parent:
        _may_lead(parent, unit, on).require()
        UnitParent.objects.create(unit=unit, parent=parent, valid_from=on)
    scope.forget()
    record(
        *(actor, "org.opened", unit),
        unit_id=unit.pk,
        on=on,
        parent=parent.pk if parent else None,
    )
    return unit


@action
def set_parent(*, actor: Actor, unit: Unit, parent: Unit, on: date) -> Unit:
    """Another direct superior from ``on``."""
    may_change_units(actor).require()
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    _exists(unit, on).require()
    _may_lead(parent, unit, on).require()
    left = _put_under(unit, parent, on)
    scope.forget()
    record(actor, "org.parent_set", unit, unit_id=unit.pk, left=left, to=parent.pk, on=on)
    return unit


@action
def dissolve_unit(*, actor: Actor, unit: Unit, heir: Unit, on: date, basis: str) -> Unit:
    """End ``unit`` on ``on``. ``heir`` takes its records, its open work and the units under it."""
    may_change_units(actor).require()
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    _exists(unit, on).require()
    _may_inherit(heir, unit, on).require()
    for link in UnitParent.objects.filter(parent=unit, valid_to=None).select_related("unit"):
        if link.unit_id != heir.pk:
            _put_under(link.unit, heir, on)
        else:
            link.delete() if link.valid_from >= on else _end_link(link, on)
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    UnitParent.objects.filter(unit=unit, valid_to=None).update(valid_to=on)
    UnitSuccession.objects.create(old=unit, new=heir, on=on, basis=basis)
    scope.forget()
    moved = move_open_work(actor, unit, heir, on)
    record(
        *(actor, "org.dissolved", unit),
        unit_id=unit.pk,
        heir=heir.pk,
        on=on,
        basis=basis,
        moved=moved,
    )
    return unit


def _end_link(link: UnitParent, on: date) -> None:
    link.valid_to = on
    link.save(update_fields=["valid_to"])


def _put_under(unit: Unit, parent: Unit, on: date) -> int | None:
    """End the present superior (if any) and set the new one; which one it left."""
    last = UnitParent.objects.filter(unit=unit, valid_to=None).first()
    if last and on <= last.valid_from:
        shown = date_format(last.valid_from, "d/m/Y")
        no(_("Ngày hiệu lực phải sau ngày %s, ngày của lần thay đổi trước.") % shown).require()
    if last:
        _end_link(last, on)
    UnitParent.objects.create(unit=unit, parent=parent, valid_from=on)
    return last.parent_id if last else None


def _exists(unit: Unit, on: date) -> Verdict:
    if unit.valid_to is not None:
        return no(_("Đơn vị này đã giải thể từ ngày %s.") % date_format(unit.valid_to, "d/m/Y"))
    if on <= unit.valid_from:
        return no(
            _("Ngày hiệu lực phải sau ngày lập đơn vị, %s.") % date_format(unit.valid_from, "d/m/Y")
        )
    return YES


def _may_lead(parent: Unit, unit: Unit, on: date) -> Verdict:
    if not parent.holds_on(on):
        return no(_("%s không tồn tại vào ngày này; hãy chọn cấp trên khác.") % parent.name)
    if parent.pk == unit.pk or parent.pk in scope.units_below(unit.pk):
        return no(_("Một đơn vị không thể đứng dưới chính nó hay cấp dưới của nó."))
    return YES


def _may_inherit(heir: Unit, unit: Unit, on: date) -> Verdict:
    if heir.pk == unit.pk:
        return no(_("Đơn vị kế thừa phải là một đơn vị khác."))
    if not heir.holds_on(on):
        return no(_("%s không tồn tại vào ngày này; hãy chọn nơi nhận khác.") % heir.name)
    return YES
