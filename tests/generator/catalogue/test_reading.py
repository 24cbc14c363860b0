"""Files to what they show, by one process or by two."""

from __future__ import annotations

from pathlib import Path

import pytest

from owskit_addon.actions.sharpen import read_sharpened
from owskit_addon.errors import CaptureError
from owskit_generator.catalogue import held
from owskit_generator.catalogue.document import document, to_json
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.reading import learn_files

CAPTURE = Path(__file__).parent / "golden" / "capture.jsonl"


@pytest.mark.parametrize("processes", [1, 2])
def test_files_are_learnt_as_their_events_are(processes: int) -> None:
    whole = to_json(document(learn(read_sharpened([CAPTURE, CAPTURE]))))
    assert to_json(document(learn_files([CAPTURE, CAPTURE], processes=processes))) == whole


@pytest.mark.parametrize("processes", [1, 2])
def test_a_file_that_is_none_is_said_once_and_leaves_no_process(tmp_path: Path, processes: int) -> None:
    with pytest.raises(CaptureError, match="does not exist"):
        learn_files([tmp_path / "none.jsonl"], processes=processes)


def test_what_lies_where_one_is_does_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second Python must not take modules from the folder of a client's that the command runs in."""
    for module in ("msgspec", "pickle", "owskit_generator"):
        (tmp_path / f"{module}.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    learn_files([CAPTURE], processes=2)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("together", [1, 1 << 19])
def test_a_result_that_cannot_be_read_is_a_problem_and_the_rest_is_learnt(
    tmp_path: Path, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "_TOGETHER", together)
    path = tmp_path / "c.jsonl"
    call = b'{"event":"call","id":"c","service_call":"AService.get","at":"2026-11-20T09:30:00.000Z","result":"%s"}\n'
    start = b'{"event":"capture","format":1,"values":"tokens"}\n'
    path.write_bytes(
        start + b"".join(call % text for text in (b"tok:text:3:0123456789", b"\xff", b"tok:text:4:0123456789"))
    )
    learned = learn_files([path])
    assert learned.problems == {held.UNREAD: 1}
    assert learned.calls["AService.get"].result.kinds == {"text:text": 2}
