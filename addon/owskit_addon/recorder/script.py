"""What `mitmdump -s`, `mitmproxy -s` and `mitmweb -s` load, also where owskit itself is not installed."""

import sys
from pathlib import Path

try:
    import owskit_addon  # noqa: F401
except ImportError:
    sys.path.append(str(Path(__file__).resolve().parents[2]))

try:
    from owskit_addon.recorder.recorder import Recorder
except ModuleNotFoundError as error:
    raise ImportError(
        f"the owskit addon needs the package {error.name} in the Python that runs mitmproxy ({sys.executable}). "
        "Install owskit there, or the packages msgspec and rjsmin, or use `owskit record`."
    ) from error

addons = [Recorder()]
