"""What can go wrong between the launch link and the first FHIR answer (the FHIR branch is in fhir_errors.py).

SmartError
├── SetupError                  stops the start
│   ├── BadEhr                  an EHR's registration contradicts itself
│   └── KeysExposed             other accounts of the machine can read or replace a private key
├── FhirError                   see fhir_errors.py
└── LaunchError
    ├── BadLaunch               /launch without one iss and one launch
    ├── UnknownEhr              an iss that is not registered
    ├── DiscoveryFailed         the EHR's sign-in description cannot be read
    ├── PrivateAddress          a name of it leads into a private network, which its entry does not allow
    ├── UntrustedEndpoint       it names an address outside the registered hosts, or another issuer
    ├── NoPkce                  it does not offer PKCE S256
    ├── LostCookie              the browser brought no cookie
    ├── StateUnknown            a callback nobody here began, or one that was used before, or too old
    ├── WrongBrowser            another browser than the one that began
    ├── AccessRefused           the person or the EHR said no at sign-in
    ├── AuthorizeFailed         the EHR returned another error at sign-in
    ├── TokenRefused            the token endpoint refused
    ├── TokenServerDown         the token endpoint cannot be reached or is out of order
    ├── TokenServerSilent       the token endpoint did not answer in time
    ├── BadTokenResponse        the token answer is not one
    ├── NoPatient               the launch named no patient
    ├── IdTokenRefused          the proof of who signed in does not hold
    ├── WrongUser               the person signed in is not a clinician of this EHR
    ├── SignInExpired           the EHR no longer accepts the token
    ├── PatientChanged          a refreshed token belongs to another patient
    └── LaunchExpired           idle or open too long, ended, or never existed
"""

from __future__ import annotations

REOPEN = "Close this panel and open Chairside from the patient's chart again."


class SmartError(Exception):
    """Base of all: `sentence` is for the person at the screen, `hint` for IT, `status` for the HTTP answer,
    `again` says whether the same call may succeed later. None of them ever holds a token or a patient's data."""

    status = 502
    sentence = "The connection to the EHR failed."
    hint = "See the error's name."
    again = False

    def __init__(self, hint: str = "") -> None:
        self.hint = hint or self.hint
        super().__init__(self.sentence)

    @property
    def name(self) -> str:
        """The class name: what IT searches for in the log and the manual."""
        return type(self).__name__


class SetupError(SmartError):
    """The app must not start like this."""

    status = 503


class BadEhr(SetupError):
    """An EHR's registration contradicts itself; the hint names the setting."""

    sentence = "One EHR in the configuration is not usable."


class KeysExposed(SetupError):
    """A private key can be read or replaced by other accounts of the machine; the hint names the file and its mode."""

    sentence = "A private key can be read or replaced by other accounts on this machine."
    hint = "Replace the keys if others had access."


class LaunchError(SmartError):
    """Signing in from the chart did not work, or the launch is over."""


class BadLaunch(LaunchError):
    """The launch link lacks iss or launch, or has one of them twice."""

    status = 400
    sentence = "Chairside has to be opened from a patient's chart."
    hint = "The launch URL needs exactly one iss and one launch parameter (SMART App Launch, EHR launch)."


class UnknownEhr(LaunchError):
    """The iss is not registered, byte for byte; it was not contacted."""

    status = 400
    sentence = "This EHR is not registered with Chairside."
    hint = (
        "Compare the iss the EHR sends with [[ehr]] iss in the configuration: they must be equal to the last character."
    )


class DiscoveryFailed(LaunchError):
    """smart-configuration, openid-configuration or the key set could not be read."""

    sentence = "The EHR did not say how to sign in. Try again in a minute."
    hint = "Open {iss}/.well-known/smart-configuration from this server: it must answer 200 with JSON."
    again = True


class UntrustedEndpoint(LaunchError):
    """The EHR's description names an address that its registration does not cover."""

    sentence = "The EHR pointed to a sign-in address that is not approved."
    hint = "Compare its smart-configuration with iss, issuer and hosts in the configuration."


class NoPkce(LaunchError):
    """The EHR does not list S256 in code_challenge_methods_supported (SMART requires it)."""

    sentence = "The EHR's sign-in lacks a protection that Chairside requires."
    hint = "code_challenge_methods_supported in its smart-configuration must contain S256."


class LostCookie(LaunchError):
    """The browser sent no cookie back: usually third-party cookies are blocked inside the EHR's frame."""

    status = 400
    sentence = (
        "Your browser did not keep the mark that ties this panel to your sign-in. "
        "Open Chairside from the chart again; if this comes back, open it in a window of its own."
    )
    hint = "The frame blocks the cookie __Host-chairside (SameSite=None; Secure; Partitioned), or dropped it."


class StateUnknown(LaunchError):
    """The callback's state was never given out, was used before, or is older than ten minutes."""

    status = 400
    sentence = "This sign-in was already used or has run out. " + REOPEN
    hint = "state is good for one callback within ten minutes; a reload of the callback address ends here too."


class WrongBrowser(LaunchError):
    """The launch or the sign-in belongs to another browser."""

    status = 403
    sentence = "This page belongs to another browser's sign-in. " + REOPEN
    hint = "A launch opens only in the browser that began it; a copied link does not work elsewhere."


class AccessRefused(LaunchError):
    """error=access_denied came back from the EHR."""

    status = 403
    sentence = "Access was refused in the EHR, so nothing was read."
    hint = "The person declined, or the EHR's security class does not allow this app for this person."


class AuthorizeFailed(LaunchError):
    """Another error came back from the authorize endpoint; the hint names its code."""

    sentence = "The EHR did not let Chairside sign in."
    hint = "Compare client_id, redirect URI and scopes with the app's record in the EHR."


class TokenRefused(LaunchError):
    """The token endpoint answered with an OAuth error; the hint names its code."""

    sentence = "The EHR did not complete the sign-in. " + REOPEN
    hint = "Check that the EHR can read our /.well-known/jwks.json and that client_id and its authentication match."


class TokenServerDown(LaunchError):
    """The token endpoint could not be reached, or answered 429 or 5xx."""

    status = 503
    sentence = "The EHR's sign-in is out of order at the moment. " + REOPEN
    hint = "Check the network path from this server to the token endpoint."
    again = True


class TokenServerSilent(LaunchError):
    """The token endpoint took the request and did not answer in time."""

    status = 504
    sentence = "The EHR's sign-in did not answer in time. " + REOPEN
    hint = "The token endpoint has 3 seconds to accept and 15 seconds to answer."


class PrivateAddress(LaunchError):
    """A name of the EHR leads to a private address, and its entry does not say that it may."""

    sentence = "The EHR's address leads into a private network, so nothing was sent."
    hint = "If the EHR is in your own network set private_addresses = true in its [[ehr]]; else ask who runs that name."


class BadTokenResponse(LaunchError):
    """The token endpoint's answer lacks what RFC 6749 5.1 or SMART requires."""

    sentence = "The EHR's sign-in answered something Chairside cannot use."
    hint = "The token response must be JSON with access_token and token_type bearer, without a redirect."


class NoPatient(LaunchError):
    """The token response names no patient: a billing app must not guess one. Nothing was read."""

    status = 400
    sentence = "The EHR opened Chairside without a patient. Open it from a patient's chart."
    hint = (
        "The token response has no patient: the launch point or the scope 'launch' is not set up for patient context."
    )


class IdTokenRefused(LaunchError):
    """The id_token is missing, or its signature, issuer, audience, time or nonce does not hold."""

    status = 403
    sentence = "The EHR's proof of who signed in did not hold, so nothing was read."
    hint = "Check issuer, clock and key set of the EHR's OpenID configuration."


class WrongUser(LaunchError):
    """fhirUser is not a Practitioner or PractitionerRole of this EHR."""

    status = 403
    sentence = "Chairside is for the clinic's staff; this sign-in belongs to somebody else."
    hint = "fhirUser must be a Practitioner or PractitionerRole under the iss."


class SignInExpired(LaunchError):
    """401 from the EHR and no way to renew the token."""

    status = 403
    sentence = "The EHR's sign-in has run out. What you answered here is saved. " + REOPEN
    hint = "The access token is no longer accepted and there is no refresh token that works."


class PatientChanged(LaunchError):
    """A refreshed token names another patient; the launch was ended."""

    status = 403
    sentence = "The EHR changed the patient of this sign-in, so it was ended. " + REOPEN
    hint = "The refresh response named a patient other than the launch's. Report this to the EHR vendor."


class LaunchExpired(LaunchError):
    """The launch was idle or open too long, was ended, or never existed."""

    status = 410
    sentence = "This Chairside panel has been open too long. What you answered is saved. " + REOPEN
    hint = (
        "Idle limit 15 minutes, absolute limit 8 hours; polling does not count as use. "
        "Another person's sign-in in the same browser ends a launch too."
    )
