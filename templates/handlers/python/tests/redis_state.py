"""What stands in a Redis, as the rows of schema.sql. Whatever was in it before is gone."""

from __future__ import annotations

from typing import Any, Self

import redis

from tests.state import Row

P = "owskit:{test}:"


class RedisTables:
    def __init__(self, url: str) -> None:
        self.url = url
        self._client: Any = redis.Redis.from_url(url, decode_responses=True)

    def __enter__(self) -> Self:
        self._client.flushdb()
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def put(self, table: str, row: Row) -> None:
        client, pair = self._client, f"{row.get('handler')}:{row.get('entity')}"
        match table:
            case "settings":
                client.hset(P + "settings", row["name"], row["value"])
            case "ledger":
                client.hset(P + f"row:{row['id']}", mapping={key: value for key, value in row.items() if key != "id"})
                client.zadd(P + "ledger", {row["id"]: row["expires"]})
                client.zadd(P + f"ledger:{row['fingerprint']}", {row["id"]: row["at"]})
            case "previous":
                kept = {name: row[name] for name in ("fingerprint", "actor", "at", "other")}
                client.hset(P + f"previous:{row['entity']}", mapping=kept)
            case "sessions":
                client.zadd(P + "sessions", {row["mark"]: row["until"]})
            case "writes" | "arrivals":
                client.zadd(P + f"{table}:{pair}", {row.get("id") or row["delivery"]: row["at"]})
            case "breakers":
                client.hset(P + f"breaker:{pair}", mapping={"until": row["until"], "level": row["level"]})
            case "swings":
                client.hset(P + f"swings:{pair}", row["swing"], f"{row['count']} {row['at']}")
            case "quarantine":
                client.hset(P + "quarantine", pair, row["at"])
            case "spent":
                kept = {"deliveries": row["deliveries"], "writes": row["writes"]}
                client.hset(P + f"spent:{row['day']}:{row['user']}", mapping=kept)
            case "journal":
                client.hset(P + f"journal:{row['delivery']}:{row['handler']}", row["fingerprint"], row["state"])
            case "leases":
                client.hset(P + f"lease:{row['entity']}", mapping={"token": row["token"], "until": row["until"]})
            case "deliveries":
                client.hset(P + f"delivery:{row['id']}", mapping={k: v for k, v in row.items() if k != "id"})
                client.zadd(P + "deliveries", {row["id"]: row["received"]})
            case "jobs":
                name = f"{row['delivery']}:{row['handler']}"
                client.hset(
                    P + f"job:{name}", mapping={k: v for k, v in row.items() if k not in {"delivery", "handler"}}
                )
                client.zadd(
                    P + {"queued": "queue", "parked": "parked", "done": "ended"}[row["state"]], {name: row["due"]}
                )
                if row["state"] == "queued":
                    client.zadd(P + f"waiting:{row['entity']}", {name: 0})
            case _:
                raise AssertionError(table)

    def rows(self, table: str) -> list[Row]:
        client = self._client
        match table:
            case "settings":
                return [{"name": name, "value": value} for name, value in client.hgetall(P + "settings").items()]
            case "ledger":
                return [self._hash(f"row:{name}") | {"id": name} for name in client.zrange(P + "ledger", 0, -1)]
            case "sessions":
                return [
                    {"mark": mark, "until": int(at)}
                    for mark, at in client.zrange(P + "sessions", 0, -1, withscores=True)
                ]
            case "previous" | "breakers" | "leases":
                kind = {"previous": "previous", "breakers": "breaker", "leases": "lease"}[table]
                return [self._named(kind, name) | self._hash(name) for name in self._keys(kind)]
            case "writes" | "arrivals":
                return [
                    self._named(table, name) | {"id": member, "at": int(at)}
                    for name in self._keys(table)
                    for member, at in client.zrange(P + name, 0, -1, withscores=True)
                ]
            case "swings":
                return [
                    self._named("swings", name)
                    | {"swing": swing, "count": int(kept.split()[0]), "at": int(kept.split()[1])}
                    for name in self._keys("swings")
                    for swing, kept in client.hgetall(P + name).items()
                ]
            case "quarantine":
                return [self._pair(name) | {"at": int(at)} for name, at in client.hgetall(P + "quarantine").items()]
            case "spent":
                empty = {"deliveries": 0, "writes": 0}
                return [
                    empty | self._hash(name) | dict(zip(("day", "user"), name.split(":")[1:], strict=True))
                    for name in self._keys("spent")
                ]
            case "counters":
                return [
                    {"day": key.split(":")[1], "name": name, "count": int(count)}
                    for key in self._keys("counters")
                    for name, count in client.hgetall(P + key).items()
                ]
            case "journal":
                return [
                    dict(zip(("delivery", "handler"), key.split(":")[1:], strict=True))
                    | {"fingerprint": fingerprint, "state": state.split()[0]}
                    for key in self._keys("journal")
                    for fingerprint, state in client.hgetall(P + key).items()
                ]
            case "jobs":
                return [
                    dict(zip(("delivery", "handler"), key.split(":")[1:], strict=True)) | self._hash(key)
                    for key in self._keys("job")
                ]
        raise AssertionError(table)

    def _keys(self, kind: str) -> list[str]:
        return [
            name.removeprefix(P)
            for name in self._client.scan_iter(match=P.replace("{", "[{]").replace("}", "[}]") + kind + ":*")
        ]

    def _hash(self, name: str) -> Row:
        numbers = {
            "at",
            "other",
            "until",
            "level",
            "hop",
            "chain",
            "lease",
            "expires",
            "due",
            "attempts",
            "compare",
            "deliveries",
            "writes",
        }
        return {key: int(value) if key in numbers else value for key, value in self._client.hgetall(P + name).items()}

    def _named(self, kind: str, name: str) -> Row:
        rest = name.removeprefix(f"{kind}:")
        return {"entity": rest} if kind in {"previous", "lease"} else self._pair(rest)

    @staticmethod
    def _pair(text: str) -> Row:
        handler, _, entity = text.partition(":")
        return {"handler": handler, "entity": entity}
