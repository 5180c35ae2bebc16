"""Checks of safety and reliability too heavy for `make test`, by the numbers that docs and issues
use: `make bench ARGS="check_01 check_34"`, or all of them with `make bench ARGS=checks`."""
