from django.urls import include, path

from binhyen.portal import anchors, gallery, health, views
from binhyen.portal.api.docs import docs as api_docs
from binhyen.portal.desk import deliveries, inbox, search, today, views_kept
from binhyen.portal.figures import views as figures
from binhyen.portal.reveal import list_views as revealed
from binhyen.portal.reveal import views as reveal

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("gioi-thieu/", views.about, name="about"),
    path("rieng-tu/", views.privacy, name="privacy"),
    path("tro-nang/", views.accessibility, name="accessibility"),
    path("nhat-ky/", anchors.anchors, name="anchors"),
    path("khan-cap/", views.emergency, name="emergency"),
    path("giao-dien/", views.theme, name="theme"),
    path("thoat/", views.leave, name="exit"),
    path("thu-vien-giao-dien/", gallery.gallery, name="gallery"),
    path("hom-nay/", today.today, name="today"),
    path("hop-thu/", inbox.inbox, name="inbox"),
    path("hop-thu/doc-het/", inbox.read_all, name="read_all"),
    path("hop-thu/<int:pk>/doc/", inbox.read, name="read"),
    path("hop-thu/gui-di/", deliveries.deliveries, name="deliveries"),
    path("hop-thu/gui-di/<int:pk>/", deliveries.retry, name="delivery_retry"),
    path("tim/", search.search, name="search"),
    path("so-lieu/", figures.public, name="figures"),
    path("cach-xem/luu/", views_kept.save, name="view_save"),
    path("cach-xem/<int:pk>/bo/", views_kept.drop, name="view_drop"),
    path("so-lieu/noi-bo/", figures.desk, name="desk_figures"),
    path("so-lieu/dinh-nghia/<slug:code>/", figures.definition, name="figure_definition"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("api/v1/docs", api_docs, name="api_docs"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("danh-tinh/", revealed.openings, name="openings"),
    path("danh-tinh/<slug:kind>/<uuid:ref>/", reveal.identity, name="identity"),
    path("", include("binhyen.portal.rules.urls")),
    path("", include("binhyen.portal.retention.urls")),
    path("", include("binhyen.portal.ground.urls")),
]
