"""`python -m trayapp` and the `trayapp` command."""

from __future__ import annotations

import sys
import warnings

try:
    from trayapp.cli import main as run_command
except KeyboardInterrupt:  # it has hardly begun
    sys.exit(130)


def main() -> int:
    """Run what the command line asks for; the exit status."""
    # They are for who works on a library: for each odd date of a cookie there is one, with a traceback.
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
