"""A pytest plugin of check 26: only properties, each with as many examples as BINHYEN_EXAMPLES
says."""

import os
from typing import Any

from hypothesis import HealthCheck, is_hypothesis_test, settings

settings.register_profile(
    "many",
    max_examples=int(os.environ["BINHYEN_EXAMPLES"]),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("many")


def pytest_collection_modifyitems(items: list[Any]) -> None:
    items[:] = [item for item in items if is_hypothesis_test(item.obj)]
