"""A certificate authority of the sandbox' own, and a certificate for its addresses."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LIFE = timedelta(days=365)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Certificates(msgspec.Struct, frozen=True):
    """Paths of PEM files: the CA's certificate to trust, and the server's chain and key."""

    ca: Path
    chain: Path
    key: Path


def make_certificates(folder: Path, address: str) -> Certificates:
    """Makes what is missing in `folder`: the CA is kept there (trust in it lasts), the server's certificate is new.

    The CA may sign for this machine's own names only, so that trusting it risks nothing else; serving at another
    `address` takes a CA that covers it. Key files are for their owner only. Raises OSError where the folder cannot be
    written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = list(dict.fromkeys([*_LOOPBACK, address]))
    ca, ca_key = _kept_ca(folder, names) or _new_ca(folder, names)
    key = ec.generate_private_key(ec.SECP256R1())
    server = (
        _builder(_name("owskit sandbox"), ca.subject, key.public_key(), ca_key.public_key())
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    paths = Certificates(ca=folder / "ca.pem", chain=folder / "server.pem", key=folder / "server.key")
    _write_private(paths.chain, _pem(server) + _pem(ca))
    _write_private(paths.key, _key_pem(key))
    return paths


def _kept_ca(folder: Path, names: list[str]) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    """The CA that is there already, if it can be read, is good for a while and covers the names."""
    try:
        ca = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
        key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), password=None)
        covered = ca.extensions.get_extension_for_class(x509.NameConstraints).value
    except (OSError, ValueError, TypeError, x509.ExtensionNotFound):
        return None
    good = ca.not_valid_after_utc - datetime.now(UTC) > _LIFE / 12 and covered == _constraints(names)
    if not good or not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != ca.public_key():
        return None
    return ca, key


def _new_ca(folder: Path, names: list[str]) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("owskit sandbox CA")
    ca = (
        _builder(name, name, key.public_key(), key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(_constraints(names), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_private(folder / "ca.key", _key_pem(key))
    _write_private(folder / "ca.pem", _pem(ca))
    return ca, key


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, signer: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # clocks differ
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
    )


def _constraints(names: list[str]) -> x509.NameConstraints:
    permitted: list[x509.GeneralName] = []
    for name in names:
        address = _address(name)
        permitted.append(x509.IPAddress(ip_network(address)) if address else x509.DNSName(name))
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general_name(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.IPAddress(address) if address else x509.DNSName(name)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_private(path: Path, content: bytes) -> None:
    """A file that only its owner can read and change from its first byte on (Windows: as the folder's rights say)."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
