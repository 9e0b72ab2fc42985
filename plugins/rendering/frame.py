"""What pages outside of a build need of the last build, to look like its pages: a small file in the output.

The inbox shows pages in the theme that the site was built with. It takes from here the addresses of the theme's files,
which change with their content, and the pages that the footer names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from plugins.publication.mistake import PublicationError

FILE = "_inbox/frame.json"


def write_frame(output: Path, assets: Mapping[str, str], pages: Iterable[Any]) -> None:
    """Write the file; `pages` have title, url and status."""
    facts = [{"title": page.title, "url": page.url, "status": page.status} for page in pages]
    file = output / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"assets": dict(assets), "pages": facts}, ensure_ascii=False), encoding="utf-8")


def read_frame(output: Path) -> dict[str, Any]:
    """What templates take besides the settings: `ASSETS` and `pages`. Raises PublicationError without a built site."""
    try:
        facts = json.loads((output / FILE).read_bytes())
        return {"ASSETS": facts["assets"], "pages": facts["pages"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise PublicationError(f"{output}: there is no site in this folder; run `invoke build` first") from None
