"""Several calls in one request (MultiService): each inside passes the guards, and all of them or none is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generated.entities import entity_of, is_read, uid_of
from generated.rpc import PREFIX, OwsError, OwsUncertain, Rpc
from generated.run import Run, WriteStopped
from generated.store.model import Write
from generated.writes import Call, Writes


class Batches:
    def __init__(self, writes: Writes, line: Rpc) -> None:
        self._writes = writes
        self._line = line

    def make(self, run: Run, calls: Sequence[Call], *, essential: bool) -> list[Any]:
        """Several in one request. In the place of each that OWS refused stands its OwsError.

        A second write to one record is not compared: what it finds would be the state before the first.
        """
        if not all(is_read(call.service_call) for call in calls):
            self._writes.may_write(run)
        written: set[str] = set()
        results: dict[int, Any] = {}
        to_make: dict[int, tuple[Call, Call]] = {}
        for place, call in enumerate(calls):
            reads = is_read(call.service_call)
            run.wanted += not reads
            known, result = run.known.get(self._writes.fingerprint(call), (None, None))
            entity = entity_of(call.service_call, uid_of(call.service_call, list(call.args), None))
            to_compare = known == "open" or (known is None and entity not in written)
            compared = self._writes.compared(run, call) if to_compare and not reads else None
            if known == "open" and compared is None:
                raise run.stop(WriteStopped("uncertain"))
            if known == "done" or (compared is not None and not compared.args):
                results[place] = result
                run.unchanged += 1
            else:
                to_make[place] = (call, compared or call)
                if not reads:
                    written.add(entity)
        if to_make:
            results.update(zip(to_make, self._made(run, list(to_make.values()), essential), strict=True))
        return [results[place] for place in range(len(calls))]

    def _made(self, run: Run, calls: Sequence[tuple[Call, Call]], essential: bool) -> list[Any]:
        inner = [call for _, call in calls]
        noted = [place for place, call in enumerate(inner) if self._writes.is_noted(call)]
        begun = self._writes.begin(run, [calls[place] for place in noted], essential=essential) if noted else []
        try:
            answers = self._line.call(
                "MultiService.execute",
                lambda session: [
                    [{"method": PREFIX + call.service_call, "args": call.filled(session)} for call in inner]
                ],
            )
            if not isinstance(answers, list | dict) or len(answers) != len(inner):
                raise OwsUncertain("the answer to the batch does not fit it")
        except OwsError as error:
            self._writes.failed(begun, error)
            raise
        if isinstance(answers, dict):
            answers = [answers.get(str(place)) for place in range(len(inner))]
        writes = dict(zip(noted, begun, strict=True))
        return [self._one_of_batch(run, writes.get(place), answer) for place, answer in enumerate(answers)]

    def _one_of_batch(self, run: Run, write: Write | None, answer: Any) -> Any:
        """`write` is None for a read that nobody is woken by."""
        status = answer.get("status") if isinstance(answer, dict) else None
        if status == "success":
            if write is not None:
                self._writes.confirmed(run, write, answer.get("data"))
            return answer.get("data")
        if status is None:
            error: OwsError = OwsUncertain("OWS left this call of the batch out")
        else:
            error = OwsError(str(answer.get("message") or "OWS refused this call of the batch")[:300])
            self._line.forget_session(error.message)
        if write is not None:
            self._writes.failed([write], error)
        return error
