"""Browser files are named by their content, so that browsers may keep them for a year."""

from typing import Any, ClassVar

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_CSS = [rules for kind, rules in HashedFilesMixin.patterns if kind == "*.css"]


class NamedByContent(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Follows url() and import, not source maps: those of bundled scripts are not shipped."""

    support_js_module_import_aggregation = True
    patterns: ClassVar[tuple[Any, ...]] = (("*.css", _CSS[0][:2]),)
