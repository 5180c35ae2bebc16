"""Papers that an officer prints when a report was taken down: minutes of receipt and the slip that
is handed over. What names a person comes from the form in hand and is kept nowhere."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from binhyen.domains.intake.actions import Arrival, Assistance, Receipt
from binhyen.domains.intake.models import Channel, Tip
from binhyen.domains.intake.queries import promises_of
from binhyen.kernel.documents.papers import set_paper
from binhyen.kernel.org.models import Unit
from binhyen.kernel.org.queries import parent_of
from binhyen.kernel.people.models import User
from binhyen.kernel.places.queries import full_name
from binhyen.kernel.workflow.deadlines import deadlines_of
from binhyen.lib import codes
from binhyen.lib.phones import spoken_phone
from binhyen.lib.squares import square_of

MARK = (
    "Bản hỗ trợ do phần mềm Bình Yên lập; không thay biểu mẫu tố tụng của Bộ Công an. "
    "Thể thức theo Nghị định 30/2020/NĐ-CP (chưa kiểm chứng)."
)


def set_minutes(
    officer: User, arrival: Arrival, assistance: Assistance, receipt: Receipt, now: datetime
) -> bytes:
    """Biên bản tiếp nhận (khoản 1 Điều 146 BLTTHS) as PDF; always in Vietnamese."""
    with translation.override("vi"):
        return set_paper(
            "domains/intake/papers/minutes.typ",
            _minutes(officer, arrival, assistance, receipt, now),
        )


def _minutes(
    officer: User, arrival: Arrival, assistance: Assistance, receipt: Receipt, now: datetime
) -> dict[str, Any]:
    tip, reporter = receipt.tip, arrival.reporter
    named = f"{officer.title} {officer.full_name}".strip()
    phone = reporter.phone if reporter else ""
    return {
        **heading(tip.received_unit, now),
        "title": "Biên bản tiếp nhận nguồn tin" if tip.is_crime else "Biên bản tiếp nhận phản ánh",
        "about": tip.get_kind_display(),
        "number": f"Số: {receipt.number}/BB-TN",
        "received_at": _moment(tip.received_at),
        "at_place": f"trụ sở {tip.received_unit.name}",
        "officer": named,
        "officer_name": officer.full_name,
        "kind": str(tip.get_kind_display()).lower(),
        "channel": str(Channel(tip.channel).label).lower(),
        "reporter": {
            "name": reporter.name if reporter else "(không nêu tên)",
            "born": reporter.born if reporter else "",
            "address": reporter.address if reporter else "",
            "phone": spoken_phone(phone) if phone else "",
            "brought_by": reporter.brought_by if reporter else "",
        },
        "paper": _paper(assistance),
        "text": tip.text,
        "place": full_name(tip.place, tip.received_on)
        + (f" ({tip.place_note})" if tip.place_note else ""),
        "occurred": f"{tip.occurred_on:%d/%m/%Y}" if tip.occurred_on else "",
        "items": assistance.items,
        "late_reason": assistance.late_reason,
        "register_number": f"{receipt.number}/{timezone.localdate(now).year}",
        "code": codes.show(tip.code, settings.CODE_PREFIX),
        "written_at": _moment(now),
        "recipients": ["Người cung cấp tin (01 bản);", "Lưu: hồ sơ, sổ tiếp nhận."],
    }


def set_slip(receipt: Receipt, now: datetime) -> bytes:
    """Giấy biên nhận: code, secret and their square, to be handed over. Names nobody."""
    tip = receipt.tip
    code, secret = codes.show(tip.code, settings.CODE_PREFIX), codes.show(receipt.secret)
    with translation.override("vi"):
        data = {
            **heading(tip.received_unit, now),
            "number": f"Số: {receipt.number}/BN-TN",
            "received_at": _moment(tip.received_at),
            "matter": tip.category.name,
            "code": code,
            "secret": secret,
            "square": square_of(f"{code} {secret}"),
            "promises": [
                f"{promise.title}: chậm nhất {promise.by:%d/%m/%Y}"
                for promise in promises_of(tip, deadlines_of(tip))
            ],
            "phone": tip.received_unit.phone,
        }
        return set_paper("domains/intake/papers/slip.typ", data)


def heading(unit: Unit, now: datetime) -> dict[str, str]:
    today = timezone.localdate(now)
    above = parent_of(unit, today)
    return {
        "parent": above.name if above else "",
        "unit": unit.name,
        "dated": f"{_where(unit)}, {long_day(today)}",
        "mark": MARK,
    }


def _where(unit: Unit) -> str:
    """Địa danh: the name of the commune or province without the word for its kind."""
    return unit.place.name.split(" ", 1)[-1]


def long_day(day: date) -> str:
    """Decree 30/2020, Annex I: days below 10 and months 1, 2 with a zero in front."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local:%H} giờ {local:%M} phút, {long_day(local.date())}"


def _paper(assistance: Assistance) -> str:
    if not assistance.paper_number:
        return ""
    day = f" ngày {assistance.paper_date:%d/%m/%Y}" if assistance.paper_date else ""
    body = f" của {assistance.sender_body}" if assistance.sender_body else ""
    return f"số {assistance.paper_number}{day}{body}"


def minutes_wanted(tip: Tip) -> bool:
    """Minutes are for who comes; post, telephone and papers are entered only (Art. 146(1))."""
    return tip.channel == Channel.IN_PERSON
