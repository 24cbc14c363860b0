"""The proxy's own certificate: where it is kept, and how a throw-away browser trusts it (capture-techniques.md 1)."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from owskit_addon.errors import RecordingError
from owskit_addon.folders import make_missing


def private_confdir() -> Path:
    """The folder of the key that signs for every host while recording: ours alone, never mitmproxy's own."""
    import platformdirs

    return Path(platformdirs.user_data_dir("owskit", appauthor=False)) / "mitmproxy"


def make_private(folder: Path) -> None:
    """Makes the folder, readable by its owner only."""
    try:
        make_missing(folder)
        folder.chmod(0o700)
    except OSError as error:
        raise RecordingError(
            f"{folder} cannot be made for the proxy's key: {error.strerror}.",
            "Check the rights on its parents.",
        ) from None


def make_authority(folder: Path) -> None:
    """Makes the proxy's key and certificate, where there are none yet, as the proxy itself would at its start."""
    from mitmproxy.certs import CertStore

    CertStore.from_store(folder, "mitmproxy", 2048)


def spki_hash(certificate: Path) -> str:
    """For `--ignore-certificate-errors-spki-list`: mitmproxy signs every host with the key of its CA."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def check_certificates(file: Path) -> None:
    """RecordingError where a file given with `--ca` holds no certificate."""
    from cryptography import x509

    hint = "Give a PEM file with the certificate of the authority that signed the server's."
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except OSError as error:
        raise RecordingError(f"{file} cannot be read: {error.strerror}.", hint) from None
    except ValueError:
        found = []
    if not found:
        raise RecordingError(f"{file} holds no certificate.", hint)


def chromium_arguments(port: int, spki: str, profile: Path) -> list[str]:
    """For Chromium, Chrome or Edge: a profile of its own that trusts this proxy, and the network as any other."""
    return [
        f"--proxy-server=127.0.0.1:{port}",
        "--proxy-bypass-list=<-loopback>",
        f"--ignore-certificate-errors-spki-list={spki}",
        f"--user-data-dir={profile}",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-search-engine-choice-screen",
    ]
