"""Steps about our own side: address, keys and what is published of them, the client secret, and who may frame us."""

from __future__ import annotations

from smart_launch.addresses import LOOPBACK, host_of
from smart_launch.checks_facts import JWKS_PATH, Facts
from smart_launch.checks_finding import Fault, Finding, Who, failed, not_checked, passed, warned
from smart_launch.checks_reading import Reading

NOBODY_SIGNS_IN = "Nobody can sign in."
SAFE_SECRET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
BY_KEY, BY_SECRET = "private_key_jwt", "client_secret_basic"


def our_address(facts: Facts) -> Finding:
    """base_url, as it is to be registered."""
    url = facts.setup.base_url
    found = f"launch URL {url}/launch, redirect URI {url}/callback"
    if url.startswith("https://"):
        return passed("Our address", found)
    return passed("Our address", f"{found}; plain http, which serves on this machine only, for a test")


def our_keys(facts: Facts) -> Finding:
    """The signing keys of keys_dir: there, ours alone, and of the kind this EHR takes."""
    name, keys, ehr = "Our keys", facts.keys, facts.ehr
    if keys.exposed:
        effect = "Chairside does not start: whoever reads a key can pose as it."
        return failed(
            name, Fault(keys.exposed, effect, "Set the mode; replace the keys if others had access.", Who.YOU)
        )
    if keys.broken:
        fix = "Restore keys_dir from its backup. New keys make what is stored unreadable."
        found = f"A file of keys_dir cannot be read as a key ({keys.broken})."
        return failed(name, Fault(found, "Chairside does not start.", fix, Who.YOU))
    if keys.missing:
        found = "keys_dir has no keys yet; they are made on the first start."
        fix = "Run chairside release once, then register the keys at the EHR."
        return warned(name, Fault(found, "Nobody can sign in before that.", fix, Who.YOU))
    use = f"signs in with {ehr.signing_alg}, kid {keys.kid}" if ehr.client_auth == BY_KEY else "this EHR needs none"
    return passed(name, f"readable by this account alone; {use}")


def our_key_published(facts: Facts) -> Finding:
    """The key set at our own address, as the EHR would read it, holds the key that signs."""
    name, reading, keys = "Our key is published", facts.published, facts.keys
    if facts.ehr.client_auth != BY_KEY:
        return passed(name, f"not needed: signs in with {facts.ehr.client_auth}")
    if not keys.kid:
        return not_checked(name, "there is no usable key in keys_dir")
    if reading.trouble:
        found = f"{reading.trouble.found} Asked from this server; the EHR may still see it."
        fix = f"Start Chairside, and see that the EHR's servers reach {facts.setup.base_url}{JWKS_PATH}."
        return warned(name, Fault(found, "If the EHR cannot read our keys either, nobody can sign in.", fix, Who.YOU))
    kids = _kids(reading)
    if kids is None:
        found = f"{JWKS_PATH} of our address answers {reading.status} and no key set."
        fix = "Point base_url, and the proxy before it, at Chairside."
        return failed(name, Fault(found, NOBODY_SIGNS_IN, fix, Who.YOU))
    if keys.kid not in kids:
        found = f"The key set at our address has {len(kids)} keys and not the one that signs (kid {keys.kid})."
        fix = "Restart Chairside after a change of keys, and let every server use the same keys_dir."
        return failed(name, Fault(found, NOBODY_SIGNS_IN, fix, Who.YOU))
    return passed(name, f"{reading.address}, kid {keys.kid}, matches")


def client_secret(facts: Facts) -> Finding:
    """The secret, where this EHR is signed in to with one. It is never shown."""
    name, ehr = "Client secret", facts.ehr
    if ehr.client_auth != BY_SECRET:
        return passed(name, f"not needed: signs in with {ehr.client_auth}")
    if facts.setup.secret_variable:
        found = f"The variable {facts.setup.secret_variable}, which client_secret_env names, is not set."
        fix = "Set the variable where Chairside is started, not in the configuration file."
        return failed(name, Fault(found, "Chairside does not start.", fix, Who.YOU))
    if not set(ehr.client_secret or "") <= SAFE_SECRET:
        found = "It has other characters than letters, digits, _ and -."
        effect = "Some EHRs read it encoded, others as it is: one of them refuses every sign-in."
        fix = "Have a new secret made of letters, digits, _ and - alone."
        return warned(name, Fault(found, effect, fix, Who.EHR_TEAM))
    return passed(name, "set")


def frame(facts: Facts) -> Finding:
    """The pages of the EHR that may show ours inside them. Which page does is seen only in the EHR."""
    name, origins = "Frame", facts.ehr.frame_ancestors
    fix = "Put the address of the page that frames Chairside into frame_ancestors, as the EHR team names it."
    if not origins:
        found, effect = "frame_ancestors is empty.", "Inside the EHR the page stays blank; it opens in a window alone."
        return warned(name, Fault(found, effect, fix, Who.YOU))
    plain_http = [origin for origin in origins if origin.startswith("http:") and _host(origin) not in LOOPBACK]
    if plain_http:
        found = f"{', '.join(plain_http)} is not https."
        effect = "Under plain http browsers drop our cookie, so nobody can sign in inside it."
        return warned(name, Fault(found, effect, fix, Who.EHR_TEAM))
    return passed(name, f"our pages may be shown inside {', '.join(origins)}")


def _host(origin: str) -> str:
    return host_of(origin).partition(":")[0]


def _kids(reading: Reading) -> set[object] | None:
    """The key ids of a key set, None for what is none."""
    keys = reading.document.get("keys") if reading.document and reading.status == 200 else None
    if not isinstance(keys, list):
        return None
    return {key.get("kid") for key in keys if isinstance(key, dict)}
