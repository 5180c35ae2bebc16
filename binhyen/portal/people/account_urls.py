"""/tai-khoan/…: allauth's views under Vietnamese paths, and the pages of one's own account.

allauth finds its pages by name, so names are its own. What it offers besides (changing the
e-mail address, codes by mail, social sign-in) has no path here and cannot be reached.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as keys
from django.urls import include, path, re_path

from binhyen.portal.people import account_views as own

_own = (
    [
        path("", own.account, name="account"),
        path("phien/", own.sessions, name="sessions"),
        path("phien/ket-thuc/", own.end_session, name="end-session"),
        path("khoa-api/", own.tokens, name="tokens"),
        path("khoa-api/<int:pk>/thu-hoi/", own.revoke, name="revoke-token"),
        path("tiep-tuc/", own.resume, name="resume"),
        path("tiep-tuc/bo/", own.drop_kept, name="drop-kept"),
    ],
    "people-account",
)

urlpatterns = [
    path("", include(_own)),
    path("dang-nhap/", own.sign_in, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("ngung-dung/", account.account_inactive, name="account_inactive"),
    path("dang-ky/", account.signup, name="account_signup"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path("mat-khau/dat/", account.password_set, name="account_set_password"),
    path("quen-mat-khau/", account.password_reset, name="account_reset_password"),
    path("quen-mat-khau/da-gui/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "quen-mat-khau/xong/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("bao-ve/", mfa.index, name="mfa_index"),
    path("bao-ve/ma/", mfa.authenticate, name="mfa_authenticate"),
    path("bao-ve/xac-nhan/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bao-ve/ung-dung/", own.activate_totp, name="mfa_activate_totp"),
    path("bao-ve/ung-dung/go/", own.deactivate_totp, name="mfa_deactivate_totp"),
    path("bao-ve/ma-du-phong/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "bao-ve/ma-du-phong/lap/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "bao-ve/ma-du-phong/tai/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("bao-ve/khoa/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("bao-ve/khoa/them/", own.add_webauthn, name="mfa_add_webauthn"),
    path("bao-ve/khoa/<int:pk>/go/", own.remove_webauthn, name="mfa_remove_webauthn"),
    path("bao-ve/khoa/<int:pk>/ten/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("bao-ve/khoa/dang-nhap/", keys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "bao-ve/khoa/xac-nhan/",
        keys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
]
