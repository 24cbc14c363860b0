"""Mutated triggers files: each is read or refused with line and column, and what is read can be looked at and made."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from owskit_addon.errors import TriggersError
from owskit_generator.triggers import load_triggers
from owskit_generator.triggers.lint import Subject, lint
from owskit_generator.webhooks.registrations import registrations
from tests.faults.bounds import no_hang, rounds
from tests.faults.mutate import mutated
from tests.faults.size import size

SOUND = (
    b"""version: 1
receiver: https://hooks.example.com/otys      # where the handlers will live
stack: acme-production
triggers:
  - name: candidate-status
    service_calls: [CandidateService.updateEx, CandidateService.update]
    everyone: true
    when: [{path: args.2.statusId, equals: 12345}]
    profile: enrich
    writes: [CandidateService.updateEx]
    reads: [CandidateService.getDetail]
""",
    b"""# two triggers
version: 1
receiver: "https://hooks.example.com/otys"
stack: 'a-b'
triggers:
- {name: one, service_calls: [VacancyService.update]}
- name: two
  service_calls:
  - FreeInteractionService.sessionCommit
  profile: mirror
  when:
  - path: result.data.answerSetId
    equals: "12"
  - path: args.1
    equals: null
""",
)
PLACE = re.compile(r":\d+:\d+: |larger than|no UTF-8|no such file")


def test_mutants(tmp_path: Path) -> None:
    path = tmp_path / "triggers.yaml"
    read = 0
    said: list[str] = []
    for number in rounds(size(400, 100_000)):
        random = Random(number)
        path.write_bytes(mutated(random, random.choice(SOUND), SOUND, random.choice((1, 2, 6))))
        try:
            with no_hang():
                given = load_triggers(path)
                registrations(given)
                lint(Subject(triggers=given, text=path.read_text(encoding="utf-8-sig"), name=str(path)))
            read += 1
        except TriggersError as error:
            said.append(error.message)
        except BaseException as error:
            error.add_note(f"mutation {number}")
            raise
        assert all(PLACE.search(text) and "\x1b" not in text for text in said), said
        said.clear()
    assert read
