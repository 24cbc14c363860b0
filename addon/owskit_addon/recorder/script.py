"""What `mitmdump -s`, `mitmproxy -s` and `mitmweb -s` load, also where owskit itself is not installed."""

import sys
from pathlib import Path

try:
    import owskit_addon  # noqa: F401
except ImportError:
    sys.path.append(str(Path(__file__).resolve().parents[2]))

try:
    import msgspec  # noqa: F401
except ImportError as error:
    raise ImportError(
        f"the owskit addon needs the package msgspec in the Python that runs mitmproxy ({sys.executable}). "
        "Install owskit there, or msgspec, or use `owskit record`."
    ) from error

from owskit_addon.recorder.recorder import Recorder

addons = [Recorder()]
