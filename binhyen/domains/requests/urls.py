from django.urls import path

from binhyen.domains.requests import public_views, views

app_name = "requests"
urlpatterns = [
    path("rieng-tu/yeu-cau/", public_views.ask, name="ask"),
    path("rieng-tu/yeu-cau/bien-nhan/", public_views.receipt, name="receipt"),
    path("rieng-tu/yeu-cau/theo-doi/", public_views.follow, name="follow"),
    path("yeu-cau-du-lieu/", views.desk, name="desk"),
    path("yeu-cau-du-lieu/<uuid:ref>/", views.record, name="record"),
    path("yeu-cau-du-lieu/<uuid:ref>/<slug:name>/", views.act, name="act"),
]
