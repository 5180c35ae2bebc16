"""Check 28: words that want to be HTML, stored in every text column of the product that takes them,
and every page opened in Chromium by a citizen, an officer, a leader and an administrator. Nothing
runs: no dialog, no breach of the content policy, no element or attribute that came out of a text.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from bench.database import copied, working_on
from bench.product import Served, serving
from bench.run import Row

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "</textarea><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    '" onfocus=alert(1) autofocus x="',
    "' onmouseover='alert(1)",
    "javascript:alert(1)//<b>",
    "--></style></title><script>alert(1)</script>",
    "{{7*7}}{% raw %}<a href=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
)
# Columns by which the product finds its way: a strange word there is a page that is not found.
STEERING = re.compile(
    r"(^|_)(code|key|kid|slug|page|book|link|verb|kind|state|status|digest|token|measure|reading|path"
    r"|original|working|thumbnail|password|email|phone|session_data|field|template|recipe|level)$"
)
APART = ("indicators", "audit", "search", "backup", "portal")
# Watches from before the page's own scripts.
WATCH = """
window.breaches = [];
document.addEventListener("securitypolicyviolation",
  event => window.breaches.push(event.violatedDirective + " " + event.sample));
"""
GREW = """
() => document.querySelectorAll(
  "[onerror],[onload],[onfocus],[onmouseover],iframe,a[href^='javascript'],script:not([src]):not([type='application/json'])"
).length
"""


def measure() -> Iterator[Row]:
    with copied("check_28") as name:
        with working_on(name, role=""):
            visitors, ground, stored = _prepared()
        with serving(name) as served:
            seen = _look(served, visitors, ground)
    yield Row("28 · cột chữ được gài / columns with payloads", stored, "")
    yield Row("28 · trang đã mở / pages opened", seen["pages"], "")
    yield Row("28 · trang cho thấy chữ gài / pages that show one", seen["shown"], "")
    yield Row("28 · hộp thoại / dialogs", seen["dialogs"], "", 0)
    yield Row("28 · phạm chính sách nội dung / CSP breaches", seen["breaches"], "", 0)
    yield Row("28 · thẻ mọc ra từ chữ / elements out of texts", seen["grown"], "", 0)
    yield Row("28 · trang hỏng / broken pages", seen["broken"], "", 0)


# --- what is stored -------------------------------------------------------------------------------


def _prepared() -> tuple[dict[str, str], Any, int]:
    """Session keys of who looks ("" is a citizen), the records they look at, columns filled."""
    from django.utils import timezone

    from binhyen.kernel.audit.scope import in_scope
    from binhyen.kernel.people.actor import SYSTEM
    from tests.access import ground_of
    from tests.cast import make_cast, signed_in
    from tests.test_walls import fill

    with in_scope(SYSTEM):
        cast = make_cast(timezone.localdate())
        ground = ground_of(cast.own, cast.an)
        fill(ground)
        people = {"handler": cast.an, "leader": cast.binh, "administrator": cast.admin}
        keys = {who: signed_in(user).cookies["sessionid"].value for who, user in people.items()}
        stored = sum(_store(model, field.name) for model, field in _columns())
    return {"citizen": "", **keys}, ground, stored


def _columns() -> Iterator[tuple[Any, Any]]:
    from django.apps import apps
    from django.db import models

    for model in apps.get_models():
        if not model.__module__.startswith("binhyen.") or model._meta.app_label in APART:
            continue
        for field in model._meta.local_fields:
            is_text = type(field) in (models.CharField, models.TextField)
            if is_text and not field.choices and not STEERING.search(field.name):
                yield model, field


def _store(model: Any, column: str) -> bool:
    """Row by row another payload; where a constraint refuses, the row stays as it is."""
    from django.db import DatabaseError, transaction

    longest = model._meta.get_field(column).max_length or 1000
    fitting = [one for one in PAYLOADS if len(one) <= longest]
    done = 0
    for n, pk in enumerate(model._base_manager.order_by("pk").values_list("pk", flat=True)[:60]):
        if fitting:
            with suppress(DatabaseError), transaction.atomic():
                words = fitting[n % len(fitting)]
                done += model._base_manager.filter(pk=pk).update(**{column: words})
    return done > 0


# --- what is seen ---------------------------------------------------------------------------------


def _look(served: Served, visitors: dict[str, str], ground: Any) -> dict[str, int]:
    from django.urls import reverse
    from playwright.sync_api import sync_playwright

    from tests.access import doors, parameters_of
    from tests.browser import CHROMIUM, DESK, FLAGS

    values = {door: ground.values(door) for door in doors()}
    paths = [
        reverse(door, kwargs={key: values[door][key] for key in parameters_of(door)})
        for door in doors()
    ]
    seen = dict.fromkeys(("pages", "shown", "dialogs", "breaches", "grown", "broken"), 0)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for key in visitors.values():
            context = browser.new_context(base_url=served.url, viewport=DESK, locale="vi-VN")
            context.add_init_script(WATCH)
            for path in paths:
                if "logout" not in path and "/dang-xuat/" not in path and path != "/thoat/":
                    _open(context, served.url, path, key, seen)
            context.close()
        browser.close()
    return seen


def _open(context: Any, url: str, path: str, session: str, seen: dict[str, int]) -> None:
    from playwright.sync_api import Error

    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    page = context.new_page()

    def dialog(said: Any) -> None:
        seen["dialogs"] += 1
        said.dismiss()

    page.on("dialog", dialog)
    with suppress(Error):  # a file is downloaded, not shown
        answer = page.goto(path)
        if answer is not None and "text/html" in answer.headers.get("content-type", ""):
            seen["pages"] += 1
            seen["broken"] += answer.status >= 500 and answer.status != 503
            seen["shown"] += "alert(1)" in page.inner_text("body")
            breaches, grown = page.evaluate("window.breaches"), page.evaluate(GREW)
            for fault in [*breaches, *["grown"] * grown]:
                print(f"<!-- {path}: {fault} -->")
            seen["breaches"] += len(breaches)
            seen["grown"] += grown
    page.close()
