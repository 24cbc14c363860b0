"""mitmproxy saves the person's traffic with `-w` and `hardump`, and nothing of what is said to owskit."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from mitmproxy import io
from mitmproxy.addons.save import Save
from mitmproxy.http import HTTPFlow
from mitmproxy.test import taddons, tflow, tutils

from owskit_addon.recorder import control
from owskit_addon.recorder.recorder import Recorder
from owskit_addon.recorder.unsaved import WITHOUT_OURS, keep_out

OURS = f"/owskit-{'0a' * 8}/seen"


def flow(host: str, path: str) -> HTTPFlow:
    return tflow.tflow(req=tutils.treq(host=host, port=80, scheme=b"http", path=path), resp=True)


TRAFFIC = [
    flow("example.otysapp.com", "/jservice.php?remark=owskit-x"),
    flow("example.otysapp.com", OURS),
    flow(control.HOST, "/mark"),
    flow("example.otysapp.com", f"/us/page?next={OURS}"),
]


def saved(file: Path) -> list[str]:
    with file.open("rb") as stream:
        return [f.request.path for f in io.FlowReader(stream).stream() if isinstance(f, HTTPFlow)]


@pytest.mark.parametrize(
    ("given", "kept"), [(None, ["/jservice.php?remark=owskit-x", f"/us/page?next={OURS}"]), ("~u us", 1)]
)
def test_only_the_persons_traffic_is_saved(tmp_path: Path, given: str | None, kept: list[str] | int) -> None:
    save, file = Save(), tmp_path / "flows.mitm"
    with taddons.context(save) as context:
        context.configure(save, save_stream_file=str(file), save_stream_filter=given)
        keep_out()
        keep_out()  # once is enough
        assert context.options.save_stream_filter.count(WITHOUT_OURS) == 1
        for each in TRAFFIC:
            save.request(each)
            save.response(each)
        save.done()
    found = saved(file)
    assert found == kept or len(found) == kept


def test_a_file_and_a_filter_that_are_named_later(tmp_path: Path) -> None:
    async def run() -> None:
        save, made, file = Save(), Recorder(), tmp_path / "flows.mitm"
        with taddons.context(made, save) as context:
            made.running()
            assert context.options.save_stream_filter is None
            context.options.update(save_stream_file=str(file))
            await asyncio.sleep(0)
            assert context.options.save_stream_filter == WITHOUT_OURS
            context.options.update(save_stream_filter="~d example")
            await asyncio.sleep(0)
            assert context.options.save_stream_filter == f"(~d example) & {WITHOUT_OURS}"
            save.done()
            made.done()

    asyncio.run(run())
