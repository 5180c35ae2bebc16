"""Every door of the product and everybody who may stand before it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from binhyen.domains.handins.actions import Giving, Line, Signing, open_campaign, receive_handin
from binhyen.domains.handins.models import Campaign, HandIn, HandInFile, ItemCategory, Visit
from binhyen.domains.intake import actions
from binhyen.domains.intake.models import (
    Appeal,
    Category,
    RegisterImport,
    ReporterIdentity,
    Tip,
    TipFile,
)
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.documents.models import File
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.kernel.people.models import Duty, User
from binhyen.kernel.places.models import Level, Place, ReformAct
from binhyen.kernel.workflow.models import CalendarDay, LegalRule
from tests.cast import Cast, signed_in

# A row of this number never exists: a message or key of somebody else is hidden the same way.
NOBODYS = 0
CODES = {
    "api:place": "33",
    "api:place_successors": "33",
    "portal:figure_definition": "tips_received",
}


class Outcome(Enum):
    SHOWN = "shown"  # the page, its form, its refusal of bad input, or the step after it
    SIGN_IN = "sign in"  # sent to the sign-in page; 401 for a program
    HIDDEN = "hidden"  # 404, as if it were not there
    REFUSED = "refused"  # 403 with a sentence


def doors() -> list[str]:
    """Names of all routes, once each: ``intake:record``."""
    return sorted(set(_names(get_resolver(), "")))


def _names(resolver: URLResolver, space: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"


@dataclass(frozen=True)
class Ground:
    """Where the record behind a door belongs: a unit, a report of it, one of its people."""

    unit: Unit
    tip: Tip
    file: File
    appeal: Appeal
    person: User
    duty: Duty
    old_register: RegisterImport
    handin: HandIn
    visit: Visit
    campaign: Campaign

    def values(self, door: str) -> dict[str, Any]:
        """What the parameters of a route stand for here: rows that exist and belong to it."""
        found = {
            "ref": self._ref(door),
            "pk": self._pk(door),
            "form": "csv",
            "name": "nhap-kho" if door.startswith("handins:") else "thu-ly",
            "act": "sua",
            "slug": "tin",
            "step": "nhap",
            "deed": "go-bao-ve",
            "change": "doi-ten",
            "file_ref": self.file.ref,
            "kind": "tin",
            "code": CODES.get(door, self.handin.code if "handin" in door else self.tip.code),
            "year": 2026,
        }
        return found | {"uidb36": "1", "key": "x"}

    def _ref(self, door: str) -> UUID:
        if door.startswith("intake:import"):
            return self.old_register.ref
        if door.startswith("people:"):
            return self.person.ref
        return self.handin.ref if door.startswith("handins:") else self.tip.ref

    def _pk(self, door: str) -> int:
        if door == "handins:campaign":
            return self.campaign.pk
        if door == "handins:visit":
            return self.visit.pk
        if door.startswith("people:"):
            return self.duty.pk
        if door.startswith("portal:rule"):
            return int(LegalRule.objects.order_by("pk").values_list("pk", flat=True)[0])
        if door in ("portal:unit", "portal:unit_dissolve"):
            return self.unit.pk
        if door == "portal:place":
            return int(self.unit.place_id)
        if door in ("portal:hamlets", "portal:place_change"):
            communes = Place.objects.filter(level=Level.COMMUNE, valid_to=None)
            return int(communes.order_by("pk").values_list("pk", flat=True)[0])
        if door == "portal:reform_act":
            return int(ReformAct.objects.order_by("pk").values_list("pk", flat=True)[0])
        if door == "portal:calendar_clear":
            days = CalendarDay.objects.filter(date__year=2026).order_by("pk")
            return int(days.values_list("pk", flat=True)[0])
        return self.appeal.pk if door == "intake:appeal" else NOBODYS


@dataclass(frozen=True)
class Visitor:
    """``relation``: how their unit stands to the record's."""

    name: str
    relation: str
    user: User | None

    @property
    def unit_kind(self) -> str:
        duty = Duty.objects.filter(user=self.user).select_related("unit").order_by("pk").first()
        return duty.unit.kind if duty else ""


def make_tip(unit: Unit) -> Tip:
    now = timezone.now()
    arrival = actions.Arrival(
        category=Category.objects.get(code="theft"),
        text="Nhà tôi bị mất một chiếc xe máy để trong sân đêm qua.",
        place=unit.place,
        unit=unit,
        anonymous=True,
        reporter=None,
        idempotency_key=UUID(int=unit.pk),
    )
    return actions.receive_tip(actor=ANONYMOUS, arrival=arrival, now=now).tip


def make_file(tip: Tip) -> File:
    photo = BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "JPEG")
    upload = SimpleUploadedFile("anh.jpg", photo.getvalue(), "image/jpeg")
    file = keep_upload(actor=ANONYMOUS, upload=upload, held_for=None)
    TipFile.objects.create(tip=tip, file=file, added_at=timezone.now())
    return file


def make_handin(unit: Unit, file: File) -> HandIn:
    now = timezone.now()
    category = ItemCategory.objects.on(now.date()).get(code="primitive")
    giving = Giving(
        unit=unit,
        place=unit.place,
        lines=[Line(category, 1, "một con dao găm")],
        key=UUID(int=unit.pk),
    )
    handin = receive_handin(
        actor=SYSTEM, giving=giving, signing=Signing("Nguyễn Văn An", "Trần Thị Bình"), now=now
    )
    HandInFile.objects.create(handin=handin, file=file, added_at=now)
    return handin


def make_campaign(unit: Unit) -> Campaign:
    now = timezone.now()
    return open_campaign(
        actor=SYSTEM,
        host=unit,
        name="Vận động giao nộp",
        directive_number="01/KH",
        directive_on=now.date(),
        first_day=now.date(),
        last_day=None,
        now=now,
    )


def ground_of(unit: Unit, person: User) -> Ground:
    tip = make_tip(unit)
    ReporterIdentity.objects.create(tip=tip, sealed=b"age", kid="0" * 16)
    appeal = Appeal.objects.create(tip=tip, unit=unit, text="Xem lại giúp.", at=timezone.now())
    old_register = RegisterImport.objects.create(
        unit=unit, sheets=[], kid="x", uploaded_at=timezone.now(), state=RegisterImport.State.DONE
    )
    duty = Duty.objects.get(user=person)
    file = make_file(tip)
    return Ground(
        unit,
        tip,
        file,
        appeal,
        person,
        duty,
        old_register,
        make_handin(unit, file),
        Visit.objects.create(
            code=f"V{unit.pk:09d}", unit=unit, starts_at=timezone.now(), seat=1, about="weapon"
        ),
        make_campaign(unit),
    )


def around_commune(cast: Cast) -> list[Visitor]:
    """Everybody, seen from Công an phường Phố Hiến."""
    return [
        Visitor("anonymous", "stranger", None),
        Visitor("account", "stranger", cast.stranger),
        Visitor("handler", "own", cast.an),
        Visitor("leader", "own", cast.binh),
        Visitor("duty_officer", "own", cast.chien),
        Visitor("administrator", "own", cast.commune_admin),
        Visitor("handler", "sibling", cast.em),
        Visitor("leader", "sibling", cast.giang),
        Visitor("handler", "sibling", cast.minh),
        Visitor("supervisor", "stranger", cast.nga),
        Visitor("leader", "parent", cast.hai),
        Visitor("supervisor", "parent", cast.khanh),
        Visitor("administrator", "parent", cast.admin),
    ]


CHILDREN = {"own": "child", "sibling": "child", "parent": "own", "stranger": "stranger"}


def around_province(cast: Cast) -> list[Visitor]:
    """Everybody, seen from Công an tỉnh Hưng Yên: the communes stand below it."""
    return [replace(v, relation=CHILDREN[v.relation]) for v in around_commune(cast)]


def entrances(visitors: list[Visitor]) -> dict[Visitor, SimpleCookie]:
    """The cookies of each visitor's session, made once."""
    return {visitor: signed_in(visitor.user).cookies for visitor in visitors}


def knock(name: str, cookies: SimpleCookie, values: dict[str, Any]) -> Outcome:
    """Open the door with that session: a GET, or where that is not meant, an empty POST."""
    client = Client()
    client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
    url = reverse(name, kwargs={key: values[key] for key in parameters_of(name)})
    answer = client.get(url)
    if answer.status_code == 405:
        answer = client.post(url)
    return outcome_of(answer)


def parameters_of(name: str) -> set[str]:
    """``intake:record`` needs a ``ref``."""
    *spaces, last = name.split(":")
    resolver: Any = get_resolver()
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    for _possibility, pattern, _defaults, _converters in resolver.reverse_dict.getlist(last):
        return set(re.findall(r"\(\?P<(\w+)>", pattern))
    return set()


def outcome_of(answer: HttpResponseBase) -> Outcome:
    status, there = answer.status_code, answer.headers.get("Location", "")
    if status == 401 or (status == 302 and "/tai-khoan/dang-nhap/" in there):
        return Outcome.SIGN_IN
    if status == 404:
        return Outcome.HIDDEN
    if status == 403:
        return Outcome.REFUSED
    assert status < 500 or status == 503, status  # 503: /readyz without a worker
    return Outcome.SHOWN


Rule = Callable[[Visitor], Outcome]
