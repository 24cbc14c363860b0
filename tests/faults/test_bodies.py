"""Mutated bodies through wire and redaction: nothing raises, hangs, grows or lets a secret out."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.actions import Actions
from owskit_addon.actions.tags import read_tag
from owskit_addon.capture.events import Action, Call, Problem
from owskit_addon.exchange import Exchange
from owskit_addon.ingest import events_of
from owskit_addon.redaction import Redactor
from owskit_addon.wire import looks_like_ows
from tests.canaries import SECRETS
from tests.faults import seeds
from tests.faults.bounds import no_hang, rounds
from tests.faults.mutate import mutated
from tests.faults.size import size

SEEDS = seeds.exchanges()
BODIES = [body for one in SEEDS for body in (one.request_body, one.response_body) if body]
SPELT = {name: secret.encode() for name, secret in SECRETS.items() if '"' not in secret}

encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Action | Call | Problem)


class Through:
    """A recording's stages without its file. It has seen the secrets where they belong, as it would have."""

    def __init__(self) -> None:
        self.redactor, self.actions = Redactor(), Actions()
        self.remember()

    def remember(self) -> None:
        """Again from time to time: a recording remembers the last 10,000 secrets, and mutations invent many."""
        for one in SEEDS:
            events_of(one, self.redactor, self.actions)

    def check(self, exchange: Exchange) -> None:
        with no_hang():
            looks_like_ows(exchange)
            written = encoder.encode_lines(events_of(exchange, self.redactor, self.actions))
        for line in written.splitlines():
            decoder.decode(line)
        assert [name for name, secret in SPELT.items() if secret in written] == []


THROUGH = Through()


def mutant(random: Random) -> Exchange:
    """A seed with one of its sides mutated, or both."""
    seed = random.choice(SEEDS)
    request, answer = seed.request_body, seed.response_body
    which = random.randrange(3)
    if which != 1:
        request = mutated(random, request, BODIES)
    if which != 0 and answer is not None:
        answer = mutated(random, answer, BODIES)
    return msgspec.structs.replace(seed, request_body=request, response_body=answer)


@settings(max_examples=size(300, 5_000), deadline=None)
@given(st.randoms(use_true_random=False))
def test_small_mutations(random: Random) -> None:
    THROUGH.check(mutant(random))


def test_many_mutations() -> None:
    for number in rounds(size(10_000, 1_000_000)):
        if number % 2000 == 0:
            THROUGH.remember()
        exchange = mutant(Random(number))
        try:
            THROUGH.check(exchange)
        except BaseException as error:
            error.add_note(f"mutation {number}")
            raise


def test_many_tags_and_headers() -> None:
    """What a page or a server can put into the heads of messages."""
    through = Through()
    heads = [*(pair for one in SEEDS for pair in (*one.request_headers, *one.response_headers)), ("X", "t1-2;c;g=3")]
    for number in rounds(size(2_000, 100_000)):
        random = Random(number)
        name, value = random.choice(heads)
        value = mutated(random, value.encode()).decode("utf-8", "replace")
        seed = random.choice(SEEDS)
        with no_hang():
            read_tag(value)
        through.check(msgspec.structs.replace(seed, request_headers=((name, value),), path=f"/jservice.php?{value}"))
