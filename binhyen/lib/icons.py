"""Our own drawings, 24 × 24, one stroke of 2: put into the page itself, so no request is made."""


def _line(*shapes: str) -> str:
    return (
        '<g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
        f'stroke-linejoin="round">{"".join(shapes)}</g>'
    )


def _path(d: str) -> str:
    return f'<path d="{d}"/>'


def _ring(x: float, y: float, r: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{r}"/>'


ICONS = {
    # A house that smiles: the wordmark's sign.
    "mark": _line(
        _path("M4 10.8 12 4l8 6.8V18a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z"),
        _path("M8.5 13.5c1.5 2.600 5.500 2.600 7 0"),
    ),
    "home": _line(_path("M3.5 11.5 12 4.5l8.5 7"), _path("M6 10v9.5h12V10")),
    "today": _line(
        '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/>',
        _path("M4 10h16M8.5 3.5v4M15.5 3.5v4"),
    ),
    "tips": _line(_path("M4 5.5h16v11H11l-4.5 4v-4H4z"), _path("M8 9.5h8M8 12.8h5")),
    "report": _line(_path("M4 5.5h16v11H11l-4.5 4v-4H4z"), _path("M12 8.3v5.4M9.3 11h5.4")),
    "follow": _line(_ring(12, 12, 8.5), _path("M12 7v5.3l3.5 2")),
    "figures": _line(_path("M4 20h16"), _path("M7 16.5v-5M12 16.5v-10M17 16.5v-7")),
    "places": _line(
        _path("M12 21c4.7-5 7-8.6 7-11.5A7 7 0 0 0 5 9.5C5 12.4 7.3 16 12 21z"), _ring(12, 9.7, 2.4)
    ),
    "units": _line(_path("M4 20V9.5L12 5l8 4.5V20"), _path("M3 20h18M9 20v-5.5h6V20")),
    "people": _line(_ring(9, 8.5, 3.2), _path("M3 20c.4-4 2.8-6 6-6s5.6 2 6 6"))
    + _line(_path("M15.5 5.6a3.2 3.2 0 0 1 0 5.8M17.7 14.4c2 .8 3.1 2.7 3.3 5.6")),
    "rules": _line(_path("M12 4v16M7 20h10M5 7h14"), _path("M5 7l-2.5 6.5h5zM19 7l-2.5 6.5h5z")),
    "settings": _line(_path("M4 7h9M19 7h1M4 17h1M11 17h9"), _ring(16, 7, 2.5), _ring(8, 17, 2.5)),
    # A box put into an open hand.
    "handins": _line(
        '<rect x="9" y="3.500" width="8" height="7" rx="1"/>',
        _path("M3.5 13.5h4l3.500 2h5c1.800 0 1.800 2.500 0 2.500h-4.500"),
        _path("M3.5 19.5h4l2 1h7l4-4.500"),
    ),
    "papers": _line(_path("M6 3.5h8.5L19 8v12.5H6z"), _path("M14 3.5V8.5h5M9 12.5h7M9 16h7")),
    "inbox": _line(
        _path("M4 13.5 6.5 5h11L20 13.5V19H4z"), _path("M4 13.5h4.5l1.3 2.5h4.4l1.3-2.5H20")
    ),
    "account": _line(
        _ring(12, 8.5, 3.7), _path("M4.5 20.5c.6-4.6 3.5-6.5 7.5-6.5s6.9 1.9 7.5 6.5")
    ),
    "search": _line(_ring(10.5, 10.5, 6), _path("M15 15l5 5")),
    "phone": _line(
        _path(
            "M6 3.5h3l1.5 4.5-2 1.5c1 2.3 3.7 5 6 6l1.5-2 4.5 1.5v3c0 1.4-1.1 2.5-2.5 2.5"
            "C10.5 20 4 13.5 3.5 6 3.5 4.6 4.6 3.5 6 3.5z"
        )
    ),
    "calculator": _line(
        '<rect x="5" y="3.5" width="14" height="17" rx="2"/>',
        _path("M8.5 7.5h7M8.5 12h.01M12 12h.01M15.5 12h.01M8.5 16h.01M12 16h.01M15.5 16h.01"),
    ),
    "lock": _line(
        '<rect x="5" y="10.5" width="14" height="9.5" rx="2"/>',
        _path("M8 10.5V8a4 4 0 0 1 8 0v2.5"),
    ),
    "exit": _line(_path("M10 4.5H5v15h5"), _path("M15.5 8l4 4-4 4M19 12H9.5")),
    "language": _line(
        _ring(12, 12, 8.5), _path("M3.5 12h17M12 3.5c-6 5.5-6 11.5 0 17 6-5.5 6-11.5 0-17z")
    ),
    "theme": _line(_ring(12, 12, 8.5))
    + '<path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>',
    "back": _line(_path("M19 12H5.5M11 6l-6 6 6 6")),
    "next": _line(_path("M5 12h13.5M13 6l6 6-6 6")),
    "open": _line(_path("M9 6l6 6-6 6")),
    "first": _line(_path("M6 6v12M18 6l-6 6 6 6")),
    "last": _line(_path("M18 6v12M6 6l6 6-6 6")),
    "down": _line(_path("M6 9l6 6 6-6")),
    "up": _line(_path("M6 15l6-6 6 6")),
    "columns": _line(
        '<rect x="4" y="5" width="16" height="14" rx="2"/>', _path("M9.5 5v14M14.5 5v14")
    ),
    "export": _line(_path("M12 4v10.5M8 10.5l4 4 4-4M5 19.5h14")),
    "print": _line(_path("M7 9V4h10v5M7 17H4V9h16v8h-3"), _path("M7 14h10v6H7z")),
    "copy": _line(
        '<rect x="8.5" y="8.5" width="11" height="11" rx="2"/>', _path("M15.5 8.5v-4h-11v11h4")
    ),
    "file": _line(_path("M6 3.5h8.5L19 8v12.5H6z"), _path("M14 3.5V8.5h5")),
    "photo": _line(
        '<rect x="3.5" y="5" width="17" height="14" rx="2"/>',
        _path("M4 16.5l4.5-4 4 3.5 3-2.5 4.5 3.5"),
        _ring(15.5, 9.2, 1.4),
    ),
    "video": _line(
        '<rect x="3.5" y="6" width="12" height="12" rx="2"/>', _path("M15.5 10.5 20.5 8v8l-5-2.5")
    ),
    "sound": _line(
        _path(
            "M5 9.5v5h3.5L13 18.5v-13L8.5 9.5zM16.5 9c1.3 1.8 1.3 4.2 0 6M19 6.5c2.6 3.3 2.6 7.7 0 11"
        )
    ),
    "edit": _line(_path("M5 19l1-4.5L16 4.5l3.5 3.5-10 10z")),
    "add": _line(_path("M12 5v14M5 12h14")),
    "remove": _line(_path("M6 6l12 12M18 6L6 18")),
    "info": _line(_ring(12, 12, 8.5), _path("M12 11.3v5M12 7.8h.01")),
    "warning": _line(_path("M12 4.5 21 19.5H3z"), _path("M12 10v4.3M12 17h.01")),
    "danger": _line(_path("M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7z"), _path("M12 8v4.7M12 16h.01")),
    "done": _line(_ring(12, 12, 8.5), _path("M8 12.3l2.8 2.8L16 9.5")),
    "check": _line(_path("M5 12.5l4.5 4.5L19 7.5")),
    "empty": _line(
        _path("M4 13.5 6.5 5h11L20 13.5V19H4z"), _path("M4 13.5h4.5l1.3 2.5h4.4l1.3-2.5H20")
    ),
    # Shapes of states, filled: told apart without colour.
    "state-plain": '<circle cx="12" cy="12" r="7" fill="none" stroke="currentColor" stroke-width="4"/>',
    "state-info": '<circle cx="12" cy="12" r="9" fill="currentColor"/>',
    "state-today": '<path d="M12 2 22 12 12 22 2 12z" fill="currentColor"/>',
    "state-soon": '<path d="M12 3 22 12 12 21 2 12z" fill="none" stroke="currentColor" stroke-width="4"/>',
    "state-late": '<path d="M12 2.5 23 21.5H1z" fill="currentColor"/>',
    "state-done": '<path d="M4 12.5l5.5 5.5L20 6.5" fill="none" stroke="currentColor" stroke-width="4"/>',
}
