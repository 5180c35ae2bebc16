"""Routes of places and units (in the portal's namespace)."""

from django.urls import path

from binhyen.portal.ground import views

urlpatterns = [
    path("dia-ban/", views.places, name="places"),
    path("dia-ban/<int:pk>/", views.place, name="place"),
    path("don-vi/", views.units, name="units"),
    path("don-vi/<int:pk>/", views.unit, name="unit"),
    path("don-vi/<int:pk>/giai-the/", views.dissolve, name="unit_dissolve"),
]
