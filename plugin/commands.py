"""The command line. Exit codes: 0 done, 1 done with failures named, 2 bad usage or unreadable input."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from plugin.commands_check import check_command
from plugin.commands_propose import propose_command
from plugin.commands_reference import reference_commands
from plugin.commands_rules import rules_commands
from plugin.commands_score import score_command
from plugin.commands_serve import demo_command, release_command, serve_command
from plugin.engine.errors import EngineError
from plugin.errors import ChairsideError
from plugin.intake.errors import UnreadableInput
from plugin.rules.errors import RulesError
from smart_launch.errors import SmartError

BAD_INPUT = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chairside")
def chairside() -> None:
    """Turn a documented infusion visit into a proposed charge, and ask for what is missing."""


chairside.add_command(propose_command)
chairside.add_command(serve_command)
chairside.add_command(release_command)
chairside.add_command(demo_command)
chairside.add_command(check_command)
chairside.add_command(rules_commands)
chairside.add_command(reference_commands)
chairside.add_command(score_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit. Whatever goes wrong is one sentence on stderr, never a traceback."""
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: Sequence[str] | None) -> int:
    try:
        code = chairside.main(arguments, prog_name="chairside", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more when it ends and would print what it cannot write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _said("Whoever read the output has stopped reading.")
    except (KeyboardInterrupt, click.Abort):
        return _said("Stopped.")
    except click.ClickException as error:
        return _said(error.format_message())
    except (ChairsideError, EngineError, RulesError, SmartError, UnreadableInput) as error:
        return _said(f"{error.sentence} {error.hint}")
    except OSError as error:
        return _said(f"{error.filename or 'The file'} cannot be used: {error.strerror or type(error).__name__}.")
    except Exception as error:  # a traceback would quote the visit it broke on
        return _said(f"Something went wrong in Chairside ({type(error).__name__}). Nothing was changed.")
    return code if isinstance(code, int) else 0


def _said(sentence: str) -> int:
    click.echo(" ".join(sentence.split()), err=True)
    return BAD_INPUT
