"""The register of one unit and one year among a million tips: page, XLSX, CSV, PDF, now and as it
stood on a day in the middle. Server time is the least of several requests, no network."""

import time
from collections.abc import Iterator
from typing import Any

from bench.bench_desk import TIPS, _fill, _signed_in
from bench.database import copied, working_on
from bench.run import Row, is_quick

TIMES = 3


def measure() -> Iterator[Row]:
    tips = TIPS // 10 if is_quick() else TIPS
    with copied("bench_register") as name:
        _fill(name, tips)
        with working_on(name):
            client, year = _signed_in("handler"), time.localtime().tm_year - 1
            yield Row("dòng của đơn vị, năm / lines", _lines(client, year), "")
            for what, asked in (
                ("lúc này / now", f"nam={year}"),
                ("như ngày / as of", f"nam={year}&ngay=01/07/{year}"),
            ):
                yield _took(f"trang / page, {what}", client, f"/tin/so-tiep-nhan/?{asked}")
                for form in ("xlsx", "csv", "pdf"):
                    where = f"/tin/so-tiep-nhan/xuat/{form}/?{asked}"
                    yield _took(f"{form.upper()}, {what}", client, where)


def _lines(client: Any, year: int) -> int:
    answer = client.get(f"/tin/so-tiep-nhan/xuat/csv/?nam={year}")
    return int(answer.getvalue().count(b"\n")) - 1


def _took(what: str, client: Any, address: str) -> Row:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = client.get(address)
        answer.getvalue()
        took.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    return Row(what, min(took), "s", 2)
