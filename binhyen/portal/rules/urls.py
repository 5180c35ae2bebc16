"""Routes of the rules, the calendar and the public calculator (in the portal's namespace)."""

from django.urls import path

from binhyen.portal.rules import public, views

urlpatterns = [
    path("thoi-han/", public.deadlines, name="deadlines"),
    path("quy-dinh/", views.rule_list, name="rules"),
    path("quy-dinh/<int:pk>/", views.rule_page, name="rule"),
    path("quy-dinh/<int:pk>/<slug:act>/", views.rule_act, name="rule_act"),
    path("lich-lam-viec/", views.calendar_list, name="calendars"),
    path("lich-lam-viec/<int:year>/", views.calendar_page, name="calendar"),
    path("lich-lam-viec/<int:year>/bo/<int:pk>/", views.calendar_clear, name="calendar_clear"),
    path("lich-lam-viec/<int:year>/kiem-chung/", views.calendar_verify, name="calendar_verify"),
]
