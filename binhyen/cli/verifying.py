"""`binhyen verify-audit`, `verify-figures`, `verify-search`: 0 when nothing is wrong, 1 with what
was found."""

import json
from pathlib import Path

from binhyen.cli.terminal import Exit, out, say, stop


def check_audit(heads_file: Path | None, save_to: Path | None) -> int:
    from binhyen.kernel.audit.verify import current_heads, heads_as_text, verify_audit

    known = _read_heads(heads_file) if heads_file else None
    report = verify_audit(known)
    for fault in report.faults:
        out.print(f"✗ {fault}", style="red", markup=False)
    say(
        f"Đã kiểm {report.events} bản ghi trong {report.shards} chuỗi, gốc Merkle {report.root}.",
        f"{report.events} events in {report.shards} chains checked, Merkle root {report.root}.",
    )
    if save_to:
        save_to.write_text(heads_as_text(current_heads()))
        say(f"Đã ghi đầu chuỗi vào {save_to}.", f"Heads written to {save_to}.")
    return Exit.FINDING if report.faults else Exit.OK


def _read_heads(path: Path) -> dict[int, tuple[int, str]]:
    try:
        stored = json.loads(path.read_text())
        return {int(shard): (int(seq), str(head)) for shard, (seq, head) in stored["heads"].items()}
    except (ValueError, KeyError, TypeError):
        stop(
            f"{path} không phải tệp đầu chuỗi do `verify-audit --save-heads` ghi ra.",
            f"{path} is not a file of heads written by `verify-audit --save-heads`.",
            Exit.USAGE,
        )


def check_figures(period: str | None, *, heal: bool) -> int:
    from binhyen.kernel.indicators.actions import verify_figures
    from binhyen.kernel.indicators.periods import NoSuchPeriod, parse

    try:
        report = verify_figures(parse(period) if period else None, heal=heal)
    except NoSuchPeriod as error:
        english = f"Not a period: {period}. Write 2024, 2024H1, 2024Q1 or 2024-05."
        stop(str(error), english, Exit.USAGE)
    for part in report.parts:
        wrong = len(part.differences) + part.strayed_totals
        say(
            f"{'✗' if wrong else '✓'} {part.part}: {part.checked} ô đã so, {wrong} ô lệch",
            f"{'✗' if wrong else '✓'} {part.part}: {part.checked} cells compared, {wrong} differ",
        )
    say(
        f"{len(report.parts)} thành phần đã so, {report.differences} ô lệch.",
        f"{len(report.parts)} parts compared, {report.differences} cells differ.",
    )
    if heal and not report.agrees:
        say("Đã cộng bù phần lệch.", "What differed has been put right.")
    return Exit.OK if report.agrees else Exit.FINDING


def check_search(*, heal: bool, rebuild: bool) -> int:
    from binhyen.kernel.search.indexing import drain, forget_all_entries, missed, sweep
    from binhyen.kernel.search.kinds import kinds

    if rebuild:
        forget_all_entries()
    else:
        drain()
    wrong = 0
    for kind in kinds():
        found = len(missed(kind))
        wrong += found
        say(f"{kind.name}: {found} mục lệch", f"{kind.name}: {found} entries differ")
    if heal or rebuild:
        done = sweep()
        say(f"Đã làm lại {done} mục.", f"{done} entries written anew.")
        return Exit.OK
    return Exit.FINDING if wrong else Exit.OK
