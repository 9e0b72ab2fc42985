"""Webinars and offers on the built test publication."""

from __future__ import annotations

from pathlib import Path


def test_a_hidden_webinar_has_a_page_and_stands_in_no_list(built_site: Path) -> None:
    assert (built_site / "webinars/hidden/index.html").is_file()
    for listing in ("webinars/index.html", "webinars/calendar.ics", "index.html", "sitemap.xml"):
        text = (built_site / listing).read_text("utf-8")
        assert "/webinars/hidden/" not in text, listing
    assert "/webinars/the-open-one/" in (built_site / "webinars/index.html").read_text("utf-8")
