from django.urls import path

from binhyen.portal.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("moi/", views.invite, name="invite"),
    path("<uuid:ref>/", views.person, name="person"),
    path("<uuid:ref>/sua/", views.change, name="change"),
    path("<uuid:ref>/giao/", views.give, name="give"),
    path("<uuid:ref>/nhiem-vu/<int:pk>/ket-thuc/", views.end, name="end"),
    path("<uuid:ref>/nhiem-vu/<int:pk>/ban-giao/", views.hand_over, name="hand-over"),
    path("<uuid:ref>/lien-ket/", views.link, name="link"),
    path("<uuid:ref>/<slug:deed>/", views.with_reason, name="with-reason"),
]
