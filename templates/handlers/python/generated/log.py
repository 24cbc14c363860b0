"""One JSON line for each thing that happened. No address, no secret, no value of a record."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime


def line(**what: object) -> None:
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    sys.stdout.write(json.dumps({"at": at, **what}) + "\n")
    sys.stdout.flush()
