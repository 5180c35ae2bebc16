"""Pages that belong to no domain: home, the promises, the reader's choices, the gallery."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from binhyen.kernel.retention.classes import classes
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.portal import areas
from binhyen.portal.context import THEMES

# Where the quick exit leads: a page anybody might have had open.
WEATHER = "https://www.google.com/search?q=th%E1%BB%9Di+ti%E1%BA%BFt+h%C3%B4m+nay"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    links = {
        "report_url": areas.url_of("intake:start"),
        "follow_url": areas.url_of("intake:follow"),
        "figures_url": areas.url_of("portal:figures"),
        "deadlines_url": areas.url_of("portal:deadlines"),
        "login_url": areas.url_of("account_login"),
    }
    return render(request, "portal/home.html", links)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored for how long, by the rules that erasing goes by."""
    book = rulebook(timezone.localdate())
    kept = [{"one": one, "rule": book.find(one.rule)} for one in classes()]
    return render(request, "portal/privacy.html", {"kept": kept})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@require_safe
def emergency(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/emergency.html")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of light or dark in a cookie, for a year."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    answer = redirect(back if safe else "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie(
            "theme",
            chosen,
            max_age=365 * 86_400,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        answer.delete_cookie("theme")
    return answer


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: the browser forgets this site (cookies, drafts, stored pages) and goes on."""
    answer = HttpResponseRedirect(WEATHER)
    answer["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    answer["Cache-Control"] = "no-store"
    for name in request.COOKIES:
        answer.delete_cookie(name)
    return answer


@require_safe
@cache_control(max_age=86_400, public=True)
def manifest(request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        {
            "name": "Bình Yên",
            "short_name": "Bình Yên",
            "description": _("Báo tin cho công an xã, phường và theo dõi kết quả."),
            "lang": "vi",
            "start_url": "/",
            "display": "browser",
            "background_color": "#ffffff",
            "theme_color": "#0b5d51",
            "icons": [
                {"src": static("portal/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
@cache_control(max_age=86_400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/robots.txt", content_type="text/plain; charset=utf-8")
