"""The command line. Exit codes: 0 done, 1 done with failures named, 2 bad usage or unreadable input."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import click

from plugin.engine.errors import EngineError
from plugin.errors import ChairsideError
from plugin.intake.errors import UnreadableInput
from plugin.rules.errors import RulesError
from smart_launch.errors import SmartError

BAD_INPUT = 2
# Where each command is. One that runs need not wait for the database and the pages of the others.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "audit": ("plugin.commands_audit", "audit_command"),
    "check": ("plugin.commands_check", "check_command"),
    "demo": ("plugin.commands_serve", "demo_command"),
    "propose": ("plugin.commands_propose", "propose_command"),
    "reference": ("plugin.commands_reference", "reference_commands"),
    "release": ("plugin.commands_serve", "release_command"),
    "rules": ("plugin.commands_rules", "rules_commands"),
    "score": ("plugin.commands_score", "score_command"),
    "serve": ("plugin.commands_serve", "serve_command"),
}


class Commands(click.Group):
    """The commands, each read when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them, None where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chairside")
def chairside() -> None:
    """Turn a documented infusion visit into a proposed charge, and ask for what is missing."""


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
