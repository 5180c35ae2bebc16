"""How the command line speaks: two languages, progress, and exits that mean something."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(IntEnum):
    OK = 0
    FINDING = 1
    USAGE = 2
    NOT_READY = 3


def language() -> str:
    """``--lang``, else BINHYEN_LANG, else the terminal's when it is English, else Vietnamese."""
    if "--lang" in sys.argv[:-1]:
        return sys.argv[sys.argv.index("--lang") + 1]
    asked = os.environ.get("BINHYEN_LANG", "")
    terminal = os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    return asked or ("en" if terminal.startswith("en") else "vi")


def words(vi: str, en: str) -> str:
    return en if language() == "en" else vi


def both(vi: str, en: str) -> str:
    """Help is read before anybody has chosen a language: both stand side by side."""
    if "--lang" in sys.argv:
        return words(vi, en)
    return f"{vi}\n\n{en}"


def say(vi: str, en: str) -> None:
    out.print(words(vi, en))


def warn(vi: str, en: str) -> None:
    err.print(words(vi, en), style="yellow")


def stop(vi: str, en: str, code: Exit = Exit.NOT_READY) -> NoReturn:
    """End the command with a sentence and a code."""
    err.print(words(vi, en), style="bold red")
    raise SystemExit(int(code))


class Steps:
    """Says which step of how many runs, what it is doing, and how long it took."""

    def __init__(self, count: int, progress: Progress) -> None:
        self.progress = progress
        self.bar = progress.add_task("", total=count)

    @contextmanager
    def step(self, vi: str, en: str) -> Iterator["Steps"]:
        title = words(vi, en)
        began = time.monotonic()
        self._show(title)
        yield self
        spent = time.monotonic() - began
        self.progress.console.print(f"  [green]✓[/] {title} [dim]({spent:.1f} s)[/]")
        self.progress.advance(self.bar)

    def __call__(self, sentence: str) -> None:
        """The ``Progress`` that long loaders are handed: one sentence at a time."""
        self._show(sentence)

    def _show(self, sentence: str) -> None:
        self.progress.update(self.bar, description=sentence)
        if not out.is_terminal:
            out.print(f"  · {sentence}")
            sys.stdout.flush()


@contextmanager
def steps(count: int) -> Iterator[Steps]:
    columns = (
        SpinnerColumn(),
        MofNCompleteColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        yield Steps(count, progress)
