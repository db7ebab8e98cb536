"""trayapp as users start it, on the bench's internet: `python -m tests.bench.app PLACES ARGUMENTS…`."""

from __future__ import annotations

import sys

from tests.bench import places


def _main() -> int:
    places.lead_to(sys.argv[1])
    sys.argv = ["trayapp", *sys.argv[2:]]
    from trayapp.__main__ import main

    return main()


if __name__ == "__main__":
    sys.exit(_main())
