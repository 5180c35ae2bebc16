from django.urls import path

from binhyen.domains.intake import (
    assisted_views,
    desk_views,
    exports,
    follow_views,
    public_views,
    register_views,
    response_views,
    views,
    where_views,
)

app_name = "intake"
urlpatterns = [
    # The citizen reports.
    path("bao-tin/", public_views.start, name="start"),
    path("bao-tin/viec-gi/", public_views.category, name="category"),
    path("bao-tin/o-dau/", where_views.where, name="where"),
    path("bao-tin/o-dau/ban-do/", where_views.where_map, name="where_map"),
    path("bao-tin/chuyen-gi/", public_views.what, name="what"),
    path("bao-tin/tep/<uuid:ref>/", public_views.held_thumbnail, name="held_thumbnail"),
    path("bao-tin/ban-la-ai/", public_views.who, name="who"),
    path("bao-tin/kiem-tra/", public_views.check, name="check"),
    path("bao-tin/bien-nhan/", public_views.receipt, name="receipt"),
    path("bao-tin/thoat/", public_views.leave, name="leave"),
    # The citizen follows.
    path("theo-doi/", follow_views.follow, name="follow"),
    path("theo-doi/tin/", follow_views.status, name="status"),
    path("theo-doi/tin/viet/", follow_views.message, name="message"),
    path("theo-doi/tin/them-tep/", follow_views.add_file, name="add_file"),
    path("theo-doi/tin/rut-dong-y/", follow_views.withdraw, name="withdraw"),
    path("theo-doi/tin/danh-gia/", follow_views.rate, name="rate"),
    path("theo-doi/tin/xem-lai/", follow_views.appeal, name="appeal_tip"),
    path("theo-doi/tin/tep/<uuid:ref>/", follow_views.own_file, name="own_file"),
    path("theo-doi/tin/anh-nho/<uuid:ref>/", follow_views.own_thumbnail, name="own_thumbnail"),
    path("theo-doi/thoat/", follow_views.stop_following, name="stop_following"),
    # The officer's desk.
    path("tin/", desk_views.desk, name="desk"),
    path("tin/tiep-nhan/", assisted_views.assisted, name="assisted"),
    path("tin/xuat/<str:form>/", exports.desk, name="desk_export"),
    path("tin/so-tiep-nhan/", register_views.register, name="register"),
    path("tin/so-tiep-nhan/xuat/<str:form>/", exports.register, name="register_export"),
    path("tin/xem-lai/", register_views.appeals, name="appeals"),
    path("tin/xem-lai/xuat/<str:form>/", exports.appeals, name="appeals_export"),
    path("tin/xem-lai/<int:pk>/", register_views.appeal, name="appeal"),
    path("tin/mau-tra-loi/", response_views.library, name="responses"),
    path("tin/mau-tra-loi/moi/", response_views.write, name="response_new"),
    path("tin/mau-tra-loi/<int:pk>/", response_views.response, name="response"),
    path("tin/tra-loi-xem-lai/", response_views.answers, name="answers"),
    path("tin/tra-loi-xem-lai/<int:pk>/", response_views.answer, name="answer"),
    path("tin/<uuid:ref>/", views.record, name="record"),
    path("tin/<uuid:ref>/tep/<uuid:file_ref>/", views.tip_file, name="tip_file"),
    path("tin/<uuid:ref>/anh-nho/<uuid:file_ref>/", views.tip_thumbnail, name="tip_thumbnail"),
    path("tin/<uuid:ref>/<slug:name>/", views.act, name="act"),
]
