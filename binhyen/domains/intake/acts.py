"""The verbs on a record, each with its button, its rule, its form and the action it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from binhyen.domains.intake import actions, assisted_rules, forms, rules
from binhyen.domains.intake.actions.law import Decision, Result
from binhyen.domains.intake.models import Tip
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.documents.models import File
from binhyen.kernel.people.actor import Actor, acting
from binhyen.lib.verdict import Verdict


@dataclass(frozen=True)
class Act:
    """One verb on a record: its button, its rule, its form and the action it calls."""

    label: Any
    form: type[forms.ActForm]
    may: Callable[[Actor, Tip], Verdict]
    do: Callable[[HttpRequest, Tip, dict[str, Any], datetime], Any]
    help: Any = ""


def _scan(request: HttpRequest, data: dict[str, Any]) -> File | None:
    upload = data.get("scan")
    return keep_upload(actor=acting(request), upload=upload, held_for=None) if upload else None


def _keep_minutes(request: HttpRequest, tip: Tip, data: dict[str, Any], now: datetime) -> None:
    actor = acting(request)
    file = keep_upload(actor=actor, upload=data["scan"], held_for=None, sealed_only=True)
    actions.attach_minutes(actor=actor, tip=tip, file=file, now=now)


def _decision(request: HttpRequest, data: dict[str, Any]) -> Decision:
    return Decision(data["number"], data["on"], data["by"], _scan(request, data))


ACTS: dict[str, Act] = {
    "thu-ly": Act(
        gettext_lazy("Thụ lý"),
        forms.ConfirmForm,
        rules.may_accept,
        lambda r, tip, d, now: actions.accept_tip(actor=acting(r), tip=tip, now=now),
    ),
    "phan-loai": Act(
        gettext_lazy("Phân loại"),
        forms.ClassifyForm,
        rules.may_classify,
        lambda r, tip, d, now: actions.classify_tip(actor=acting(r), tip=tip, now=now, **d),
    ),
    "phan-cong": Act(
        gettext_lazy("Phân công"),
        forms.AssignForm,
        rules.may_assign,
        lambda r, tip, d, now: actions.assign_tip(actor=acting(r), tip=tip, now=now, **d),
    ),
    "hoi": Act(
        gettext_lazy("Hỏi người báo"),
        forms.AskForm,
        rules.may_write,
        lambda r, tip, d, now: actions.ask_reporter(actor=acting(r), tip=tip, now=now, **d),
    ),
    "ghi-chu": Act(
        gettext_lazy("Ghi chú"),
        forms.NoteForm,
        rules.may_write,
        lambda r, tip, d, now: actions.add_note(actor=acting(r), tip=tip, now=now, **d),
    ),
    "chuyen": Act(
        gettext_lazy("Chuyển"),
        forms.TransferForm,
        rules.may_transfer,
        lambda r, tip, d, now: actions.transfer_tip(actor=acting(r), tip=tip, now=now, **d),
        gettext_lazy("Chuyển ngay cho cơ quan có thẩm quyền (khoản 2 Điều 146 BLTTHS 2015)."),
    ),
    "noi-ve-cong-an": Act(
        gettext_lazy("Tin nói về công an"),
        forms.ConflictForm,
        rules.may_declare_conflict,
        lambda r, tip, d, now: actions.declare_conflict(
            actor=acting(r),
            tip=tip,
            units=[d["unit"]] if d["unit"] else [],
            users=[d["person"]] if d["person"] else [],
            reason=d["reason"],
            now=now,
        ),
        gettext_lazy(
            "Tin nêu một cán bộ hoặc đơn vị công an thì chuyển lên cấp trên một bậc. Từ lúc đó đơn "
            "vị và cán bộ được nêu không còn thấy tin này ở đâu nữa; việc khai báo chỉ ghi ở cấp "
            "trên. Nếu đó là đơn vị của bạn, bạn cũng không mở lại được tin."
        ),
    ),
    "gia-han": Act(
        gettext_lazy("Gia hạn"),
        forms.ExtendForm,
        rules.may_extend,
        lambda r, tip, d, now: actions.extend_tip(
            actor=acting(r), tip=tip, decision=_decision(r, d), reason=d["reason"], now=now
        ),
        gettext_lazy(
            "Lần đầu: thủ trưởng cơ quan đang giải quyết kéo dài, không quá 2 tháng. Lần sau: "
            "Viện kiểm sát gia hạn một lần, không quá 2 tháng (khoản 2 Điều 147 BLTTHS 2015)."
        ),
    ),
    "bao-vks": Act(
        gettext_lazy("Báo Viện kiểm sát"),
        forms.ProcuracyForm,
        rules.may_notify_procuracy,
        lambda r, tip, d, now: actions.notify_procuracy(
            actor=acting(r), tip=tip, number=d["number"], notified_on=d["on"], now=now
        ),
    ),
    "da-lam": Act(
        gettext_lazy("Ghi việc đã làm"),
        forms.FulfilForm,
        rules.may_fulfil,
        lambda r, tip, d, now: actions.fulfil_duty(
            actor=acting(r),
            tip=tip,
            key=d["key"],
            number=d["number"],
            done_on=d["on"],
            now=now,
        ),
        gettext_lazy(
            "Việc kết thúc bằng một văn bản đã gửi: báo cáo đề xuất, bàn giao hồ sơ, gửi bản sao "
            "quyết định."
        ),
    ),
    "tam-dinh-chi": Act(
        gettext_lazy("Tạm đình chỉ"),
        forms.SuspendForm,
        rules.may_suspend,
        lambda r, tip, d, now: actions.suspend_tip(
            actor=acting(r), tip=tip, ground=d["ground"], decision=_decision(r, d), now=now
        ),
    ),
    "phuc-hoi": Act(
        gettext_lazy("Phục hồi"),
        forms.ResumeForm,
        rules.may_resume,
        lambda r, tip, d, now: actions.resume_tip(
            actor=acting(r), tip=tip, decision=_decision(r, d), now=now
        ),
    ),
    "ket-qua": Act(
        gettext_lazy("Ghi kết quả"),
        forms.CloseForm,
        rules.may_close,
        lambda r, tip, d, now: actions.close_tip(
            actor=acting(r),
            tip=tip,
            result=Result(
                d["outcome"],
                d["answer"],
                d["number"],
                d["on"],
                d["decider"],
                d["by"],
                _scan(r, d),
                d["response"],
            ),
            now=now,
        ),
    ),
    "co-gia-tri": Act(
        gettext_lazy("Ghi nhận có giá trị"),
        forms.ValuableForm,
        rules.may_mark_valuable,
        lambda r, tip, d, now: actions.mark_valuable(actor=acting(r), tip=tip, now=now, **d),
    ),
    "bien-ban-ky": Act(
        gettext_lazy("Lưu biên bản đã ký"),
        forms.MinutesForm,
        assisted_rules.may_attach_minutes,
        _keep_minutes,
    ),
}
