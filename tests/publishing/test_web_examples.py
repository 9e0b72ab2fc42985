"""The examples for nginx and Caddy against a real site: what may be kept for ever is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "plugins/publishing/files/web"
FOR_EVER = re.compile(r'"?~(?P<rule>\S+?)"?\s+"public, max-age=31536000, immutable"')


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_every_file_whose_name_changes_with_its_content_is_kept_for_ever(built_site: Path, name: str) -> None:
    text = (WEB / name).read_text().replace("$$", "$")
    rules = [re.compile(found["rule"]) for found in FOR_EVER.finditer(text)]

    def is_kept(address: str) -> bool:
        return any(rule.search(address) for rule in rules)

    addresses = [f"/{file.relative_to(built_site)}" for file in built_site.rglob("*") if file.is_file()]
    for folder in ("theme", "pictures", "cards"):
        named = [address for address in addresses if address.startswith(f"/{folder}/")]
        assert named
        assert [address for address in named if not is_kept(address)] == []
    assert not [address for address in addresses if address.endswith((".html", ".xml", ".json")) and is_kept(address)]
