"""Firefox with a profile of its own: the proxy in its settings, the certificate in its own database of authorities.

Firefox knows no trust by key hash. Its database is written with NSS's `certutil`, which is not always there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from owskit_addon.errors import RecordingError

_PATIENCE = 30.0
_NICKNAME = "owskit"


def settings(port: int) -> str:
    """The text of `user.js`: everything goes through the proxy, and nothing that the browser asks by itself."""
    values: dict[str, bool | int | str] = {
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": port,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": port,
        "network.proxy.no_proxies_on": "",
        "network.proxy.allow_hijacking_localhost": True,
        "network.trr.mode": 5,
        "network.http.http3.enable": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "network.prefetch-next": False,
        "app.update.enabled": False,
        "app.update.auto": False,
        "app.normandy.enabled": False,
        "app.shield.optoutstudies.enabled": False,
        "extensions.update.enabled": False,
        "browser.search.update": False,
        "browser.aboutwelcome.enabled": False,
        "browser.newtabpage.enabled": False,
        "browser.newtabpage.activity-stream.feeds.topsites": False,
        "browser.safebrowsing.malware.enabled": False,
        "browser.safebrowsing.phishing.enabled": False,
        "browser.safebrowsing.downloads.remote.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
        "browser.startup.homepage": "about:blank",
        "browser.startup.homepage_override.mstone": "ignore",
        "datareporting.healthreport.uploadEnabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "toolkit.telemetry.enabled": False,
        "toolkit.telemetry.unified": False,
        "browser.search.suggest.enabled": False,
        "signon.management.page.breach-alerts.enabled": False,
        "signon.rememberSignons": False,
    }
    return "".join(f'user_pref("{name}", {json.dumps(value)});\n' for name, value in values.items())


def make_profile(profile: Path, port: int, certificate: Path) -> None:
    """Writes the settings and the trust. Raises RecordingError where `certutil` is missing or does not do it."""
    tool = find_certutil()
    if tool is None:
        raise RecordingError(
            "Firefox takes the proxy's certificate only with NSS's program certutil, which is not here.",
            "Install it (Debian: apt install libnss3-tools; macOS: brew install nss), or use another browser: "
            "--browser chromium, chrome, edge or brave. Or set the proxy in Firefox yourself and import "
            f"{certificate} in Settings, Privacy & Security, Certificates, Authorities.",
        )
    try:
        (profile / "user.js").write_text(settings(port), encoding="utf-8")
    except OSError as error:
        raise RecordingError(
            f"Firefox' profile cannot be written: {error.strerror}.", "Check the disk and its rights."
        ) from None
    database = f"sql:{profile}"
    new = [tool, "-N", "-d", database, "--empty-password"]
    add = [tool, "-A", "-d", database, "-n", _NICKNAME, "-t", "C,,", "-i", str(certificate)]
    try:
        for command in (new, add):
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=_PATIENCE)
    except (OSError, subprocess.SubprocessError):
        raise RecordingError(
            "certutil could not put the proxy's certificate into Firefox' profile.",
            "Use another browser: --browser chromium, chrome, edge or brave.",
        ) from None


def find_certutil() -> str | None:
    """NSS's program. Windows has another of that name, which knows nothing of Firefox."""
    return None if sys.platform == "win32" else shutil.which("certutil")


def firefox_arguments(profile: Path) -> list[str]:
    """Beside a Firefox that runs already, not in it."""
    waiting = ["--wait-for-browser"] if sys.platform == "win32" else []  # there a launcher would end at once
    return ["--no-remote", "--new-instance", *waiting, "--profile", str(profile)]
