"""The first public pages on a cheap phone: their weight, when they stand, whether they jump.

Chromium, throttled as Lighthouse's slow 4G (1.6 Mbit/s down, 750 kbit/s up, 150 ms) on a processor
four times slower, opens each page with an empty cache. Weight is what came over the wire: page,
styles, scripts, fonts, pictures, compressed, with their headers.
"""

import statistics
from collections.abc import Iterator
from typing import Any

from bench.database import copied
from bench.product import serving
from bench.run import Row

PAGES = ("/", "/bao-tin/", "/bao-tin/viec-gi/")
TIMES = 3
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
# Set before the page's own content; read when it has settled.
WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver(list => list.getEntries().forEach(e => seen.lcp = e.startTime))
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(e => {
  if (!e.hadRecentInput) seen.cls += e.value;
})).observe({type: "layout-shift", buffered: true});
"""


def measure() -> Iterator[Row]:
    from playwright.sync_api import sync_playwright

    from tests.browser import CHROMIUM, FLAGS, PHONE

    with copied("bench_page") as name, serving(name) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for path in PAGES:
            seen = [_visit(browser, served.url + path, PHONE) for _ in range(TIMES)]
            yield Row(f"{path}: cân nặng / weight", max(one["kilobytes"] for one in seen), "kB", 60)
            lcp = statistics.median(one["lcp"] for one in seen) / 1000
            yield Row(f"{path}: LCP", lcp, "s", 2.5)
            yield Row(f"{path}: xô lệch / layout shift", max(one["cls"] for one in seen), "", 0.02)
        browser.close()


def _visit(browser: Any, address: str, size: dict[str, int]) -> dict[str, float]:
    context = browser.new_context(
        viewport=size, locale="vi-VN", device_scale_factor=2, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    tools = context.new_cdp_session(page)
    received: list[float] = []
    tools.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    tools.send("Network.emulateNetworkConditions", SLOW_4G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(1000)
    seen: dict[str, float] = page.evaluate("window.seen")
    context.close()
    return seen | {"kilobytes": sum(received) / 1000}
