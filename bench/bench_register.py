"""The register of one unit and one year among a million tips: page, XLSX, CSV, PDF, now and as it
stood on a day in the middle. Server time is the least of several requests, no network."""

import time
from collections.abc import Iterator
from typing import Any

from bench.database import working_on
from bench.million import client_of, million
from bench.run import Row

TIMES = 3


def measure() -> Iterator[Row]:
    with working_on(million()):
        client, year = client_of("handler"), time.localtime().tm_year - 1
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
