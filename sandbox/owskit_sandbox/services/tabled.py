"""The verbs that every service with records has: lists, detail, add, update, updateEx, delete (`ows.md` 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..call import Call, Method
from ..clock import sql
from ..faults import INVALID_ARGUMENTS, Fault
from ..records import Table, detail, listing, listing_ex
from ..tables import Tables

Choose = Callable[[Tables], Table]


def reading(service: str, choose: Choose) -> dict[str, Method]:
    """getListEx [sid, query] → {listOutput, totalCount}; getList [sid, query] → rows; getDetail [sid, uid, what]."""

    def get_list_ex(call: Call) -> Any:
        _ = call.session
        return listing_ex(choose(call.world.tables), call.arg(1), call.world.rules.list_limit)

    def get_list(call: Call) -> Any:
        _ = call.session
        return listing(choose(call.world.tables), call.arg(1), call.world.rules.list_limit)[0]

    def get_detail(call: Call) -> Any:
        _ = call.session
        return detail(choose(call.world.tables), call.arg(1), call.arg(2))

    return {
        f"{service}.getListEx": get_list_ex,
        f"{service}.getList": get_list,
        f"{service}.getDetail": get_detail,
    }


def writing(service: str, choose: Choose) -> dict[str, Method]:
    """add [sid, data] → uid as text; update [sid, uid, data] → true and updateEx → uid as text (what `update` gives is
    not public, `ows.md` 7.5); delete [sid, uid] → true."""

    def add(call: Call) -> Any:
        _ = call.session
        return choose(call.world.tables).add(call.record(1), sql(call.world.clock.now()))

    def update(call: Call) -> Any:
        return bool(update_ex(call))

    def update_ex(call: Call) -> Any:
        _ = call.session
        return choose(call.world.tables).update(call.arg(1), call.record(2))

    def delete(call: Call) -> Any:
        _ = call.session
        choose(call.world.tables).delete(call.arg(1))
        return True

    return {
        f"{service}.add": add,
        f"{service}.update": update,
        f"{service}.updateEx": update_ex,
        f"{service}.delete": delete,
    }


def option_lists(call: Call, lists: dict[str, Any]) -> dict[str, Any]:
    """getOptionLists [sid, [names]] → {name: {id: text}}; a name that there is no list of is left out."""
    _ = call.session
    names = call.arg(1)
    if not names:
        return lists
    if not isinstance(names, list):
        raise Fault(INVALID_ARGUMENTS)
    return {name: lists[name] for name in names if isinstance(name, str) and name in lists}
