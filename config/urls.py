from django.urls import include, path
from django.views.i18n import set_language

from binhyen.portal.api import api

urlpatterns = [
    # First: tried in turn, and reports by the API are the busiest door.
    path("api/v1/", api.urls),
    path("", include("binhyen.portal.urls")),
    path("", include("binhyen.domains.intake.urls")),
    path("", include("binhyen.domains.requests.urls")),
    path("", include("binhyen.domains.handins.urls")),
    path("tai-khoan/", include("binhyen.portal.people.account_urls")),
    path("nhan-su/", include("binhyen.portal.people.urls")),
    path("ngon-ngu/", set_language, name="set_language"),
]

handler400 = "binhyen.portal.errors.bad_request"
handler403 = "binhyen.portal.errors.forbidden"
handler404 = "binhyen.portal.errors.not_found"
# Asked for by allauth, when a limit of signing in is reached.
handler429 = "binhyen.portal.errors.too_many"
handler500 = "binhyen.portal.errors.server_error"
