from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("binhyen.portal.urls")),
    path("ngon-ngu/", set_language, name="set_language"),
]
