"""Steps about signing in: does the EHR answer, what does its SMART configuration say, and does it fit ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from smart_launch.addresses import host_of, resolved
from smart_launch.checks_facts import Facts, trusted
from smart_launch.checks_finding import Fault, Finding, Who, failed, listed, not_checked, passed, plain, warned
from smart_launch.checks_own import BY_KEY, BY_SECRET, NOBODY_SIGNS_IN
from smart_launch.checks_reading import Reading

NO_CONFIGURATION = "the SMART configuration could not be read"
RENEW_SOON = timedelta(days=21)
ADDRESSES = ("authorization_endpoint", "token_endpoint", "issuer", "jwks_uri", "revocation_endpoint")
AUTH_CAPABILITY = {
    BY_KEY: "client-confidential-asymmetric",
    BY_SECRET: "client-confidential-symmetric",
    "none": "client-public",
}
KEEPING = {"online_access": "permission-online", "offline_access": "permission-offline"}
HELPFUL = {
    "sso-openid-connect": "without an id_token every sign-in is refused",
    "context-ehr-patient": "a launch without a patient is refused",
    "context-ehr-encounter": "without a visit in the launch the person picks it",
}


def answers(facts: Facts) -> Finding:
    """Whether iss can be reached at all, and until when its certificate holds."""
    name, readings = "Address answers", (facts.configuration, facts.metadata)
    reading = next((each for each in readings if not each.trouble), None)
    if reading is None:
        trouble = facts.configuration.trouble
        assert trouble
        effect = "Chairside cannot be opened from this EHR."
        return failed(name, Fault(trouble.found, effect, trouble.fix, trouble.who))
    host, until = host_of(reading.address), reading.certificate_until
    if until is None:
        return passed(name, f"{host}, {reading.milliseconds} ms, {_without_certificate(reading.address)}")
    last = f"{until:%Y-%m-%d}"
    if reading.asked_at and until - reading.asked_at < RENEW_SOON:
        effect = "After that day nobody can sign in."
        return warned(
            name, Fault(f"{host} answers; its TLS certificate ends {last}.", effect, "Renew it.", Who.EHR_TEAM)
        )
    return passed(name, f"{host}, {reading.milliseconds} ms, TLS until {last}")


def configuration(facts: Facts) -> Finding:
    """The document at .well-known/smart-configuration, and the two addresses no sign-in can do without."""
    name, reading = "SMART configuration", facts.configuration
    if reading.trouble:
        return failed(name, Fault(reading.trouble.found, NOBODY_SIGNS_IN, reading.trouble.fix, reading.trouble.who))
    if facts.described is None:
        fix = "Correct iss: it must be the FHIR base itself. If it is, the EHR must serve this document there."
        return failed(name, Fault(f"{reading.address} {odd_answer(reading)}.", NOBODY_SIGNS_IN, fix, Who.YOU))
    needed = ("authorization_endpoint", "token_endpoint")
    missing = [key for key in needed if not (isinstance(facts.described.get(key), str) and facts.described[key])]
    if missing:
        found = f"It names no {' and no '.join(missing)}."
        fix = "The EHR must publish both (SMART App Launch 2)."
        return failed(name, Fault(found, NOBODY_SIGNS_IN, fix, Who.VENDOR))
    if reading.media_type != "application/json":
        found = f"It can be read, but comes as {plain(reading.media_type) or 'nothing in particular'}."
        fix = "Send it as application/json."
        return warned(name, Fault(found, "None for Chairside; other apps may refuse it.", fix, Who.VENDOR))
    return passed(name, "names where to sign in")


def addresses(facts: Facts) -> Finding:
    """Every address it names is https and on a host that the registration covers."""
    name, described, ehr = "Sign-in addresses", facts.described, facts.ehr
    if described is None:
        return not_checked(name, NO_CONFIGURATION)
    named = {key: described[key] for key in ADDRESSES if described.get(key) is not None}
    foreign = {key: value for key, value in named.items() if not trusted(ehr, described, key)}
    if foreign:
        where = [f"{key} lies on {_host_named(ehr.base, value)}" for key, value in foreign.items()]
        found = f"{'; '.join(where)}: not among the hosts of iss, issuer and hosts, or not https."
        fix = "If the vendor confirms the host, add it to hosts of this EHR; never add one nobody can vouch for."
        return failed(name, Fault(found, "Chairside refuses every launch from this EHR.", fix, Who.YOU))
    hosts = sorted({host_of(resolved(f"{ehr.base}/", value)) for value in named.values()})
    return passed(name, f"all {len(named)} on {', '.join(hosts)}" if named else "it names none")


def launch_from_chart(facts: Facts) -> Finding:
    """launch-ehr, PKCE S256, and what a launch should bring along."""
    name, described = "Launch from the chart", facts.described
    if described is None:
        return not_checked(name, NO_CONFIGURATION)
    offered, pkce = listed(described.get("capabilities")), listed(described.get("code_challenge_methods_supported"))
    if "S256" not in pkce:
        found = "code_challenge_methods_supported does not list S256."
        return failed(name, Fault(found, "Chairside refuses every launch.", "Offer PKCE with S256.", Who.VENDOR))
    if "launch-ehr" not in offered:
        found, effect = "capabilities do not list launch-ehr.", "It may not open apps from the chart at all."
        return failed(name, Fault(found, effect, "Turn on the launch from the chart for this server.", Who.VENDOR))
    lacking = [capability for capability in HELPFUL if capability not in offered]
    if lacking:
        effect = "; ".join(HELPFUL[capability] for capability in lacking).capitalize()
        found = f"launch-ehr and PKCE S256 offered; not listed: {', '.join(lacking)}."
        return warned(name, Fault(found, f"{effect}.", "Ask whether the EHR gives it all the same.", Who.VENDOR))
    return passed(name, "launch-ehr, PKCE S256, patient, visit and id_token offered")


def client_authentication(facts: Facts) -> Finding:
    """Our way of proving who we are is among those the EHR lists, with our algorithm."""
    name, described, ehr = "Client authentication", facts.described, facts.ehr
    if described is None:
        return not_checked(name, NO_CONFIGURATION)
    methods = listed(described.get("token_endpoint_auth_methods_supported"))
    offered = listed(described.get("capabilities"))
    if ehr.client_auth not in methods and AUTH_CAPABILITY[ehr.client_auth] not in offered:
        found = f"It lists {', '.join(map(plain, methods)) or 'no method'}, and not our {ehr.client_auth}."
        fix = "Set client_auth to a method both sides have, and register the app with it."
        return failed(name, Fault(found, NOBODY_SIGNS_IN, fix, Who.YOU))
    algorithms = listed(described.get("token_endpoint_auth_signing_alg_values_supported"))
    if ehr.client_auth == BY_KEY and algorithms and ehr.signing_alg not in algorithms:
        found = f"It takes {', '.join(map(plain, algorithms))}, and not our {ehr.signing_alg}."
        fix = "Set signing_alg to one it takes: ES384 or RS384. Both keys are published."
        return failed(name, Fault(found, NOBODY_SIGNS_IN, fix, Who.YOU))
    alg = f" with {ehr.signing_alg}" if ehr.client_auth == BY_KEY else ""
    return passed(name, f"{ehr.client_auth}{alg} offered")


def scopes(facts: Facts) -> Finding:
    """The scopes we ask for: written as this EHR writes them. What it grants is seen in a launch only."""
    name, asked = "Scopes asked for", facts.ehr.scopes.split()
    offered = listed((facts.described or {}).get("capabilities"))
    v2 = [scope for scope in asked if "/" in scope and scope.rpartition(".")[2] not in ("read", "write", "*")]
    if v2 and "permission-v1" in offered and "permission-v2" not in offered:
        found, effect = "It lists scopes of version 1 only, and ours are of version 2.", "It may grant nothing of them."
        return warned(name, Fault(found, effect, "Write .read for .rs in scopes.", Who.YOU))
    unknown = [scope for scope in asked if offered and KEEPING.get(scope, offered[0]) not in offered]
    if unknown:
        found = f"{', '.join(unknown)} is asked for and not offered."
        effect = "Some EHRs refuse the whole sign-in for one scope they do not know."
        return warned(name, Fault(found, effect, "Take it out of scopes.", Who.YOU))
    if "fhirUser" not in asked:
        found, effect = "fhirUser is not among them.", "Roles that name persons fit nobody."
        return warned(name, Fault(found, effect, "Add fhirUser to scopes and to the app's record.", Who.YOU))
    return passed(name, f"{len(asked)}, of which {sum('/' in scope for scope in asked)} for records")


def issuer(facts: Facts) -> Finding:
    """Who signs the id_token: as pinned, and with keys that can be read."""
    name, described, ehr = "Issuer", facts.described, facts.ehr
    if described is None:
        return not_checked(name, NO_CONFIGURATION)
    named = [n for n in (described.get("issuer"), _of(facts.openid, "issuer")) if isinstance(n, str) and n]
    found = next(iter([*named, *filter(None, [ehr.issuer])]), None)
    if not found:
        fix = "The EHR must name issuer in its SMART or OpenID configuration; else pin issuer for this EHR."
        return failed(name, Fault("It names no issuer, and none is pinned.", NOBODY_SIGNS_IN, fix, Who.VENDOR))
    other = next((each for each in named if each != (ehr.issuer or found)), None)
    if other:
        against = "issuer pins" if ehr.issuer else "elsewhere it names"
        told = f"It names {plain(other)}; {against} {plain(ehr.issuer or found)}."
        fix = "If the vendor confirms the change, set issuer to the new one, to the last character."
        return failed(name, Fault(told, "Chairside refuses every launch.", fix, Who.YOU))
    if not ehr.trusts(resolved(f"{ehr.base}/", found)):
        told = f"The issuer {plain(found)} lies on a host that is not registered, or is not https."
        fix = "If the vendor confirms it, pin it as issuer."
        return failed(name, Fault(told, "Chairside refuses every launch.", fix, Who.YOU))
    keys = _signing_keys(facts.id_keys)
    if not keys:
        why = facts.id_keys.trouble.found if facts.id_keys and facts.id_keys.trouble else "None is published for us."
        told, fix = f"The keys of {plain(found)} cannot be read. {why}", "The EHR must publish its keys at jwks_uri."
        return failed(name, Fault(told, NOBODY_SIGNS_IN, fix, Who.VENDOR))
    pinned = "as pinned" if ehr.issuer else "not pinned"
    return passed(name, f"{plain(found)}, {pinned}, {keys} {'key' if keys == 1 else 'keys'}")


def token_endpoint(facts: Facts) -> Finding:
    """How it answers a made-up code without credentials: it must refuse it in the words of OAuth."""
    name, reading = "Token endpoint", facts.token
    if facts.described is None:
        return not_checked(name, NO_CONFIGURATION)
    if reading is None:
        return not_checked(name, "its address is missing or not on a registered host")
    if reading.trouble:
        return failed(name, Fault(reading.trouble.found, NOBODY_SIGNS_IN, reading.trouble.fix, reading.trouble.who))
    error = _of(reading, "error")
    if reading.status in (400, 401) and isinstance(error, str):
        return passed(name, f"refused a made-up code as it should ({plain(error)}), {reading.milliseconds} ms")
    if reading.status == 200:
        found, fix = "It answered 200 to a made-up code.", "It must refuse a code it did not give (RFC 6749 5.2)."
        return failed(name, Fault(found, "A sign-in there proves nothing.", fix, Who.VENDOR))
    found = f"To a made-up code it {odd_answer(reading)}."
    if reading.is_page or reading.status < 400 or reading.status in (404, 405) or reading.status >= 500:
        fix = "See that this is the token endpoint itself, that it is up, and that nothing else answers before it."
        return failed(name, Fault(found, "Nobody can sign in while it answers so.", fix, Who.EHR_TEAM))
    fix = "It should refuse a wrong request with 400 or 401 and JSON that names an OAuth error (RFC 6749 5.2)."
    return warned(name, Fault(found, "Why a sign-in is refused cannot be told.", fix, Who.VENDOR))


def odd_answer(reading: Reading) -> str:
    """What came in place of what was asked for: "answered 404 with a web page"."""
    if 300 <= reading.status < 400:
        return f"answered {reading.status}: it leads to another address"
    if reading.document is not None:
        return f"answered {reading.status} with another JSON object"
    what = "a web page" if reading.is_page else plain(reading.media_type) or "nothing"
    return f"answered {reading.status} with {what}" + ("" if reading.is_page else ", which is no JSON object")


def _signing_keys(reading: Reading | None) -> int:
    """How many keys of a key set can prove an id_token: RSA or elliptic curves, and meant for signatures."""
    keys = _of(reading, "keys") if reading and reading.status == 200 else None
    usable = (
        [key for key in keys if isinstance(key, dict) and key.get("kty") in ("RSA", "EC")]
        if isinstance(keys, list)
        else []
    )
    return sum(key.get("use", "sig") == "sig" for key in usable)


def _without_certificate(address: str) -> str:
    return "plain http on this machine" if address.startswith("http:") else "TLS through a proxy"


def _host_named(base: str, value: object) -> str:
    return plain(host_of(resolved(f"{base}/", value))) if isinstance(value, str) else "nothing"


def _of(reading: Reading | None, key: str) -> Any:  # noqa: ANN401
    document: Mapping[str, Any] | None = reading.document if reading else None
    return document.get(key) if document else None
