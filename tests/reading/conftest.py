"""The publication in the probe theme, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rendering.probe import probe_publication
from tests.rendering.probe_build import build


@pytest.fixture(scope="session")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a production build."""
    return build(probe_publication(tmp_path_factory.mktemp("probe")))
