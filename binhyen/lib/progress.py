"""How a long command says what it does: one sentence at a time, in Vietnamese."""

from collections.abc import Callable

Progress = Callable[[str], None]


def quiet(sentence: str) -> None:
    """For tests and for jobs that nobody watches."""
