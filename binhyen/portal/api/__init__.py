"""The API at /api/v1/: routers of the kernel's parts and of the domains, errors in one form."""

from binhyen.portal.api.main import api

__all__ = ["api"]
