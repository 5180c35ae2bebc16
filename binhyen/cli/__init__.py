"""The command `binhyen`: what an operator does with the product from a terminal.

Exit codes: 0 all is well · 1 something was found (a broken chain, a wrong figure) · 2 the command
was written wrongly · 3 not configured or not reachable. See docs/vi/van-hanh.md.
"""
