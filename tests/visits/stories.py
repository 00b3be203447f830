"""Where the stories lie."""

from pathlib import Path

STORIES = tuple(sorted((Path(__file__).resolve().parents[2] / "fixtures" / "visits").glob("*/bundle.json")))
