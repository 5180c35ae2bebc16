"""Fetch an address given by the operator: only http(s), only public hosts, never too much."""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

TIMEOUT_SECONDS = 30.0


class Unreachable(Exception):
    """A sentence that says why the address was not fetched."""


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name says a moment later."""

    def __init__(self, host: str, port: int, address: str, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def fetch(url: str, limit: int, *, allow_private: bool = False) -> bytes:
    """The body of ``url``, at most ``limit`` bytes. Redirects are not followed: the operator gives
    the last address, so that no server leads us into the inner network."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable(_("Địa chỉ phải bắt đầu bằng http:// hoặc https://."))
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = _checked(parts.hostname, port, allow_private)
    connection = _Pinned(parts.hostname, port, address, secure)
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        return _body(connection.getresponse(), limit)
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(
            _("Không tải được từ %(host)s: %(why)s.") % {"host": parts.hostname, "why": error}
        ) from error
    finally:
        connection.close()


def _checked(host: str, port: int, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable(_("Không tìm thấy máy chủ %s.") % host) from error
    address = str(found[0][4][0])
    if not allow_private and not ipaddress.ip_address(address).is_global:
        raise Unreachable(_("%s nằm trong mạng nội bộ. Hãy tải tệp về rồi chỉ tới tệp đó.") % host)
    return address


def _body(response: http.client.HTTPResponse, limit: int) -> bytes:
    if response.status != 200:
        raise Unreachable(
            _("Máy chủ trả lời %d. Hãy dùng địa chỉ cuối cùng, không chuyển hướng.")
            % response.status
        )
    body = response.read(limit + 1)
    if len(body) > limit:
        raise Unreachable(_("Tệp lớn hơn %(limit)d MB.") % {"limit": limit // 1_000_000})
    return body
