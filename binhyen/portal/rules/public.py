"""/thoi-han/: when each step is due, by the law, for anybody. No JavaScript needed; prints."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from binhyen.kernel.places.models import Place
from binhyen.kernel.places.queries import full_name
from binhyen.portal.rules.calculator import calculate, communes_called
from binhyen.portal.rules.forms import CalculatorForm


@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    if "kind" not in request.GET:
        form = CalculatorForm(initial={"received_at": timezone.localtime()})
        return render(request, "portal/rules/deadlines.html", {"form": form})
    form = CalculatorForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _answered(request, form)
    status = 422 if form.errors else 200
    return render(request, "portal/rules/deadlines.html", context, status=status)


def _answered(request: HttpRequest, form: CalculatorForm) -> dict[str, Any]:
    asked = form.cleaned_data
    places = communes_called(asked["place"], asked["received_at"]) if asked["place"] else []
    if asked["place"] and not places:
        form.add_error(
            "place",
            _("Không tìm thấy xã, phường này vào ngày đó. Kiểm tra lại tên, hoặc để trống."),
        )
        return {}
    if len(places) > 1:
        on = timezone.localdate(asked["received_at"])
        return {"choices": [_choice(request, place, on) for place in places]}
    place = places[0] if places else None
    return {
        "answer": calculate(
            asked["kind"], asked["received_at"], place=place, remote=asked["remote"]
        )
    }


def _choice(request: HttpRequest, place: Place, on: date) -> dict[str, Any]:
    again = request.GET.copy()
    again["place"] = place.code
    name, _comma, above = full_name(place, on).partition(", ")
    return {"name": name, "above": above, "url": f"?{again.urlencode()}"}
