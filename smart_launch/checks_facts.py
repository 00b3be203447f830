"""What the connection check looks at: gathered once, by at most four requests at a time, then judged step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError

from smart_launch.addresses import resolved
from smart_launch.checks_reading import Reader, Reading
from smart_launch.ehrs import Ehr
from smart_launch.errors import KeysExposed
from smart_launch.keys import SIGNING, KeyRing

FHIR = "application/fhir+json, application/json+fhir;q=0.9, application/json;q=0.8"
JWKS_PATH = "/.well-known/jwks.json"
MADE_UP_CODE = "chairside-connection-check"


@dataclass(frozen=True, slots=True)
class Need:
    """A resource type that a visit is read from. `searched_by` are the search parameters asked with; none where it is
    only read by reference. `effect` says what is missing to people without it; `vital` is what no visit can do without.
    """

    type: str
    searched_by: frozenset[str]
    effect: str
    vital: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read of an EHR of this vendor. `known_gaps` are types it is known not to have, with what stands in."""

    needs: tuple[Need, ...]
    known_gaps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """The keys as they lie in their folder: `kid` of the one that signs for this EHR, or what is wrong in its place."""

    missing: bool = False
    exposed: str = ""
    broken: str = ""
    kid: str = ""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a check is told: the registration, our own address and keys, and the plan.

    `secret_variable` names the variable of the client secret where that is not set.
    """

    ehr: Ehr
    base_url: str
    keys_dir: Path
    plan: Plan
    secret_variable: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was found. A reading is None where there was no address to ask."""

    setup: Setup
    keys: KeyFolder
    configuration: Reading
    metadata: Reading
    published: Reading
    token: Reading | None
    openid: Reading | None
    id_keys: Reading | None

    @property
    def ehr(self) -> Ehr:
        """The registration."""
        return self.setup.ehr

    @property
    def described(self) -> Mapping[str, Any] | None:
        """The SMART configuration, if it can be used at all."""
        return self.configuration.document if self.configuration.status == 200 else None

    @property
    def capability(self) -> Mapping[str, Any] | None:
        """The CapabilityStatement, if it is one."""
        document = self.metadata.document if self.metadata.status == 200 else None
        return document if document and document.get("resourceType") == "CapabilityStatement" else None


def gather(setup: Setup) -> Facts:
    """Ask for everything once. Nothing of a patient is asked for, and no credential is sent."""
    ehr, reader = setup.ehr, Reader(setup.ehr, setup.base_url)
    with ThreadPoolExecutor(3) as pool:
        configuration = pool.submit(reader.get, f"{ehr.base}/.well-known/smart-configuration")
        metadata = pool.submit(reader.get, f"{ehr.base}/metadata", FHIR)
        published = pool.submit(reader.get, f"{setup.base_url}{JWKS_PATH}")
        described = configuration.result().document if configuration.result().status == 200 else None
        token = pool.submit(_token, reader, setup, described)
        openid, id_keys = _id_keys(reader, ehr, described)
        return Facts(
            setup=setup,
            keys=look_at_keys(setup.keys_dir, ehr.signing_alg),
            configuration=configuration.result(),
            metadata=metadata.result(),
            published=published.result(),
            token=token.result(),
            openid=openid,
            id_keys=id_keys,
        )


def look_at_keys(folder: Path, alg: str) -> KeyFolder:
    """The keys of a folder, without making any."""
    try:
        if not all((folder / name).is_file() for name in (*SIGNING.values(), "seal.key")):
            return KeyFolder(missing=True)
        return KeyFolder(kid=KeyRing.open(folder).signing(alg).kid or "")
    except KeysExposed as problem:
        return KeyFolder(exposed=problem.hint)
    except (OSError, ValueError, TypeError, JoseError, UnsupportedAlgorithm) as problem:
        return KeyFolder(broken=type(problem).__name__)


def trusted(ehr: Ehr, document: Mapping[str, Any] | None, name: str) -> str:
    """An address of the SMART configuration as a launch would use it; "" if it is missing or not on a registered host.

    A relative one lies under the FHIR base (SMART 2.2).
    """
    value = (document or {}).get(name)
    url = resolved(f"{ehr.base}/", value) if isinstance(value, str) and value else ""
    return url if url and ehr.trusts(url) else ""


def _token(reader: Reader, setup: Setup, described: Mapping[str, Any] | None) -> Reading | None:
    """The answer to a made-up code, sent by nobody: a token endpoint refuses it in the words of OAuth."""
    address = trusted(setup.ehr, described, "token_endpoint")
    form = {
        "grant_type": "authorization_code",
        "code": MADE_UP_CODE,
        "redirect_uri": f"{setup.base_url}/callback",
        "code_verifier": MADE_UP_CODE * 2,
    }
    return reader.post(address, form) if address else None


def _id_keys(reader: Reader, ehr: Ehr, described: Mapping[str, Any] | None) -> tuple[Reading | None, Reading | None]:
    """openid-configuration, where it has to be asked for as a launch would, and the keys that sign id_tokens."""
    if described is None:
        return None, None
    issuer, keys = trusted(ehr, described, "issuer") or ehr.issuer, trusted(ehr, described, "jwks_uri")
    openid = None
    if not issuer or not keys:
        openid = _if_trusted(reader.get, ehr, f"{(issuer or ehr.base).rstrip('/')}/.well-known/openid-configuration")
        keys = keys or trusted(ehr, openid.document if openid and openid.status == 200 else None, "jwks_uri")
    return openid, reader.get(keys) if keys else None


def _if_trusted(ask: Callable[[str], Reading], ehr: Ehr, address: str) -> Reading | None:
    return ask(address) if ehr.trusts(address) else None
