"""Outside voices for tests."""

from __future__ import annotations

import ssl
import time
from datetime import UTC, datetime

from trayapp.probing.exchange import Client
from trayapp.probing.manners import Manners
from trayapp.sources.voices import Voices

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)


def nobody_else() -> Voices:
    """No outside voice at all."""
    return Voices(
        Client(ssl.create_default_context(), Manners(time.monotonic, lambda: NOW, 60)), (), lambda: NOW
    )
