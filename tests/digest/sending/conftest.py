"""An office for each test, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.digest.sending.office import Office
from tests.mail_sink import SmtpSink

Open = Callable[..., Office]


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Iterator[Open]:
    """Opens an office with a mail server."""
    with ExitStack() as stack:

        def open_office(sink: SmtpSink | None = None, **changes: object) -> Office:
            return Office(engine, stack.enter_context(sink or SmtpSink()), tmp_path, **changes)

        yield open_office
