"""PhoenixModuleService: the modules of Go! and the statistics of their use (`ows.md` 8)."""

from __future__ import annotations

from typing import Any

from ..call import Call, Method

_MODULES = ("candidates", "vacancies", "procedures", "workflows", "settings")


def get(call: Call) -> Any:
    """params null; the session is in the cookie → list of {name, position}."""
    _ = call.session
    return [{"name": name, "position": position} for position, name in enumerate(_MODULES)]


def process_statistics(call: Call) -> Any:
    """[sid, {module: times opened}] → true."""
    _ = call.session
    for module, times in call.record(1).items():
        if module in _MODULES and isinstance(times, int):
            call.world.statistics[module] = call.world.statistics.get(module, 0) + times
    return True


METHODS: dict[str, Method] = {
    "PhoenixModuleService.get": get,
    "PhoenixModuleService.processStatistics": process_statistics,
}
