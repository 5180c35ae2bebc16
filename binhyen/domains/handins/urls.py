from django.urls import path

from binhyen.domains.handins import (
    campaign_views,
    exports,
    public_views,
    register_views,
    stock_views,
    views,
    visit_views,
)

app_name = "handins"
urlpatterns = [
    # The citizen.
    path("giao-nop/", public_views.start, name="start"),
    path("giao-nop/hen/", public_views.book, name="book"),
    path("giao-nop/hen/da-hen/", public_views.booked, name="booked"),
    path("giao-nop/hen/ma/", public_views.my_visit, name="my_visit"),
    path("giao-nop/hen/doi/", public_views.change, name="change"),
    path("giao-nop/bien-nhan/", public_views.status, name="status"),
    # The officer.
    path("thu-nhan/", views.handins, name="list"),
    path("thu-nhan/xuat/<str:form>/", exports.handins, name="export"),
    path("thu-nhan/ghi/", register_views.register, name="register"),
    path("thu-nhan/kho/", stock_views.stock, name="stock"),
    path("thu-nhan/kho/xuat/<str:form>/", exports.stock, name="stock_export"),
    path("thu-nhan/kho/kiem-ke/", stock_views.count, name="count"),
    path("thu-nhan/dot/", campaign_views.campaigns, name="campaigns"),
    path("thu-nhan/dot/phat-dong/", campaign_views.open_campaign, name="open_campaign"),
    path("thu-nhan/dot/<int:pk>/", campaign_views.campaign, name="campaign"),
    path("thu-nhan/hen/", visit_views.visits, name="visits"),
    path("thu-nhan/hen/gio/", visit_views.hours, name="hours"),
    path("thu-nhan/hen/<int:pk>/", visit_views.visit, name="visit"),
    path("thu-nhan/<uuid:ref>/", views.record, name="record"),
    path("thu-nhan/<uuid:ref>/bien-nhan/", views.receipt, name="receipt"),
    path("thu-nhan/<uuid:ref>/tep/<uuid:file_ref>/", views.file, name="file"),
    path("thu-nhan/<uuid:ref>/anh-nho/<uuid:file_ref>/", views.thumbnail, name="thumbnail"),
    path("thu-nhan/<uuid:ref>/<slug:name>/", views.act, name="act"),
]
