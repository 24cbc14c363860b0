"""A recruiter without a browser: sends what the sandbox's Go! sends for the same clicks (`ows.md` 2.2, 3.1, 8)."""

from __future__ import annotations

import itertools
import ssl
from pathlib import Path
from typing import Any

import httpx

from owskit_addon.errors import RecordingError
from owskit_addon.service_call import full_name
from owskit_generator.demo import actions

Call = tuple[str, list[Any]]


class ScriptedRecruiter:
    """Talks to `{url}/jservice.php` through the recording proxy, whose CA certificate is at `ca`."""

    def __init__(self, url: str, username: str, password: str, proxy: str, ca: Path) -> None:
        self._http = httpx.Client(
            base_url=url, proxy=proxy, verify=ssl.create_default_context(cafile=str(ca)), timeout=15, trust_env=False
        )
        self._sign_in_as = (username, password)
        self._ids = itertools.count(1)
        self._session = ""
        self._candidates: list[str] = []

    def do(self, action: str) -> None:
        match action:
            case actions.SIGN_IN:
                self._sign_in()
            case actions.OPEN:
                self._list()
                self._batch(
                    ("CandidateService.getDetail", [self._candidates[0], None]),
                    ("CandidateService.getOptionLists", [["status"]]),
                )
            case actions.FROM_DETAIL:
                change = {"statusId": actions.STATUS_ID}
                self._batch(("CandidateService.updateEx", [self._candidates[0], change]))
                self._batch(("CandidateService.getDetail", [self._candidates[0], None]))
            case actions.IN_BULK:
                self._list()
                change = {"statusId": actions.STATUS_ID}
                self._batch(("CandidateService.updateBulk", [self._candidates[1:4], change]))
                self._list()
            case actions.FROM_WORKFLOW:
                self._workflow()
            case actions.PUBLISH:
                self._publish()

    def leave(self) -> None:
        self._plain("logout", [self._session])
        self._http.close()

    def _sign_in(self) -> None:
        session = self._plain("login", [*self._sign_in_as, None, None, "phoenix"])
        if not isinstance(session, str):
            raise RecordingError("The sandbox refused its own recruiter.", "Start `owskit demo` again.")
        self._session = session
        self._plain("check", [session])
        self._plain("SettingsService.get", [session, {"_USER": ["amqp_password"], "bo_modules": ["candidates"]}])
        self._plain("PhoenixModuleService.get", None)

    def _list(self) -> None:
        query = {"what": None, "condition": None, "limit": 50, "offset": 0, "getTotalCount": 1}
        (found,) = self._batch(("CandidateService.getListEx", [query]))
        self._candidates = [row["uid"] for row in found["listOutput"]]

    def _workflow(self) -> None:
        (found,) = self._batch(("WorkflowService.getListEx", [{"limit": 10, "offset": 0}]))
        workflow = found["listOutput"][0]["uid"]
        (detail,) = self._batch(("WorkflowService.getDetail", [workflow, None]))
        step = next(step for step in detail["steps"] if step.get("statusId") == actions.STATUS_ID)
        candidate = self._candidates[5]
        self._batch(
            ("WorkflowService.executeStep", [workflow, step["id"], [candidate]]),
            ("CandidateService.updateEx", [candidate, {"statusId": actions.STATUS_ID}]),
        )

    def _publish(self) -> None:
        (found,) = self._batch(("VacancyService.getListEx", [{"limit": 50, "offset": 0, "getTotalCount": 1}]))
        vacancy = next(row["uid"] for row in found["listOutput"] if not row["published"])
        self._batch(("VacancyService.getDetail", [vacancy, None]))
        self._batch(("VacancyService.updateEx", [vacancy, {"published": True, "publishedWebsites": {"1": True}}]))

    def _batch(self, *calls: Call) -> list[Any]:
        """One MultiService request, as Go! sends for the calls of one turn; the data of each sub-result."""
        names = [full_name(name) for name, _ in calls]
        batch = [{"method": name, "args": [self._session, *args]} for name, (_, args) in zip(names, calls, strict=True)]
        answers = self._plain("MultiService.execute", [batch], remark=",".join(names))
        return [answer["data"] for answer in answers]

    def _plain(self, service_call: str, params: list[Any] | None, remark: str = "") -> Any:
        method = full_name(service_call)
        body = {"jsonrpc": "2.0", "method": method, "params": params, "id": next(self._ids)}
        answer = self._http.post("/jservice.php", params={"remark": remark or method}, json=body).json()
        if "error" in answer:
            raise RecordingError(f"The sandbox refused {service_call}.", "Start `owskit demo` again.")
        return answer["result"]
