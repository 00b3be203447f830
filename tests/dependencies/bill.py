"""The software bill of materials (CycloneDX 1.6): what is installed, of which licence, and what runs in production."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from tests.dependencies.installed import OURS, needs
from tests.dependencies.licences import Licences
from tests.dependencies.vendored import Vendored


def bill(
    found: Mapping[str, Distribution], production: frozenset[str], licences: Licences, vendored: Iterable[Vendored]
) -> str:
    """The bill as JSON. What only development and tests need has the scope `excluded`."""
    own = Component(name=OURS, version=found[OURS].version, type=ComponentType.APPLICATION, bom_ref=OURS)
    own.licenses.add(LicenseFactory().make_from_string("Apache-2.0"))
    parts = {
        name: _part("pypi", name, each.version, licences.of(name, each), needed=name in production)
        for name, each in found.items()
        if name != OURS
    }
    scripts = [_script(each) for each in vendored]
    bom = Bom(components=[*parts.values(), *scripts])
    bom.metadata.tools.components.add(this_component())
    bom.metadata.component = own
    bom.register_dependency(own, scripts)
    extras = _extras(found)
    for name, part in {**parts, OURS: own}.items():
        below = {canonicalize_name(required.name) for required in needs(found, name, extras[name])}
        bom.register_dependency(part, [parts[each] for each in sorted(below & parts.keys())])
    return str(JsonV1Dot6(bom).output_as_string(indent=2)) + "\n"


def _extras(found: Mapping[str, Distribution]) -> Mapping[str, set[str]]:
    """The extras that others ask for of each, such as psycopg's binary."""
    asked: dict[str, set[str]] = defaultdict(set)
    for required in (each for name in found for each in needs(found, name)):
        asked[canonicalize_name(required.name)] |= required.extras
    return asked


def _part(registry: str, name: str, version: str, licence: str, *, needed: bool) -> Component:
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{registry}/{name}",
        purl=PackageURL(registry, None, name, version),
        scope=ComponentScope.REQUIRED if needed else ComponentScope.EXCLUDED,
        licenses=[LicenseFactory().make_from_string(licence)],
    )


def _script(vendored: Vendored) -> Component:
    part = _part("npm", vendored.name, vendored.version, vendored.licence, needed=True)
    part.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=vendored.sha256))
    return part
