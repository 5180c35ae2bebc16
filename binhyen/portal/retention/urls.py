"""Routes of keeping and erasing (in the portal's namespace)."""

from django.urls import path

from binhyen.portal.retention import views

urlpatterns = [
    path("luu-tru/", views.schedule, name="retention"),
    path("luu-tru/de-nghi/", views.proposals, name="proposals"),
    path("luu-tru/de-nghi/<uuid:ref>/", views.proposal, name="proposal"),
    path("luu-tru/de-nghi/<uuid:ref>/de-lai/<int:pk>/", views.leave_out, name="proposal_leave_out"),
    path("luu-tru/de-nghi/<uuid:ref>/<slug:act>/", views.decide, name="proposal_decide"),
    path("luu-tru/giu-lai/", views.holds, name="holds"),
    path("luu-tru/giu-lai/<int:pk>/bo/", views.lift, name="hold_lift"),
    path("luu-tru/giu-lai/<slug:slug>/<uuid:ref>/", views.hold, name="hold"),
]
