"""A catalogue that was made before, read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from owskit_addon import __version__
from owskit_addon.errors import CatalogueError
from owskit_generator.catalogue.document import FORMAT

_HINT = "Give a catalogue.json, the folder it is in, or a capture."
_MEMBERS = ("service_calls", "actions", "captures", "business_events")


def load_catalogue(path: Path) -> dict[str, Any]:
    """catalogue.json, or that of a folder. Raises CatalogueError where it is none, or of a later owskit."""
    file = path / "catalogue.json" if path.is_dir() else path
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError(f"{file}: there is no such file.", _HINT) from None
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        raise CatalogueError(f"{file}: cannot be read ({reason}).", _HINT) from None
    except (ValueError, RecursionError):
        raise CatalogueError(f"{file}: this is no catalogue.", _HINT) from None
    if not isinstance(data, dict) or "owskit" not in data or not isinstance(data.get("catalogue"), int):
        raise CatalogueError(f"{file}: this is no catalogue.", _HINT)
    if data["catalogue"] > FORMAT:
        said = f"is a catalogue in format {data['catalogue']}; this owskit ({__version__}) reads up to {FORMAT}"
        raise CatalogueError(f"{file}: {said}.", "Update owskit, then try again.")
    if not all(isinstance(data.get(member), list) for member in _MEMBERS):
        raise CatalogueError(f"{file}: this catalogue was edited and is not whole.", "Make it again from its captures.")
    return data
