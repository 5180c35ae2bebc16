"""``python -m binhyen.kernel.documents.render TEMPLATE ROOT FONTS…``: JSON on standard input, the
PDF on standard output. Nothing is written to the disk, nothing is fetched: see ``limits``."""

import sys
from pathlib import Path

from binhyen.kernel.documents.parse.limits import take_limits


def main(template: str, root: str, fonts: list[str]) -> bytes:
    import typst  # loaded under the limits

    nowhere = str(Path(root) / "no-packages")
    made: bytes = typst.compile(
        str(Path(root) / template),
        root=root,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": sys.stdin.read()},
        format="pdf",
        pdf_standards=["ua-1"],
        package_path=nowhere,
        package_cache_path=nowhere,
    )
    return made


if __name__ == "__main__":
    take_limits([Path(place) for place in sys.argv[2:]])
    sys.stdout.buffer.write(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
