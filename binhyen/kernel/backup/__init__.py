"""One file that the whole installation comes back from; how it is laid out is in manifest.py."""
