"""What the API takes and gives, field by field."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, field_validator

from binhyen.lib.schema_errors import NO_NUL


class Told(BaseModel):
    """What a stranger sends. No text of it is kept for the next report that has the same."""

    model_config = ConfigDict(cache_strings="none")


class PlaceIn(Told):
    """Either a unit's code, as of a day, or a point (WGS 84 degrees)."""

    code: str | None = Field(None, max_length=12, pattern=NO_NUL)
    as_of: date | None = None
    lat: float | None = Field(None, ge=6, le=24, allow_inf_nan=False)
    lon: float | None = Field(None, ge=102, le=118, allow_inf_nan=False)


class ReporterIn(Told):
    name: str = Field("", max_length=120, pattern=NO_NUL)
    phone: str = Field("", max_length=30, pattern=NO_NUL)
    email: str = Field("", max_length=254, pattern=r"^$|^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$")
    may_contact: bool = False


class TipIn(Told):
    category: str = Field(
        max_length=40, pattern=NO_NUL, description=gettext_noop("Mã ở /categories.")
    )
    description: str = Field(min_length=10, max_length=10_000, pattern=NO_NUL)
    place: PlaceIn
    place_note: str = Field("", max_length=300, pattern=NO_NUL)
    occurred_on: date | None = None
    anonymous: bool
    reporter: ReporterIn | None = None
    idempotency_key: UUID = Field(
        description=gettext_noop("Do bên gửi tự sinh; gửi lại với cùng khóa không tạo ra hai tin.")
    )
    is_report: bool = Field(
        False, description=gettext_noop("Người gửi đã xác nhận: đây là tin báo, không phải đơn.")
    )

    about_police: bool = Field(
        False,
        description=gettext_noop(
            "Tin nói về cán bộ hoặc đơn vị công an: chuyển lên cấp trên, đơn vị đó không thấy tin."
        ),
    )
    police_of: str | None = Field(
        None,
        max_length=12,
        pattern=NO_NUL,
        description=gettext_noop(
            "Mã đơn vị hành chính của công an được nêu; để trống là công an nơi xảy ra việc."
        ),
    )

    @field_validator("description", "place_note", mode="before")
    @classmethod
    def without_edges(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value


class ChallengeIn(Schema):
    idempotency_key: UUID = Field(description=gettext_noop("Khóa của tin sắp gửi."))


class ChallengeOut(Schema):
    """ALTCHA, proof of work version 2."""

    parameters: dict[str, Any]
    signature: str


class UnitOut(Schema):
    id: int
    name: str


class DueOut(Schema):
    rule: str
    title: str
    on: date
    last_on: date
    basis: str
    verified: bool
    state: str


class TipMade(Schema):
    code: str
    secret: str | None
    received_at: datetime
    unit: UnitOut
    due: list[DueOut]


class TipStatus(Schema):
    code: str
    status: str
    status_text: str
    received_at: datetime
    unit: UnitOut
    due: list[DueOut]
    outcome: str | None
    outcome_text: str | None


class MessageIn(Schema):
    text: str = Field(min_length=1, max_length=10_000, pattern=NO_NUL)
    idempotency_key: UUID | None = None

    @field_validator("text", mode="before")
    @classmethod
    def without_edges(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value


class MessageOut(Schema):
    id: int
    author: str
    text: str
    at: datetime


class CategoryOut(Schema):
    code: str
    name: str
    parent: str | None
    kind: str
    safety_note: str


class TipRow(Schema):
    ref: UUID
    code: str
    kind: str
    category: str
    status: str
    place: str
    unit: UnitOut
    received_at: datetime
    due_at: datetime | None


class TipPage(Schema):
    items: list[TipRow]
    next: str | None
    previous: str | None
