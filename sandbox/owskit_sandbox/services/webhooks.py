"""WebhooksService: the five methods, with the spellings that OTYS' own plugin reads (`ows.md` 4.3, 4.4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import msgspec

from ..call import Call, Method
from ..clock import sql
from ..conditions import truthy
from ..delivery import Delivery
from ..faults import INVALID_ARGUMENTS, NOT_FOUND, Fault
from ..people import CLIENT_ID
from ..webhooks import Webhook

_LOGS_DEFAULT = 10


def get_list(call: Call) -> Any:
    """[sid] → flat list of definitions, all of the client. How the client and user ids are spelled, and the type of
    `klantGlobal`, are open (`ows.md` 13.6)."""
    _ = call.session
    rows = [
        {
            "uid": webhook.uid,
            "serviceCall": webhook.service_call,
            "webhookUrl": webhook.url,
            "klantGlobal": webhook.client_wide,
            "klantId": webhook.client_id,
            "userId": webhook.user_id,
        }
        for webhook in call.world.webhooks.all()
    ]
    return [_spelled(call, row) for row in rows]


def add(call: Call) -> Any:
    """[sid, {serviceCall, webhookUrl, klantGlobal}] → uid as text. A second one for the same call is no error and
    replaces nothing; nor is an unknown service call refused (`ows.md` 13.7)."""
    user = call.user
    service_call, url, client_wide = _definition(call.record(1))
    return call.world.webhooks.add(service_call, url, client_wide=client_wide, client_id=CLIENT_ID, user_id=user.id).uid


def update(call: Call) -> Any:
    """[sid, uid, {serviceCall, webhookUrl, klantGlobal}] → []. What is left out stays as it was."""
    webhook = _find(call)
    present = {"serviceCall": webhook.service_call, "webhookUrl": webhook.url, "klantGlobal": webhook.client_wide}
    service_call, url, client_wide = _definition({**present, **call.record(2)})
    call.world.webhooks.replace(
        msgspec.structs.replace(webhook, service_call=service_call, url=url, client_wide=client_wide)
    )
    return []


def delete(call: Call) -> Any:
    """[sid, uid] → true. An unknown uid is an error here (open, `ows.md` 13.7)."""
    call.world.webhooks.delete(_find(call).uid)
    return True


def get_logs(call: Call) -> Any:
    """[sid, n] → [rows], one level deeper than getList; [null] where there are none. n is a number or its text, 10 when
    left out. Newest first (the order is open, `ows.md` 13.6)."""
    _ = call.session
    wanted = call.arg(1)
    count = int(wanted) if str(wanted).isdecimal() and len(str(wanted)) < 10 else _LOGS_DEFAULT
    sent = [each for each in call.world.deliveries.log if each.status != "over_limit"]
    rows = [_spelled(call, _log_row(each)) for each in reversed(sent[-count:] if count else [])]
    return [rows or None]


# The names of the manual (2.3.1, 4.3), which differ from those that OTYS' own plugin reads.
_MANUAL = {
    "serviceCall": "servicecall",
    "webhookUrl": "webhookurl",
    "klantGlobal": "klantglobal",
    "klantId": "klantid",
    "userId": "userid",
    "klant_id": "klantid",
    "user_id": "userid",
    "webhook_url": "webhookurl",
    "request_data": "requestdata",
    "response_data": "responsedata",
    "response_code": "responsecode",
    "added": "addeddatetime",
    "is_processed": "processed",
    "dt_processed": "processeddatetime",
}


def _spelled(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    if call.world.rules.spelling == "plugin":
        return row
    return {_MANUAL.get(key, key): value for key, value in row.items()}


def _log_row(delivery: Delivery) -> dict[str, Any]:
    """One row in snake_case; `request_data` is JSON as text."""
    return {
        "id": delivery.id,
        "klant_id": delivery.client_id,
        "user_id": delivery.user_id,
        "webhook_url": delivery.url,
        "request_data": delivery.body,
        "response_data": delivery.response_data,
        "response_code": delivery.response_code,
        "added": sql(delivery.added),
        "is_processed": "1" if delivery.processed else "0",
        "dt_processed": sql(delivery.processed) if delivery.processed else None,
    }


def _definition(data: dict[str, Any]) -> tuple[str, str, bool]:
    """`klantGlobal` in any spelling of true: the manual quotes it, the plugin sends a boolean (`ows.md` 4.3)."""
    service_call, url = data.get("serviceCall"), data.get("webhookUrl")
    if not isinstance(service_call, str) or not service_call or not isinstance(url, str):
        raise Fault(INVALID_ARGUMENTS)
    try:
        address = urlsplit(url)
        _ = address.port  # raises for a port that is none
    except ValueError:
        raise Fault(INVALID_ARGUMENTS) from None
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise Fault(INVALID_ARGUMENTS)
    return service_call, url, truthy(data.get("klantGlobal"))


def _find(call: Call) -> Webhook:
    _ = call.session
    webhook = call.world.webhooks.get(call.text(1))
    if webhook is None:
        raise Fault(NOT_FOUND)
    return webhook


METHODS: dict[str, Method] = {
    "WebhooksService.getList": get_list,
    "WebhooksService.add": add,
    "WebhooksService.update": update,
    "WebhooksService.delete": delete,
    "WebhooksService.getLogs": get_logs,
}
