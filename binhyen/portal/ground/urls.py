"""Routes of places and units (in the portal's namespace)."""

from django.urls import path

from binhyen.portal.ground import act_views, change_views, hamlet_views, views

urlpatterns = [
    path("dia-ban/", views.places, name="places"),
    path("dia-ban/xuat/<slug:form>/", views.places_export, name="places_export"),
    path("dia-ban/<int:pk>/", views.place, name="place"),
    path("dia-ban/<int:pk>/thon/", hamlet_views.hamlets, name="hamlets"),
    path("dia-ban/<int:pk>/ghi/<slug:change>/", change_views.place_change, name="place_change"),
    path("dia-ban/nghi-quyet/", act_views.reform_acts, name="reform_acts"),
    path(
        "dia-ban/nghi-quyet/xuat/<slug:form>/",
        act_views.reform_acts_export,
        name="reform_acts_export",
    ),
    path("dia-ban/nghi-quyet/ghi/", act_views.enact_new, name="enact"),
    path("dia-ban/nghi-quyet/<int:pk>/", act_views.reform_act, name="reform_act"),
    path("don-vi/", views.units, name="units"),
    path("don-vi/xuat/<slug:form>/", views.units_export, name="units_export"),
    path("don-vi/<int:pk>/", views.unit, name="unit"),
    path("don-vi/<int:pk>/giai-the/", views.dissolve, name="unit_dissolve"),
]
