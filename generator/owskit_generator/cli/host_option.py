"""`--host`: what is no host would record nothing and say nothing, so it is refused."""

from __future__ import annotations

import click


def checked(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """The hosts as they are compared; of an address pasted from a browser its host."""
    from owskit_addon.hosts import wanted_host

    found = [wanted_host(text) for text in given]
    if None in found:
        raise click.BadParameter("A host is expected: go.example.com, *.example.com or 127.0.0.1:8443.")
    return tuple(host for host in found if host is not None)
