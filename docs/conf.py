"""Docs: `make docs` writes them to docs/_build/html; `make check` fails on any warning."""

project = "Bình Yên"
copyright = "Những người đóng góp Bình Yên"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
language = "vi"
html_theme = "furo"
html_title = "Bình Yên"
html_show_sphinx = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
