"""What `binhyen serve` refuses in production (and `check --deploy` names), a sentence each."""

import os
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.translation import gettext as _

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@register(Tags.security, deploy=True)
def refuse_insecure_settings(
    app_configs: Sequence[AppConfig] | None, **_more: Any
) -> list[CheckMessage]:
    return [*_about_the_web(), *_about_secrets(), *_about_the_database()]


def _about_the_web() -> Iterator[CheckMessage]:
    site = urlsplit(settings.SITE_URL)
    if settings.DEBUG:
        yield Error(_("Chế độ gỡ lỗi đang bật: bỏ BINHYEN_DEBUG."), id="binhyen.E001")
    if site.scheme != "https" and site.hostname not in LOOPBACK:
        yield Error(
            _("Địa chỉ trang (BINHYEN_SITE_URL) phải bắt đầu bằng https://."), id="binhyen.E002"
        )
    if not os.environ.get("BINHYEN_HOSTS"):
        yield Error(
            _("Chưa khai tên miền: đặt BINHYEN_HOSTS, ví dụ baotin.hungyen.gov.vn."),
            id="binhyen.E003",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(_("BINHYEN_HOSTS không được là dấu *."), id="binhyen.E004")


def _about_secrets() -> Iterator[CheckMessage]:
    if not os.environ.get("BINHYEN_SECRET_KEY"):
        yield Error(
            _("Chưa đặt BINHYEN_SECRET_KEY (chuỗi ngẫu nhiên từ 50 ký tự)."), id="binhyen.E005"
        )
    elif len(settings.SECRET_KEY) < 50:
        yield Error(_("BINHYEN_SECRET_KEY quá ngắn: cần từ 50 ký tự."), id="binhyen.E006")
    if not settings.IDENTITY_PUBLIC_KEY_FILE.exists():
        yield Error(
            _("Chưa có khóa công khai để niêm phong danh tính: chạy `binhyen migrate`."),
            id="binhyen.E007",
        )
    if os.access(settings.IDENTITY_PRIVATE_KEY_FILE, os.R_OK):
        yield Error(
            _(
                "Máy chủ web đọc được khóa riêng của danh tính (BINHYEN_IDENTITY_PRIVATE_KEY): "
                "chuyển tệp đó cho người dùng riêng của `binhyen reveal`, quyền 600."
            ),
            id="binhyen.E008",
        )


def _about_the_database() -> Iterator[CheckMessage]:
    if not settings.DB_ROLE:
        yield Error(
            _("Trang web đang chạy bằng chủ cơ sở dữ liệu: bỏ BINHYEN_DB_ROLE rỗng."),
            id="binhyen.E009",
        )
    if not os.environ.get("DATABASE_URL"):
        yield Warning(
            _("Đang dùng PostgreSQL nhúng; dữ liệu thật nên ở một máy chủ có sao lưu riêng."),
            id="binhyen.W001",
        )
