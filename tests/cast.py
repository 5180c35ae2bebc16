"""The people of our stories: named, with real duties in the units of today's Hưng Yên.

Ask for the fixture ``cast``; ``client_of(cast.an)`` gives a browser signed in with the second
factor. They serve at Công an phường Phố Hiến (own), Công an xã Ân Thi (sibling) and above them.
"""

import time
from dataclasses import dataclass
from datetime import date

from django.test import Client

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import Actor, actor_of
from binhyen.kernel.people.models import Duty, Role, User

SINCE = date(2025, 7, 1)
PASSWORD = "dong-lua-chin-vang-2025"


@dataclass(frozen=True)
class Cast:
    # Công an phường Phố Hiến
    an: User  # Trung úy Nguyễn Văn An, cán bộ thụ lý
    binh: User  # Thiếu tá Trần Thị Bình, chỉ huy
    chien: User  # Đỗ Quang Chiến, trực ban
    commune_admin: User  # Lê Thị Dung, quản trị
    # Công an xã Ân Thi: a sibling
    em: User  # Phạm Văn Em, cán bộ thụ lý
    giang: User  # Vũ Thị Giang, chỉ huy
    # Công an tỉnh Hưng Yên
    hai: User  # Hoàng Đức Hải, chỉ huy
    khanh: User  # Bùi Thị Khánh, theo dõi
    admin: User  # Ngô Văn Long, quản trị
    # PV05
    minh: User  # Đặng Quốc Minh, cán bộ thụ lý
    # Ủy ban nhân dân phường Phố Hiến
    nga: User  # Mai Thị Nga, theo dõi
    stranger: User  # Phan Văn Oanh: an account without any duty
    own: Unit
    sibling: Unit
    province: Unit
    department: Unit
    committee: Unit

    def actor(self, user: User | None, today: date) -> Actor:
        return actor_of(user, today)


def _unit(kind: str, name: str, today: date) -> Unit:
    found: Unit = Unit.objects.on(today).get(kind=kind, name__iexact=name)
    return found


def _person(email: str, full_name: str, title: str, unit: Unit | None, role: str) -> User:
    user = User.objects.create_user(f"{email}@example.vn", None, full_name=full_name, title=title)
    if unit is not None:
        Duty.objects.create(user=user, unit=unit, role=role, valid_from=max(SINCE, unit.valid_from))
    return user


def make_cast(today: date) -> Cast:
    own = _unit(UnitKind.POLICE_COMMUNE, "Công an phường Phố Hiến", today)
    sibling = _unit(UnitKind.POLICE_COMMUNE, "Công an xã Ân Thi", today)
    province = _unit(UnitKind.POLICE_PROVINCE, "Công an tỉnh Hưng Yên", today)
    department: Unit = Unit.objects.on(today).get(
        kind=UnitKind.POLICE_DEPARTMENT, short_name="PV05"
    )
    committee = _unit(UnitKind.COMMITTEE_COMMUNE, "Ủy ban nhân dân phường Phố Hiến", today)
    return Cast(
        an=_person("an", "Nguyễn Văn An", "Trung úy", own, Role.HANDLER),
        binh=_person("binh", "Trần Thị Bình", "Thiếu tá", own, Role.LEADER),
        chien=_person("chien", "Đỗ Quang Chiến", "Thượng úy", own, Role.DUTY_OFFICER),
        commune_admin=_person("dung", "Lê Thị Dung", "Đại úy", own, Role.ADMINISTRATOR),
        em=_person("em", "Phạm Văn Em", "Trung úy", sibling, Role.HANDLER),
        giang=_person("giang", "Vũ Thị Giang", "Trung tá", sibling, Role.LEADER),
        hai=_person("hai", "Hoàng Đức Hải", "Đại tá", province, Role.LEADER),
        khanh=_person("khanh", "Bùi Thị Khánh", "Thiếu tá", province, Role.SUPERVISOR),
        admin=_person("long", "Ngô Văn Long", "Đại úy", province, Role.ADMINISTRATOR),
        minh=_person("minh", "Đặng Quốc Minh", "Thiếu tá", department, Role.HANDLER),
        nga=_person("nga", "Mai Thị Nga", "Chuyên viên", committee, Role.SUPERVISOR),
        stranger=_person("oanh", "Phan Văn Oanh", "", None, ""),
        own=own,
        sibling=sibling,
        province=province,
        department=department,
        committee=committee,
    )


def signed_in(user: User | None) -> Client:
    """A browser in which ``user`` signed in with the second factor (None: a citizen)."""
    client = Client()
    if user is not None:
        client.force_login(user)
        note_second_factor(client, user)
    return client


def note_second_factor(client: Client, user: User) -> None:
    """What the sign-in pages leave in a session after a password and a code."""
    session, now = client.session, time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": now, "email": user.email},
        {"method": "mfa", "at": now, "type": "totp", "id": 0},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
