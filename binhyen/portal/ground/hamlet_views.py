"""A commune's hamlets from a list: read from a file or typed, tried line by line, then taken in.

What a file holds goes into the box on the page, so that nothing is lost whatever is wrong with it,
and a line can be mended where it stands.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from binhyen.kernel.people.actor import acting
from binhyen.kernel.places.actions import import_hamlets, may_change_places
from binhyen.kernel.places.hamlet_lists import HamletLine, read_hamlets
from binhyen.kernel.places.models import Level, Place
from binhyen.lib.verdict import Refused
from binhyen.portal.ground.forms import HamletsForm
from binhyen.portal.ground.hamlet_files import lines_of
from binhyen.portal.rules.access import for_staff


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def hamlets(request: HttpRequest, pk: int) -> HttpResponse:
    """``buoc``: thu (try, the usual) or nhap (take in). A new file is always tried first."""
    may_change_places(acting(request)).require()
    commune = get_object_or_404(Place, pk=pk, level=Level.COMMUNE, valid_to=None)
    if request.method != "POST":
        return _shown(request, commune, HamletsForm(initial={"on": timezone.localdate()}), [])
    form = _filled(request)
    if not form.is_valid():
        return _shown(request, commune, form, [], status=400)
    asked = form.cleaned_data
    lines = read_hamlets(asked["lines"], commune, asked["on"])
    if not any(line.is_new for line in lines) or any(line.fault for line in lines):
        form.add_error("lines", _sentence(lines))
    elif request.POST.get("buoc") == "nhap" and not request.FILES:
        try:
            added = import_hamlets(
                actor=acting(request),
                commune=commune,
                names=[(line.name, line.kind) for line in lines if line.is_new],
                on=asked["on"],
                source=asked["source"],
            )
        except Refused as refused:
            form.add_error("on", refused.verdict.reason)
        else:
            told = ngettext("Đã thêm %(n)d thôn.", "Đã thêm %(n)d thôn.", len(added))
            messages.success(request, told % {"n": len(added)})
            return redirect("portal:place", pk=commune.pk)
    return _shown(request, commune, form, lines, status=400 if form.errors else 200)


def _filled(request: HttpRequest) -> HamletsForm:
    """What was posted, with the lines of the file in the box."""
    data, upload, unread = request.POST.copy(), request.FILES.get("sheet"), ""
    if upload is not None and upload.size:  # an empty one is said by its field
        try:
            data["lines"] = lines_of(upload)
        except Refused as refused:
            unread = refused.verdict.reason
    return HamletsForm(data, request.FILES, unread=unread)


def _sentence(lines: list[HamletLine]) -> str:
    faults = sum(bool(line.fault) for line in lines)
    if faults:
        told = ngettext(
            "Chưa nhập gì: còn %(n)d dòng cần sửa. Sửa ngay trong ô này rồi thử lại.",
            "Chưa nhập gì: còn %(n)d dòng cần sửa. Sửa ngay trong ô này rồi thử lại.",
            faults,
        )
        return told % {"n": faults}
    return _("Không có thôn nào mới để thêm.")


def _shown(
    request: HttpRequest,
    commune: Place,
    form: HamletsForm,
    lines: list[HamletLine],
    status: int = 200,
) -> HttpResponse:
    context = {
        "place": commune,
        "form": form,
        "lines": sorted(lines, key=lambda line: (not line.fault, line.number)),
        "new": sum(line.is_new for line in lines),
        "kept": sum(bool(line.note) for line in lines),
        "faults": sum(bool(line.fault) for line in lines),
    }
    return render(request, "portal/ground/hamlets.html", context, status=status)
