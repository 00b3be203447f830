"""What the second evaluator reads and answers: charted rows, the choices of a site, and charge lines."""

from dataclasses import dataclass, field, fields
from typing import NamedTuple

DAY = 1440  # minutes
ARRIVAL = 750  # the second visit of a day begins at 12:30


class LeftOpen(Exception):
    """The rules do not say what this visit earns."""


@dataclass(frozen=True)
class Row:
    """One charted administration.

    `runs` are (start, stop) in minutes from the first midnight, None where a time is not charted; equal for a shot
    and most pushes. `length` is charted without clock times, `computed` says that the last stop follows from rate
    and volume, `stopped` that a reaction ended it, `running` that it goes on.
    """

    drug: str
    kind: str  # chemo, therapeutic, hydration, hormonal
    way: str  # infusion, push, shot, pump, artery infusion, artery push
    runs: tuple[tuple[int | None, int | None], ...]
    site: str = "right port"
    order: str = ""
    visit: int = 1
    length: int | None = None
    computed: bool = False
    stopped: bool = False
    running: bool = False

    @property
    def times(self) -> list[int]:
        """Every charted time, in the order charted."""
        return [t for run in self.runs for t in run if t is not None]

    @property
    def start(self) -> int:
        return self.times[0]

    @property
    def stop(self) -> int:
        return self.times[-1]


@dataclass(frozen=True)
class Choices:
    """The switches of a site that touch administration codes, at their defaults."""

    hydration_split: str = "sum"
    hydration_secondary_modifier: str = "none"
    concurrent_min_overlap: str = "16"
    partial_overlap: str = "concurrent_only"
    chemo_chemo_concurrent: str = "hold_96549"
    same_drug_repeat_infusion: str = "each_dose"
    pause_gap: str = "30"
    missing_stop: str = "push"
    calculated_stop: str = "allow_nursing_rate_volume"
    duration_without_clock: str = "allow_with_advisory"
    aborted_infusion: str = "actual_time"
    midnight: str = "by_setting"
    calendar_day_initial: str = "off"
    split_dose_injections: str = "one_per_drug"
    second_site_modifier: str = "59"
    second_encounter_modifier: str = "59"

    def changed(self) -> dict[str, str]:
        """The switches that are not at their default."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}


@dataclass(frozen=True)
class Day:
    """One or two encounters; `main` is the drug an office visit is for, `reason` whether a second line has one."""

    office: bool
    main: str | None
    rows: tuple[Row, ...]
    choices: Choices = Choices()
    reason: bool = True

    @property
    def by_unit(self) -> bool:
        """Whether each unit is dated by its own minute (R-ADM-65)."""
        chosen = self.choices.midnight
        return chosen == "unit_date" or (chosen == "by_setting" and not self.office)


class Unit(NamedTuple):
    """One unit of an administration code: its modifier, its day from 0, and whether it is held."""

    code: str
    modifier: str
    day: int
    held: bool


@dataclass
class Bag:
    """One dose as it ran: every minute of flow, pauses left out.

    `floating` minutes are charted without clock times; `unsure` are the minutes in which nobody can say whether it
    ran; `timeless` has no known minute at all. `start` decides the order, also where it is not charted.
    """

    drug: str
    kind: str
    order: str
    start: int
    stop: int
    minutes: set[int] = field(default_factory=set)
    floating: int = 0
    unsure: set[int] = field(default_factory=set)
    dated: bool = True
    timeless: bool = False
    open: bool = False
    contradicts: bool = False
    held: bool = False
    stopped: bool = False
    running: bool = False
    day: int = 0

    @property
    def length(self) -> int:
        return len(self.minutes) + self.floating

    def minute(self, number: int) -> int:
        """The day on which its minute `number` (1 is the first) fell."""
        return sorted(self.minutes)[number - 1] // DAY if len(self.minutes) >= number else self.day
