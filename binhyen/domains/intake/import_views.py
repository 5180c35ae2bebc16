"""Pages on which an old register is taken over: upload, match, try, take in, take back."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binhyen.domains.intake import import_rules as rules
from binhyen.domains.intake.actions import importing
from binhyen.domains.intake.actions.resuming import resume_import
from binhyen.domains.intake.import_columns import guess
from binhyen.domains.intake.import_forms import ColumnsForm, UploadForm
from binhyen.domains.intake.models import ColumnMemory, ImportFault, RegisterImport
from binhyen.kernel.documents.spreadsheets import Table, read_spreadsheet
from binhyen.kernel.notify.jobs import is_to_be_done, worker_alive
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.staff import PAGE, staff_only
from binhyen.lib import sheets
from binhyen.lib.among import among
from binhyen.lib.listing import asked_page, pager, tab
from binhyen.lib.verdict import Refused, no

# The tab of what does not keep a line out.
NOTES = "luu-y"

State = RegisterImport.State
LARGEST = 30_000_000


def _units(actor: Actor) -> list[Unit]:
    """Those whose book the actor keeps, with the dissolved ones that they inherited."""
    found = Unit.objects.filter(among("id", actor.reads())).order_by("-valid_from", "name")
    return [unit for unit in found if rules.may_import(actor, unit)]


def _visible(actor: Actor) -> "QuerySet[RegisterImport]":
    rows = RegisterImport.objects.filter(among("unit_id", actor.reads()))
    return rows.select_related("unit", "user").defer("sealed")


@require_http_methods(["GET", "POST"])
@staff_only
def imports(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    units = _units(actor)
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            row = importing.upload_register(
                actor=actor,
                unit=form.cleaned_data["unit"],
                tables=_read(form.cleaned_data["sheet"]),
                now=timezone.now(),
            )
            return redirect("intake:import", ref=row.ref)
        except Refused as refused:
            form.add_error("sheet", refused.verdict.reason)
    page = asked_page(request, _visible(actor), ("-id",), PAGE)
    context = {
        "form": form,
        "may": bool(units),
        "rows": page.rows,
        "pager": pager(request, page, ""),
    }
    return render(request, "intake/imports.html", context, status=400 if form.errors else 200)


def _read(upload: "UploadedFile[bytes]") -> list[Table]:
    """Through a file that only the reading process opens, gone when it was read."""
    if (upload.size or 0) > LARGEST or getattr(upload, "disk_full", False):
        raise Refused(no(_("Tệp nặng quá 30 MB. Bạn chép các ô cần nhập sang một tệp mới.")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        with path.open("wb") as writer:
            for chunk in upload.chunks():
                writer.write(chunk)
        return read_spreadsheet(path)


def _find(request: HttpRequest, ref: UUID) -> RegisterImport:
    return get_object_or_404(_visible(acting(request)), ref=ref)


@require_safe
@staff_only
def one(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Where an import stands. While the worker has it in hand the page looks again by itself: by
    htmx for the part that changes, without JavaScript by a refresh."""
    return _page(request, _find(request, ref))


def _page(
    request: HttpRequest,
    row: RegisterImport,
    form: ColumnsForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "row": row,
        "refusal": refusal,
        "may": rules.may_import(acting(request), row.unit),
        "may_undo": rules.may_undo(acting(request), row, now),
        "undo_until": row.done_at + rules.UNDO_WITHIN if row.done_at else None,
        "is_stalled": row.is_working and not worker_alive(),
        "is_stopped": row.is_working and not is_to_be_done(row.lock),
    }
    if row.state in (State.UPLOADED, State.CHECKED):
        context["form"] = form or _columns_form(request, row)
        context["sheet_tabs"] = _sheet_tabs(row, context["form"].sheet)
    context |= _faults(request, row)
    template = "intake/import.html"
    if request.headers.get("hx-request"):
        template = "intake/import_part.html"
    wrong = bool(refusal) or (form is not None and bool(form.errors))
    return render(request, template, context, status=400 if wrong else 200)


def _faults(request: HttpRequest, row: RegisterImport) -> dict[str, Any]:
    """What keeps a line out before what is only to be known: few among many."""
    found = ImportFault.objects.filter(register_import=row)
    notes = found.filter(is_note=True).count()
    shows_notes = request.GET.get("muc", "" if row.faulty else NOTES) == NOTES
    page = asked_page(request, found.filter(is_note=shows_notes), ("row", "id"), PAGE)
    tabs = [
        tab(
            request,
            _("Dòng chưa nhập được"),
            scope=("muc", "loi"),
            current=not shows_notes,
            count=row.faulty,
        ),
        tab(request, _("Chỉ lưu ý"), scope=("muc", NOTES), current=shows_notes, count=notes),
    ]
    return {
        "faults": page.rows,
        "fault_tabs": tabs if notes and row.faulty else [],
        "pager": pager(request, page, ""),
    }


def _columns_form(request: HttpRequest, row: RegisterImport) -> ColumnsForm:
    asked = request.GET.get("trang", "")
    sheet = int(asked) if asked.isdigit() and int(asked) < len(row.sheets) else row.sheet
    if sheet == row.sheet:
        return ColumnsForm(row=row, sheet=sheet)
    memory = dict(ColumnMemory.objects.filter(unit=row.unit).values_list("heading", "field"))
    guessed = guess(row.sheets[sheet]["headings"], memory)
    initial = {f"cot{column}": field for column, field in guessed.items()}
    return ColumnsForm(row=row, sheet=sheet, initial=initial)


def _sheet_tabs(row: RegisterImport, current: int) -> list[dict[str, Any]]:
    if len(row.sheets) < 2:
        return []
    return [
        {
            "label": sheet["name"],
            "url": f"?trang={n}",
            "count": sheet["rows"],
            "current": n == current,
        }
        for n, sheet in enumerate(row.sheets)
    ]


@require_POST
@staff_only
def step(request: HttpRequest, ref: UUID, step: str) -> HttpResponse:
    """ghep: columns; nhap: take in; tiep: go on; hoan-tac: take back."""
    row, actor, now = _find(request, ref), acting(request), timezone.now()
    try:
        if step == "ghep":
            return _match(request, row)
        if step == "nhap":
            importing.start_import(actor=actor, register_import=row, now=now)
        elif step == "tiep":
            resume_import(actor=actor, register_import=row, now=now)
        elif step == "hoan-tac":
            importing.ask_undo(actor=actor, register_import=row, now=now)
        else:
            raise Http404
    except Refused as refused:
        return _page(request, row, refusal=refused.verdict.reason)
    return redirect("intake:import", ref=row.ref)


def _match(request: HttpRequest, row: RegisterImport) -> HttpResponse:
    asked = request.POST.get("trang", "")
    sheet = int(asked) if asked.isdigit() and int(asked) < len(row.sheets) else row.sheet
    form = ColumnsForm(request.POST, row=row, sheet=sheet)
    if not form.is_valid():
        return _page(request, row, form)
    importing.match_columns(
        actor=acting(request),
        register_import=row,
        sheet=sheet,
        columns=form.columns(),
        now=timezone.now(),
    )
    return redirect("intake:import", ref=row.ref)


@require_safe
@staff_only
def faults(request: HttpRequest, ref: UUID, form: str) -> HttpResponseBase:
    """What is to be mended, to be worked through beside the spreadsheet."""
    row = _find(request, ref)
    heads = [_("Dòng"), _("Cột"), _("Điều cần sửa"), _("Chỉ lưu ý")]
    return sheets.sheet_response(form, "dieu-can-sua", heads, _cells(row))


def _cells(row: RegisterImport) -> Iterator[list[Any]]:
    found = ImportFault.objects.filter(register_import=row).order_by("row", "id")
    for fault in found.iterator(chunk_size=1000):
        yield [fault.row, fault.heading, fault.sentence, _("lưu ý") if fault.is_note else ""]
