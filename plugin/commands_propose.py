"""chairside propose: FHIR Bundles in, proposals out, without a server."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from plugin.chart.chart import Chart
from plugin.engine.errors import EngineError, NoVisit
from plugin.engine.proof import proofs
from plugin.engine.proposal import Proposal
from plugin.engine.propose import RULES_APPLIED, propose
from plugin.engine.review_marks import LimitsOn, ReviewWanted
from plugin.engine.switches import Choices
from plugin.engine.why_not import code_in, why_not
from plugin.engine.worth.worth import VisitWorth
from plugin.export import proof_text, proposal_json, proposal_text, why_not_json, why_not_text, worth_text
from plugin.intake.build import chart_from
from plugin.intake.errors import UnreadableInput
from plugin.intake.records import MOST_CHARACTERS, Records, read_bundle
from plugin.intake.site import Site
from plugin.official_files import official_files
from plugin.rules.library import Library, load_library
from plugin.settings import read_settings
from plugin.workflow.marks import limits_of, with_marks

if TYPE_CHECKING:
    from plugin.store.references import References

FAILED, UNREADABLE = 1, 2
LONGEST_LINE = MOST_CHARACTERS + 2


@dataclass(frozen=True, slots=True)
class Bench:
    """What every Bundle of a run is proposed with."""

    site: Site
    switches: Choices
    library: Library
    rates: References | None = None
    review: ReviewWanted = field(default_factory=ReviewWanted)
    limits_on: LimitsOn = field(default_factory=lambda: limits_of(None))

    def json(self, records: Records, *, indent: int | None = None, worth: bool = False) -> str:
        """The proposal for the records of one visit as JSON, on demand with what its questions are worth."""
        chart = chart_from(records, self.site)
        of_questions = self._worth(chart) if worth else None
        return proposal_json.dumps(self._proposed(chart), indent=indent, worth=of_questions)

    def propose(self, records: Records) -> Proposal:
        """The proposal for the records of one visit. Raises EngineError."""
        return self._proposed(chart_from(records, self.site))

    def page(self, records: Records, *, worth: bool = False) -> str:
        """The proposal for the records of one visit as text, with the rules it cites. Raises EngineError."""
        chart = chart_from(records, self.site)
        proposal = self._proposed(chart)
        shown = proposal_text.render(proposal, self.library.of(chart))
        return shown + worth_text.render(proposal, self._worth(chart)) if worth else shown

    def proof(self, records: Records) -> str:
        """The proof sheet of each drug line for the records of one visit, as text. Raises EngineError."""
        chart = chart_from(records, self.site)
        book = self.library.of(chart)
        return proof_text.render(chart.id, proofs(chart, book, self.switches.for_payer(chart.payer)), book)

    def why_not(self, records: Records, codes: tuple[str, ...], *, text: bool) -> str:
        """Why these codes are not proposed for the records of one visit, as text or JSON. Raises EngineError."""
        chart = chart_from(records, self.site)
        book = self.library.of(chart)
        chosen = self.switches.for_payer(chart.payer)
        answers = tuple(why_not(code, chart, book, chosen) for code in codes)
        if text:
            return why_not_text.render(chart.id, answers, book)
        return why_not_json.dumps(chart.id, answers, indent=2) + "\n"

    def _proposed(self, chart: Chart) -> Proposal:
        book = self.library.of(chart)
        proposed = propose(chart, book, self.switches.for_payer(chart.payer), self.switches.for_payer(""))
        return with_marks(proposed, chart, book, self.review, self.limits_on)

    def _worth(self, chart: Chart) -> VisitWorth:
        from plugin.workflow.worth import visit_worth  # with SQLAlchemy: other runs need not wait

        return visit_worth(chart, self.library.of(chart), self.switches.for_payer(chart.payer), self.rates)


@dataclass(frozen=True, slots=True)
class Shown:
    """How a single Bundle is answered: as text or JSON, by its proofs alone, with what its questions are worth."""

    text: bool
    proof: bool
    worth: bool


@click.command("propose")
@click.argument("file", metavar="FILE")
@click.option("--ndjson", is_flag=True, help="One Bundle a line in, one proposal a line out, in the same order.")
@click.option("--text", is_flag=True, help="A page a person reads, instead of JSON.")
@click.option("--proof", is_flag=True, help="The sheet that proves units, JW or JZ and NDC of each drug line, as text.")
@click.option("--why-not", "codes", metavar="CODE", multiple=True, help="Say why a code is not proposed; repeatable.")
@click.option("--worth", is_flag=True, help="Say what each open question is worth at the rates loaded (slower).")
@click.option("--setting", type=click.Choice(["facility", "office"]), help="Where a Bundle has no tag that says it.")
@click.option("--switch", "switches", metavar="[PAYER:]NAME=VALUE", multiple=True, help="A choice of the site.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Take setting, time zone, paths, switches and official files from it.",
)
@click.option("--ehr", metavar="NAME", help="The [[ehr]] of --config to go by, where it has several.")
def propose_command(
    file: str,
    ndjson: bool,
    text: bool,
    proof: bool,
    codes: tuple[str, ...],
    worth: bool,
    setting: str | None,
    switches: tuple[str, ...],
    config: Path | None,
    ehr: str | None,
) -> int:
    """Propose the charge of the visit in FILE, a FHIR R4 Bundle ("-" for standard input).

    Official files that are loaded (chairside reference load) decide the days they cover: those in the database of
    --config, else in chairside.db in your data folder.
    """
    if ndjson and text:
        raise click.UsageError("--ndjson and --text exclude each other.")
    if proof and (ndjson or codes):
        raise click.UsageError("--proof is text about one Bundle; it goes with neither --ndjson nor --why-not.")
    if worth and (proof or codes):
        raise click.UsageError("--worth goes with the proposal; it goes with neither --proof nor --why-not.")
    asked = _codes(codes, ndjson=ndjson)
    with official_files(config) as official, _opened(file) as source:
        bench = _bench(setting, switches, config, ehr, official)
        if ndjson:
            return propose_lines(source, sys.stdout.buffer, bench, worth=worth)
        return _propose_one(source, bench, asked, Shown(text, proof, worth))


def _propose_one(source: BinaryIO, bench: Bench, asked: tuple[str, ...], how: Shown) -> int:
    """Write what is shown of one Bundle; whether it could be is the exit code."""
    records = read_bundle(source.read(MOST_CHARACTERS + 1))
    try:
        shown = bench.why_not(records, asked, text=how.text) if asked else _shown(bench, records, how)
    except EngineError as error:
        click.echo(error.sentence, err=True)
        return UNREADABLE if isinstance(error, NoVisit) else FAILED
    sys.stdout.buffer.write(shown.encode())
    return 0


def _codes(typed: tuple[str, ...], *, ndjson: bool) -> tuple[str, ...]:
    """The codes asked about, each once. Raises UsageError for what is no code."""
    if typed and ndjson:
        raise click.UsageError("--why-not answers for one Bundle; it cannot go with --ndjson.")
    wrong = next((text for text in typed if not code_in(text)), None)
    if wrong is not None:
        raise click.UsageError(f"{wrong!r} is not a code: write five characters, such as --why-not 96368.")
    return tuple(dict.fromkeys(code_in(text) for text in typed))


def _shown(bench: Bench, records: Records, how: Shown) -> str:
    if how.proof:
        return bench.proof(records)
    if how.text:
        return bench.page(records, worth=how.worth)
    return bench.json(records, indent=2, worth=how.worth) + "\n"


def _bench(
    setting: str | None, switches: tuple[str, ...], config: Path | None, ehr: str | None, official: References | None
) -> Bench:
    site, chosen, review = Site(), Choices(), ReviewWanted()
    if config is not None:
        clinics = read_settings(config, os.environ).clinics
        name = ehr or next(iter(clinics))
        if name not in clinics or (ehr is None and len(clinics) > 1):
            raise click.UsageError(f"Name one EHR of {config} with --ehr: {', '.join(clinics)}.")
        site, chosen, review = clinics[name].site, clinics[name].switches, clinics[name].review
    chosen = chosen.overridden(*_asked(switches))
    library = load_library(applied=RULES_APPLIED, official=official)
    placed = replace(site, setting=setting or site.setting)
    return Bench(placed, chosen, library, official, review, limits_of(official))


def _asked(switches: tuple[str, ...]) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]:
    """NAME=VALUE for every payer, and PAYER:NAME=VALUE for one class of payer."""
    general: dict[str, str] = {}
    by_payer: dict[str, dict[str, str]] = {}
    for switch in switches:
        name, equals, value = switch.partition("=")
        payer, colon, own = name.partition(":")
        if not equals:
            raise click.UsageError(f"Write --switch NAME=VALUE or PAYER:NAME=VALUE, not {switch!r}.")
        chosen = by_payer.setdefault(payer.strip(), {}) if colon else general
        chosen[(own or name).strip()] = value.strip()
    return general, by_payer


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")


def propose_lines(source: BinaryIO, target: BinaryIO, bench: Bench, *, worth: bool = False) -> int:
    """Write one line for each Bundle; whether any could not be read is the exit code."""
    gc.freeze()  # the rules stay for the whole run: the collector need not look at them for every visit
    failed = False
    for number, line in _lines(source):
        answer, proposed = _answer(line, number, bench, worth=worth)
        failed = failed or not proposed
        target.write(answer + b"\n")
    target.flush()
    return FAILED if failed else 0


def _answer(line: bytes, number: int, bench: Bench, *, worth: bool = False) -> tuple[bytes, bool]:
    """The proposal of one line as JSON and True, or what is wrong with the line and False."""
    name: str | None = None
    try:
        records = read_bundle(line)
        name = records.id or None
        return bench.json(records, worth=worth).encode(), True
    except UnreadableInput as error:
        message = f"{error.sentence} {error.hint}"
    except EngineError as error:
        message = error.sentence
    except Exception as error:  # one visit must not cost the others theirs
        message = f"Something went wrong in Chairside ({type(error).__name__})."
    failure = {"id": name, "error": {"message": message, "line": number}}
    return json.dumps(failure, ensure_ascii=False).encode(), False


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers from 1; blank ones are passed over, one that is too long is cut and so refused."""
    number = 0
    while line := source.readline(LONGEST_LINE):
        number += 1
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST_LINE)
        if line.strip():
            yield number, line
