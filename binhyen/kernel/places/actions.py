"""Everything that people change about units: reforms as they come, names, superiors, hamlets.

Reference data come by ``loading``; what is done here leaves a trace and is kept by later loads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places import closure, locating
from binhyen.kernel.places.hamlet_lists import hamlet_name
from binhyen.kernel.places.models import (
    Level,
    Place,
    PlaceClosure,
    PlaceName,
    PlaceParent,
    ReformAct,
    Succession,
)
from binhyen.kernel.places.sources import without_type
from binhyen.lib.text import canon, fold, one_style, sort_key
from binhyen.lib.verdict import YES, Verdict, no

_ORDER = [Level.NATION, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE, Level.HAMLET]


@dataclass(frozen=True)
class Share:
    """``num/den`` of the ending unit goes to ``place``; exactly one is the main heir."""

    place: Place
    num: int = 1
    den: int = 1
    is_default: bool = True
    basis: str = "theo nghị quyết"


def may_change_places(actor: Actor) -> Verdict:
    if actor.keeps_installation:
        return YES
    return no(_("Chỉ quản trị của Công an tỉnh được sửa danh mục đơn vị hành chính."))


@action
def enact(
    *,
    actor: Actor,
    number: str,
    effective_on: date,
    title: str = "",
    signed_on: date | None = None,
    source: str = "",
) -> ReformAct:
    """Enter the resolution that the next changes rest on."""
    may_change_places(actor).require()
    act = ReformAct.objects.create(
        number=number.strip(),
        effective_on=effective_on,
        title=title,
        signed_on=signed_on,
        source=source or _("nhập tay"),
    )
    record(actor, "places.act_entered", act, number=act.number)
    return act


@action
def begin_place(
    *,
    actor: Actor,
    level: str,
    code: str,
    name: str,
    kind: str,
    parent: Place,
    on: date,
    act: ReformAct,
) -> Place:
    """A new unit from ``on``: the result of a merger or a split."""
    may_change_places(actor).require()
    _may_stand_under(level, parent, on).require()
    (place,) = _store([(code, name, kind)], level, parent, on, act, act.source)
    record(actor, "places.begun", place, on=on, act=act.pk, parent=parent.pk)
    return place


@action
def rename_place(
    *, actor: Actor, place: Place, name: str, kind: str, on: date, act: ReformAct | None = None
) -> Place:
    """Another name or type from ``on``; the unit lives on, old facts keep the old name."""
    may_change_places(actor).require()
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    _in_force(place, on).require()
    last = place.names.get(valid_to=None)
    if on <= last.valid_from:
        no(_later_than(last.valid_from)).require()
    left = last.name
    last.valid_to = on
    last.save(update_fields=["valid_to"])
    name = one_style(name)
    PlaceName.objects.create(
        place=place,
        valid_from=on,
        name=name,
        kind=kind,
        canon=canon(name),
        fold=fold(name),
        act=act,
    )
    place.name, place.kind, place.fold = name, kind, fold(name)
    place.sort_key = sort_key(without_type(name))
    place.save(update_fields=["name", "kind", "fold", "sort_key"])
    record(actor, "places.renamed", place, left=left, name=name, on=on)
    return place


@action
def move_unit(*, actor: Actor, place: Place, to: Place, on: date) -> Place:
    """Another superior from ``on``; all that stands under the unit goes with it."""
    may_change_places(actor).require()
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    _in_force(place, on).require()
    _may_stand_under(place.level, to, on).require()
    left = _put_under(place, to, on)
    closure.refresh([place.pk])
    record(actor, "places.moved", place, left=left, to=to.pk, on=on)
    return place


@action
def end_place(
    *, actor: Actor, place: Place, on: date, act: ReformAct, heirs: Sequence[Share]
) -> Place:
    """End a unit: merged into one heir, split among several, or with none known.

    Hamlets under it go to the main heir. Bodies are dissolved by ``org.actions.dissolve_unit``.
    """
    may_change_places(actor).require()
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    _in_force(place, on).require()
    _shares_fit(heirs).require()
    main = next((share.place for share in heirs if share.is_default), None)
    moved = _children_go(place, main, on)
    place.valid_to, place.ended_by = on, act
    place.save(update_fields=["valid_to", "ended_by"])
    place.names.filter(valid_to=None).update(valid_to=on)
    place.parents.filter(valid_to=None).update(valid_to=on)
    _succeed(place, heirs, on, act)
    closure.refresh([place.pk, *moved])
    locating.forget()
    record(
        *(actor, "places.ended", place),
        on=on,
        act=act.pk,
        heirs=[share.place.pk for share in heirs],
    )
    return place


@action
def import_hamlets(
    *, actor: Actor, commune: Place, names: Sequence[tuple[str, str]], on: date, source: str = ""
) -> list[Place]:
    """Add the hamlets (name, kind: thon or to-dan-pho) that the commune does not have yet.

    Given again, nothing changes. Hamlets missing from the list stay: ending one needs a decision.
    """
    may_change_places(actor).require()
    commune = Place.objects.select_for_update(of=("self",)).get(pk=commune.pk)
    _in_force(commune, on).require()
    _may_stand_under(Level.HAMLET, commune, on).require()
    here = Place.objects.below(commune, on, Level.HAMLET).values_list("name", flat=True)
    known = {canon(name) for name in here}
    wanted: dict[str, tuple[str, str]] = {}
    for given, kind in names:
        name = hamlet_name(given, kind)
        if canon(name) not in known:
            wanted.setdefault(canon(name), (name, kind))
    taken = Place.objects.filter(level=Level.HAMLET, code__startswith=f"{commune.code}-").count()
    rows = [
        (f"{commune.code}-{number:03d}", name, kind)
        for number, (name, kind) in enumerate(wanted.values(), start=taken + 1)
    ]
    added = _store(rows, Level.HAMLET, commune, on, None, source or _("danh sách của xã"))
    record(actor, "places.hamlets_imported", commune, added=len(added), known=len(known), on=on)
    return added


def _store(
    rows: Sequence[tuple[str, str, str]],
    level: str,
    parent: Place,
    on: date,
    act: ReformAct | None,
    source: str,
) -> list[Place]:
    """Units (code, name, kind) with their first name and superior, and the closure of them."""
    places = Place.objects.bulk_create(
        [
            Place(
                level=level,
                code=code,
                valid_from=on,
                name=one_style(name),
                kind=kind,
                fold=fold(name),
                sort_key=sort_key(without_type(name) if level != Level.HAMLET else name),
                made_by=act,
                source=source[:120],
            )
            for code, name, kind in rows
        ]
    )
    PlaceName.objects.bulk_create(
        [
            PlaceName(
                place=one,
                valid_from=on,
                name=one.name,
                kind=one.kind,
                canon=canon(one.name),
                fold=one.fold,
                act=act,
            )
            for one in places
        ]
    )
    PlaceParent.objects.bulk_create(
        [PlaceParent(place=one, parent=parent, valid_from=on) for one in places]
    )
    closure.refresh([one.pk for one in places])
    locating.forget()
    return places


def _in_force(place: Place, on: date) -> Verdict:
    if place.valid_to is not None:
        shown = date_format(place.valid_to, "d/m/Y")
        return no(_("Đơn vị này đã kết thúc từ ngày %s.") % shown)
    return (
        YES
        if place.valid_from < on or place.valid_from == on
        else no(_later_than(place.valid_from))
    )


def _later_than(day: date) -> str:
    return _("Ngày hiệu lực phải sau ngày %s, ngày của lần thay đổi trước.") % date_format(
        day, "d/m/Y"
    )


def _may_stand_under(level: str, parent: Place, on: date) -> Verdict:
    if not parent.holds_on(on):
        return no(_("%s không có hiệu lực vào ngày này; hãy chọn đơn vị khác.") % parent.name)
    if _ORDER.index(Level(parent.level)) >= _ORDER.index(Level(level)):
        return no(_("Đơn vị cấp trên phải ở cấp cao hơn."))
    return YES


def _put_under(place: Place, to: Place, on: date) -> int:
    last = place.parents.get(valid_to=None)
    if on <= last.valid_from:
        no(_later_than(last.valid_from)).require()
    last.valid_to = on
    last.save(update_fields=["valid_to"])
    PlaceParent.objects.create(place=place, parent=to, valid_from=on)
    return last.parent_id


def _shares_fit(heirs: Sequence[Share]) -> Verdict:
    if not heirs:
        return YES
    if sum(Fraction(share.num, share.den) for share in heirs) != 1:
        return no(_("Tỷ lệ của các đơn vị kế thừa phải cộng lại bằng 1."))
    if sum(share.is_default for share in heirs) != 1:
        return no(_("Cần đúng một nơi nhận chính."))
    return YES


def _children_go(place: Place, main: Place | None, on: date) -> list[int]:
    under = PlaceClosure.objects.on(on).filter(ancestor=place, distance=1)
    children = list(Place.objects.filter(pk__in=under.values("descendant")).order_by("pk"))
    if children and main is None:
        no(
            _("Còn %d đơn vị trực thuộc; hãy chọn nơi nhận chính để chuyển chúng.") % len(children)
        ).require()
    for child in children:
        if main is not None:
            _may_stand_under(child.level, main, on).require()
            _put_under(child, main, on)
    return [child.pk for child in children]


def _succeed(place: Place, heirs: Sequence[Share], on: date, act: ReformAct) -> None:
    Succession.objects.bulk_create(
        [
            Succession(
                act=act,
                old=place,
                new=share.place,
                on=on,
                share_num=share.num,
                share_den=share.den,
                basis=share.basis,
                is_default=share.is_default,
                is_last=share.is_default,
            )
            for share in heirs
        ]
    )
    for share in heirs:
        _weigh_back(share.place, on)


def _weigh_back(new: Place, on: date) -> None:
    """Which part of ``new`` each forebear is, by how much of it came."""
    edges = list(Succession.objects.filter(new=new, on=on).order_by("pk"))
    common = lcm(*(edge.share_den for edge in edges))
    parts = [edge.share_num * common // edge.share_den for edge in edges]
    for edge, part in zip(edges, parts, strict=True):
        edge.back_num, edge.back_den = Fraction(part, sum(parts)).as_integer_ratio()
    Succession.objects.bulk_update(edges, ["back_num", "back_den"])
