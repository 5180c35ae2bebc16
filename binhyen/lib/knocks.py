"""How often one place may knock: counted in this process's memory, forgotten every day.

The bucket is an HMAC of the network prefix (IPv4 /24, IPv6 /48) under a key drawn at random each
day and never stored, so that nothing about a sender's address outlives the day or reaches the
database. Limits are per server process and hour; 0 switches one off (load tests).
"""

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import Counter

from django.http import HttpRequest

_lock = threading.Lock()
_day = 0
_key = b""
_hour = 0
_seen: Counter[tuple[str, bytes]] = Counter()
_ALL = b""


def over_limit(request: HttpRequest, door: str, per_hour: int) -> bool:
    """Count one knock at ``door``; True when the sender's bucket has used up its hour."""
    if per_hour <= 0:
        return False
    return count(request, door) > per_hour


def count(request: HttpRequest, door: str) -> int:
    """Count one knock at ``door``: how many came from the sender's bucket in this hour."""
    address = request.META.get("REMOTE_ADDR", "")
    with _lock:
        bucket = (door, _bucket(address))
        _seen[bucket] += 1
        return _seen[bucket]


def counted(request: HttpRequest, door: str) -> int:
    """How many came so far, without counting this one."""
    with _lock:
        return _seen[door, _bucket(request.META.get("REMOTE_ADDR", ""))]


def count_of_all(door: str) -> None:
    """Count one knock of whomever it is."""
    with _lock:
        _seen[door, _ALL] += 1


def counted_of_all(door: str) -> int:
    """In this hour; what the last hour left behind is forgotten with the first knock of this."""
    return _seen[door, _ALL]


def _bucket(address: str) -> bytes:
    global _day, _key, _hour
    now = time.time()
    if int(now // 86400) != _day:
        _day, _key = int(now // 86400), secrets.token_bytes(32)
    if int(now // 3600) != _hour:
        _hour = int(now // 3600)
        _seen.clear()
    return hmac.new(_key, _prefix(address), hashlib.sha256).digest()[:16]


def _prefix(address: str) -> bytes:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return b"unknown"
    bits = 24 if parsed.version == 4 else 48
    return ipaddress.ip_network(f"{address}/{bits}", strict=False).network_address.packed


def forget() -> None:
    """Forget all knocks (tests)."""
    with _lock:
        _seen.clear()
