"""The people of the sandbox: recruiters, other integrations, and the user of the API key."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from owskit_generator.webhooks.client import OwsClient
from owskit_sandbox import Sandbox
from owskit_sandbox.people import User


class People:
    """Each has a client of its own, which stays open."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._clients: dict[int, OwsClient] = {}
        self._lock = threading.Lock()

    def act(self, number: int, act: Callable[[OwsClient], Any]) -> Any:
        """Signs in as a user by number and does something; -1 is the integration's own user."""
        with self._lock:
            if number not in self._clients:
                self._clients[number] = OwsClient(f"{self._sandbox.url}/jservice.php", verify=False)  # on loopback
        ows, world = self._clients[number], self._sandbox.world
        who = world.integration_user if number == -1 else self.person(number)
        if who.integration:
            ows.login_by_uid(self._sandbox.api_key)
        else:
            ows.login(who.username, world.passwords[who.id])
        return act(ows)

    def person(self, number: int) -> User:
        """A recruiter, or another integration: OTYS has as many as are asked for."""
        world = self._sandbox.world
        people = [user for user in world.tables.users if not user.integration]
        while len(people) <= number:
            made = len(people) + 1
            one = msgspec.structs.replace(
                people[0], id=90_000 + made, uid=f"proofuser{made:07}", username=f"person.{made}", name=f"Person {made}"
            )
            world.passwords[one.id] = secrets.token_urlsafe(9)
            world.tables.users.insert(-1, one)  # the last one is the integration
            people.append(one)
        return people[number]

    def close(self) -> None:
        for ows in self._clients.values():
            ows.close()
