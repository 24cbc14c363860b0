"""WebsiteService and SendingProfileService: OTYS' plugin asks both with params as an object (`ows.md` 2.5, 10.2)."""

from __future__ import annotations

from ..call import Method
from .tabled import reading

_WEBSITES = reading("WebsiteService", lambda tables: tables.websites)
_PROFILES = reading("SendingProfileService", lambda tables: tables.sending_profiles)
METHODS: dict[str, Method] = {
    "WebsiteService.getList": _WEBSITES["WebsiteService.getList"],
    "SendingProfileService.getList": _PROFILES["SendingProfileService.getList"],
}
