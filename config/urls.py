from django.urls import include, path

urlpatterns = [
    path("", include("binhyen.portal.urls")),
]
