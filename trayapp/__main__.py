"""`python -m trayapp` and the `trayapp` command."""

from __future__ import annotations

import sys

from trayapp.cli import main as run_command


def main() -> int:
    """Run what the command line asks for; the exit status."""
    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
