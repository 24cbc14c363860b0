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


ENVIRONMENT = {"MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}
"""Without it a released Firefox asks its maker for lists, whatever the settings say."""

_NOWHERE = "data:,#owskit/v1"
_SETTINGS: dict[str, bool | int | str] = {
    # Through the proxy, and never past it.
    "network.proxy.no_proxies_on": "",
    "network.proxy.allow_hijacking_localhost": True,
    "network.proxy.failover_direct": False,
    "network.trr.mode": 5,
    "network.http.http3.enable": False,
    # What it asks the network by itself.
    "app.normandy.enabled": False,
    "app.shield.optoutstudies.enabled": False,
    "app.update.auto": False,
    "app.update.enabled": False,
    "browser.contentblocking.report.monitor.enabled": False,
    "browser.discovery.enabled": False,
    "browser.ml.enable": False,
    "browser.newtabpage.activity-stream.discoverystream.enabled": False,
    "browser.newtabpage.activity-stream.feeds.topsites": False,
    "browser.newtabpage.activity-stream.showSponsoredTopSites": False,
    "browser.newtabpage.activity-stream.unifiedAds.endpoint": "",
    "browser.newtabpage.activity-stream.unifiedAds.spocs.enabled": False,
    "browser.newtabpage.activity-stream.unifiedAds.tiles.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.provider.google4.updateURL": "",
    "browser.safebrowsing.provider.google5.updateURL": "",
    "browser.safebrowsing.provider.mozilla.updateURL": "",
    "browser.search.suggest.enabled": False,
    "browser.search.update": False,
    "browser.topsites.contile.enabled": False,
    "browser.translations.enable": False,
    "browser.urlbar.merino.endpointURL": "",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.usage.uploadEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "geo.provider.network.url": "",
    "media.gmp-manager.chromium-update-url": "",
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-manager.url": "",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.prefetch-next": False,
    "security.remote_settings.crlite_filters.enabled": False,
    "security.remote_settings.intermediates.enabled": False,
    "services.settings.server": _NOWHERE,
    "signon.management.page.breach-alerts.enabled": False,
    "telemetry.fog.test.localhost_port": -1,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
    # What it asks the person at a first start, and what it would keep.
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "extensions.formautofill.addresses.enabled": False,
    "extensions.formautofill.creditCards.enabled": False,
    "signon.rememberSignons": False,
    "termsofuse.bypassNotification": True,
}


def settings(port: int) -> str:
    """The text of `user.js`: everything goes through the proxy, and nothing that the browser asks by itself."""
    values = {
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": port,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": port,
        **_SETTINGS,
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
