"""Figures are sums over places and months; small public counts are suppressed when shown."""

from binhyen.lib.personal import Tables

TABLES: Tables = {"IndicatorVersion": {}, "Delta": {}, "Cell": {}, "Reconciliation": {}}
