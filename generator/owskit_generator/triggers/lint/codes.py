"""What each code means, why it matters and what to do: the text of `owskit lint --explain`."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """`title` in a few words, `why` for somebody who meets it the first time, `cure` as an instruction."""

    title: str
    why: str
    cure: str


CODES: dict[str, Code] = {
    "OWK001": Code(
        "a handler writes the call that wakes it",
        "OWS fires on a call, not on a change: what the handler writes is delivered to it again, and again, until the"
        " day's 10,000 deliveries are gone (167 minutes at one a second). The guards of a generated project end that"
        " chain, if they are on and proved.",
        "Say `loop: guarded` in the trigger and run `owskit prove` on the project; or write through another call.",
    ),
    "OWK002": Code(
        "triggers wake each other in a circle",
        "Handler A writes a call that wakes B, and B, through whatever is between, one that wakes A. Each sees the"
        " other's write as news, so no echo guard of one handler alone ends it; only the depth of the chain does.",
        "Take one write out of the circle; or say `loop: guarded` in each trigger of it and run `owskit prove`.",
    ),
    "OWK003": Code(
        "somebody else has a webhook on the call",
        "One webhook fires per call: on a call that you subscribe to, theirs or yours is silent. On a call that your"
        " handler writes, theirs wakes up, and if it writes back, the two of you answer each other without end.",
        "Find out whose it is (`owskit webhooks list`) and agree who holds the call; for a write, say `loop: guarded`"
        " and prove it against a bot that answers.",
    ),
    "OWK004": Code(
        "a handler reads through a call that wakes a trigger",
        "Each read of the handler is a delivery, counts against the day and wakes a handler that reads again. A webhook"
        " on a read call also fires for every page that somebody opens.",
        "Read through another call, or do not subscribe to the read. Where both must be, say `loop: guarded`.",
    ),
    "OWK005": Code(
        "an alias of a subscribed call is missing",
        "`update` and `updateEx` are different names to OWS. The captures show that the same action also makes the"
        " one that is not subscribed, so changes made that way are never heard of.",
        "Add the call to `service_calls`, or `owskit choose` the event again with all captures.",
    ),
    "OWK006": Code(
        "what the handler wants depends on clock, chance or a counter",
        "A handler that computes another value each time never finds its work done: the guard that writes nothing when"
        " nothing differs cannot help, and one lost echo starts the loop again.",
        "Compute the wanted state from the record alone; take times from the record, and ids from its uid.",
    ),
    "OWK007": Code(
        "merge fields are missing or encoded in the address",
        "OTYS puts the client and the user that acted into `{%user.clientId%}` and `{%user.internalId%}` of the"
        " address, but only where these stand raw. Without them nobody knows who acted.",
        "Register the address as `owskit generate` writes it, without any program that encodes it.",
    ),
    "OWK008": Code(
        "people work as the user of the API key",
        "`actor: dedicated` lets the handler skip everything that the key's own user does. Where people sign in as that"
        " user, their edits are skipped too.",
        "Say `actor: shared` in the trigger, or get a key of a user that nobody signs in as.",
    ),
    "OWK009": Code(
        "the guard store does not outlive the process",
        "What was written and is waited for is kept in the store. In memory or in a temporary folder it is gone with"
        " the process (in PHP with each request), and the echo of a write is news again.",
        "Set OWSKIT_STORE to a file that stays (sqlite:///data/owskit.sqlite) or to a Redis (redis://host:6379/0).",
    ),
    "OWK010": Code(
        "a user's own webhook hides a client-wide one",
        "Of several webhooks on a call only one fires, and a user's own wins. For that user the client-wide one is"
        " silent, and nothing says so.",
        "Remove the user's own webhook once the trial is over, or make both `everyone: true`.",
    ),
    "OWK011": Code(
        "two registrations of ours on one call",
        "Only one webhook fires per call. Triggers that share a call are served by one address whose dispatcher wakes"
        " all of them; a second registration leads away from it, and one of the two is silent.",
        "Keep all triggers on a call in one file and project; remove the other registration.",
    ),
    "OWK012": Code(
        "the forecast is above 70 % of the day's budget",
        "A user has 10,000 deliveries a day. Deliveries that no handler wants count, and so do the handlers' own"
        " writes. From 85 % on handlers put off what can wait, from 95 % on every write.",
        "Subscribe to fewer or rarer calls, write less, or spread the work over users and days.",
    ),
    "OWK013": Code(
        "a trigger on a call that owskit itself makes",
        "owskit and the handlers sign in and look at the registrations through these calls. Each such step would be a"
        " delivery that makes the next.",
        "Take the call out of `service_calls`.",
    ),
    "OWK014": Code(
        "a handler wakes another handler of yours",
        "It writes a call that another trigger is woken by. That may be what you want (`profile: chain`), but it is a"
        " delivery that no person made, and the beginning of a circle.",
        "Say `loop: guarded` in the trigger that writes and run `owskit prove`; or write through another call.",
    ),
}
