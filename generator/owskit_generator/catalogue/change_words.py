"""A change in a sentence, as plain text on one line."""

from __future__ import annotations

from owskit_generator.catalogue.changes import Change
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.catalogue.sentences import Say


def sentence(change: Change, say: Say) -> str:
    """Names from traffic are in it as text that steers nothing."""
    joiner = f" {say('or')} " if change.what == "type_changed" else ", "
    return single_line(
        say.plain(change.what).format(
            call=single_line(change.service_call),
            field=single_line(change.field),
            before=joiner.join(map(single_line, change.before)) or say("none"),
            after=joiner.join(map(single_line, change.after)) or say("none"),
            event=single_line(change.event) or say("no_place"),
            way=single_line(change.way),
        )
    )
