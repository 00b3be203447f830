"""Reading the guides: their configuration, their tables, what they put into backticks."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from plugin.settings import Clinic, Settings, settings_from

FOLDER = Path(__file__).resolve().parents[2] / "smart_launch"
SECRETS = {"CHAIRSIDE_DATABASE": "sqlite:///chairside.db"}


@dataclass(frozen=True)
class Page:
    """One page of smart_launch."""

    name: str

    @cached_property
    def text(self) -> str:
        return (FOLDER / f"{self.name}.md").read_text("utf-8")

    @cached_property
    def settings(self) -> Settings:
        """The page's own configuration, read as the application reads a file."""
        (block,) = re.findall(r"^```toml\n(.*?)^```", self.text, re.DOTALL | re.MULTILINE)
        return settings_from(block, SECRETS, Path("chairside.toml"))

    @property
    def clinic(self) -> Clinic:
        (clinic,) = self.settings.clinics.values()
        return clinic

    def table(self, first_heading: str) -> list[list[str]]:
        """The rows of the table whose first column has this heading, each a list of its cells."""
        lines = self.text.splitlines()
        top = next(n for n, line in enumerate(lines) if line.startswith(f"| {first_heading} |"))
        rows = []
        for line in lines[top + 2 :]:
            if not line.startswith("|"):
                break
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        return rows


GUIDES = tuple(map(Page, ("epic", "athenahealth", "oracle")))
PAGES = (*GUIDES, Page("it-packet"), Page("threat-model"))


def quoted(text: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)
