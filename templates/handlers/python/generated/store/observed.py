"""Observations as JSON, the way every language keeps them with a delivery."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from generated.store.model import Observation, Previous, Row


def to_json(seen: Observation) -> str:
    row, previous = seen.row, seen.previous
    return json.dumps(
        {
            "fingerprint": seen.fingerprint,
            "paused": sorted(seen.paused),
            "row": row and asdict(row),
            "own_session": seen.own_session,
            "previous": previous and asdict(previous),
            "spent": seen.spent,
        }
    )


def from_json(text: str) -> Observation:
    given: dict[str, Any] = json.loads(text)
    row, previous = given["row"], given["previous"]
    return Observation(
        fingerprint=given["fingerprint"],
        paused=frozenset(given["paused"]),
        row=row and Row(row["handler"], row["root"], int(row["hop"]), bool(row["chain"]), row["state"]),
        own_session=bool(given["own_session"]),
        previous=previous
        and Previous(previous["fingerprint"], previous["actor"], int(previous["at"]), int(previous["other"])),
        spent=int(given["spent"]),
    )
