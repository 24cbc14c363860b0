"""The five bare methods: login, loginByUid, loginAs, check, logout (`ows.md` 3)."""

from __future__ import annotations

import hmac
from typing import Any

from ..call import Call, Method
from ..people import CLIENT, CLIENT_ID
from ..sessions import Session


def login(call: Call) -> Any:
    """[username, password, null, null, "phoenix"] → session id, or false."""
    name, password = call.arg(0), call.arg(1)
    for user in call.world.tables.users:
        if user.username == name and _equal(password, call.world.passwords[user.id]) and not user.integration:
            return _begin(call, call.world.sessions.start(user.id))
    return False


def login_by_uid(call: Call) -> Any:
    """[api key] → session id of the user that the key belongs to; false for a key that is none (`ows.md` 2.4)."""
    if not _equal(call.arg(0), call.world.api_key):
        return False
    return _begin(call, call.world.sessions.start(call.world.integration_user.id, api_key=call.world.api_key))


def login_as(call: Call) -> Any:
    """[sid, uid or id of a user, null, null, "phoenix"] → a new session that acts as that user, or false."""
    session, wanted = call.session, str(call.arg(1))
    for user in call.world.tables.users:
        if wanted in {user.uid, str(user.id)}:
            return _begin(
                call,
                call.world.sessions.start(user.id, original_user_id=session.original_user_id, api_key=session.api_key),
            )
    return False


def check(call: Call) -> Any:
    """[sid] → who it is. `originalUser` is a user id here; its real form is not public."""
    user, session = call.user, call.session
    return {
        "id": user.id,
        "uid": user.uid,
        "username": user.username,
        "firstName": user.firstName,
        "lastName": user.lastName,
        "name": user.name,
        "email": user.email,
        "clientId": CLIENT_ID,
        "client": CLIENT,
        "originalUser": session.original_user_id,
        "defaultContentLanguage": "nl",
        "partnerId": 0,
    }


def logout(call: Call) -> Any:
    """[sid] → true; the session is over and its cookie cleared."""
    call.world.sessions.end(call.session.id)
    call.http.set_cookie = ""
    return True


def _begin(call: Call, session: Session) -> str:
    call.http.set_cookie = session.id
    return session.id


def _equal(given: Any, secret: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


METHODS: dict[str, Method] = {
    "login": login,
    "loginByUid": login_by_uid,
    "loginAs": login_as,
    "check": check,
    "logout": logout,
}
