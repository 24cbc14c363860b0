from __future__ import annotations

import asyncio
import time

from mitmproxy.addons.view import View
from mitmproxy.test import taddons, tflow

from owskit_addon.recorder.hidden import hide


def test_a_flow_of_ours_leaves_the_list_once_it_is_answered_and_is_not_ended_by_that() -> None:
    async def run() -> None:
        ours, theirs = tflow.tflow(resp=True), tflow.tflow(resp=True)
        with taddons.context(View()) as context:
            view = context.master.addons.get("view")
            view.add([ours, theirs])
            ours.live = True
            hide(ours)
            await asyncio.sleep(0.5)
            assert ours in view
            assert ours.error is None
            ours.live = False
            deadline = time.monotonic() + 10
            while ours in view:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.05)
            assert theirs in view
            assert ours.error is None

    asyncio.run(run())


def test_without_a_list_there_is_nothing_to_do() -> None:
    async def run() -> None:
        with taddons.context():
            hide(tflow.tflow())

    asyncio.run(run())
