"""`python -m generated`: serves the webhook, or does what the word after it says."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from generated import inbox, serve, settings
from generated.store import StoreUnreachable

USAGE = """python -m generated [COMMAND]

  (none)                       serve the webhook on PORT
  worker [THREADS]             work on deliveries, in a process of its own
  inbox                        what waits, what is parked and why, which records are in quarantine
  inbox show DELIVERY          a delivery as it is kept. Holds personal data
  inbox release [DELIVERY [HANDLER]] [--reason REASON]    run what is parked again
  inbox drop    [DELIVERY [HANDLER]] [--reason REASON]    give it up
  inbox lift HANDLER RECORD    out of quarantine
  pause [HANDLER]              no more writes, from now on; resume [HANDLER]
"""

COMMANDS: dict[str, Callable[[settings.Settings, list[str]], int]] = {
    "serve": serve.web,
    "worker": serve.worker,
    "inbox": inbox.inbox,
    "pause": inbox.pause,
    "resume": inbox.resume,
}


def main(arguments: list[str]) -> int:
    """0 when it is done, 1 where it cannot be (with a sentence that says why), 2 for a wrong command."""
    command = COMMANDS.get(arguments[0] if arguments else "serve")
    if command is None:
        sys.stderr.write(USAGE)
        return 0 if arguments[0] in {"help", "--help", "-h"} else 2
    try:
        return command(settings.read(os.environ), arguments[1:])
    except settings.CannotStart as error:
        sys.stderr.write(f"cannot start: {error}\n")
    except StoreUnreachable as error:
        sys.stderr.write(f"{error}\n")
    except inbox.Usage:
        sys.stderr.write(USAGE)
        return 2
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
