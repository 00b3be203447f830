"""An authority of the test's own, and certificates it signs: good, expired, ending soon, or for another name."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Authority:
    """Signs certificates; `file` is its own, for REQUESTS_CA_BUNDLE."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        built = self._begun(self._name, self._key.public_key(), 365 * DAY)
        built = built.add_extension(x509.BasicConstraints(True, None), critical=True)
        used = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        certificate = built.add_extension(used, critical=True).sign(self._key, hashes.SHA256())
        self.file = folder / "authority.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def certificate(self, *, lasts: timedelta, host: str = "127.0.0.1", also: Sequence[str] = ()) -> tuple[str, str]:
        """The files of a certificate, good for `also` too, and its key; it began thirty days ago and ends after `lasts`
        from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names: list[x509.GeneralName] = [x509.DNSName(name) for name in (host, *also)]
        if host.replace(".", "").isdigit():
            names = [x509.IPAddress(ipaddress.ip_address(host))]
        built = self._begun(subject, key.public_key(), lasts)
        built = built.add_extension(x509.SubjectAlternativeName(names), critical=False)
        certificate = built.sign(self._key, hashes.SHA256())
        files = self._folder / "server.pem", self._folder / "server.key"
        files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        pkcs8 = serialization.PrivateFormat.PKCS8
        files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, plain))
        return str(files[0]), str(files[1])

    def _begun(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, lasts: timedelta) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 30 * DAY)
            .not_valid_after(now + lasts)
        )
