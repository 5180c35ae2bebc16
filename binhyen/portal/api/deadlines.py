"""The public deadline calculator: the same numbers as the page /thoi-han/."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from binhyen.kernel.places.models import Place
from binhyen.kernel.workflow.timeline import KINDS, Step
from binhyen.lib.problem import Problem
from binhyen.portal.rules.calculator import (
    Answer,
    calculate,
    communes_called,
    may_ask,
    read_moment,
)

router = Router(tags=["deadlines"])


class Asked(Schema):
    kind: str = Field(
        description="crime_accusation, crime_information, prosecution_proposal, citizen_feedback."
    )
    received_at: str = Field(
        description="Ngày giờ theo ISO 8601; thiếu múi giờ là giờ Việt Nam, thiếu giờ là 0 giờ."
    )
    place: str = Field("", max_length=120, description="Mã hoặc tên xã, phường vào ngày đó.")
    remote: bool = Field(False, description="Nơi xa xôi, đi lại khó khăn.")


class NamedOut(Schema):
    code: str
    name: str


class UnitOut(Schema):
    id: int
    name: str


class CompetenceOut(Schema):
    since: date
    decides: str
    commune_checks: bool
    commune_role: str
    basis: str
    verified: bool


class StepOut(Schema):
    rule: str
    title: str
    length: str
    condition: str = Field(description="Khi nào bước này áp dụng; rỗng: luôn áp dụng.")
    on: date | None = Field(description="Hạn theo cách hiểu chặt hơn; null: chờ việc khác xảy ra.")
    due_at: datetime | None
    last_on: date | None = Field(description="Ngày chậm nhất có thể, khi ngày nghỉ lùi hạn.")
    basis: str
    source: str
    verified: bool
    internal: bool = Field(description="Quy định nội bộ của nơi triển khai, không phải luật.")
    calendar_version: str


class DeadlinesOut(Schema):
    kind: str
    received_at: datetime
    place: NamedOut | None
    unit: UnitOut | None
    competence: CompetenceOut | None
    steps: list[StepOut]


@router.get(
    "/deadlines",
    auth=None,
    response=DeadlinesOut,
    summary=gettext_noop("Hạn của từng bước, theo loại tin và giờ tiếp nhận"),
)
def deadlines(request: HttpRequest, asked: Query[Asked]) -> DeadlinesOut:
    received_at = _moment(asked.received_at)
    if asked.kind not in KINDS:
        raise _wrong("kind", _("Loại tin là một trong: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    place = _place(asked.place, received_at)
    return _written(calculate(asked.kind, received_at, place=place, remote=asked.remote))


def _wrong(field: str, message: str, **more: object) -> Problem:
    title = _("Có chỗ chưa đúng trong nội dung gửi lên.")
    return Problem(422, "invalid", title, errors=[{"field": field, "message": message}], more=more)


def _moment(text: str) -> datetime:
    moment = read_moment(text)
    if moment is None:
        sentence = _("Cần ngày giờ theo ISO 8601, ví dụ 2026-07-05T14:30:00+07:00.")
        raise _wrong("received_at", sentence)
    if not (verdict := may_ask(moment, timezone.now())):
        raise _wrong("received_at", verdict.reason)
    return moment


def _place(words: str, received_at: datetime) -> Place | None:
    if not words.strip():
        return None
    found = communes_called(words.strip(), received_at)
    if not found:
        raise _wrong("place", _("Không tìm thấy xã, phường này vào ngày đó."))
    if len(found) > 1:
        near = [{"code": place.code, "name": place.name} for place in found]
        raise _wrong("place", _("Có nhiều xã, phường gần với tên này; hãy gửi mã."), places=near)
    return found[0]


def _written(answer: Answer) -> DeadlinesOut:
    place, unit, held = answer.place, answer.unit, answer.competence
    return DeadlinesOut(
        kind=answer.kind,
        received_at=timezone.localtime(answer.received_at),
        place=NamedOut(code=place.code, name=answer.place_name) if place else None,
        unit=UnitOut(id=unit.pk, name=unit.name) if unit else None,
        competence=CompetenceOut(
            since=held.since,
            decides=answer.decides,
            commune_checks=held.commune_checks,
            commune_role=answer.commune_role,
            basis=answer.competence_basis,
            verified=held.verified,
        )
        if answer.is_crime
        else None,
        steps=[_step(step) for step in answer.steps],
    )


def _step(step: Step) -> StepOut:
    return StepOut.model_validate(vars(step) | {"rule": step.key, "on": step.due_on})
