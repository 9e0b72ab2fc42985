"""Publications with comments: the real settings and the real theme, the plugin switched on, threads written at will."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment, Kind, Source, digest
from tests.publications import ROOT, Publication, make

FIRST = datetime(2020, 1, 1, 12, 0, tzinfo=UTC)
PLUGIN = "plugins.comments_archive"
INCLUDE = '{% include "partials/comments.html" %}'


def comment(number: int, parent: int = 0, **values: object) -> Comment:
    """A comment; the higher its number, the later it was written."""
    defaults: dict[str, object] = {
        "id": f"comment-{number}",
        "kind": Kind.COMMENT,
        "author_name": f"Reader {number}",
        "time": FIRST + timedelta(minutes=number),
        "in_reply_to": f"comment-{parent}" if parent else "",
        "body": f"<p>The words of {number}.</p>",
        "source": Source("wordpress", str(number), ""),
    }
    return Comment(**(defaults | values))


def imported(record: Comment) -> Comment:
    """A record as an import leaves it: with its digest."""
    source = record.source or Source("wordpress", record.id)
    return replace(record, source=replace(source, digest=digest(record)))


def write_thread(publication: Publication, article: str, *records: Comment) -> Path:
    """Write the thread of an article."""
    return publication.write(f"comments/{article}.yaml", archive_file.write(records))


def with_comments(publication: Publication, **settings: object) -> Publication:
    """Switch the plugin on and give it settings, in a theme that shows comments."""
    theme = publication.folder / "theme"
    shutil.copytree(ROOT / "theme", theme)
    template = theme / "templates/article.html"
    text = template.read_text()
    if INCLUDE not in text:
        text = text.replace("{% block comments %}{% endblock %}", f"{{% block comments %}}{INCLUDE}{{% endblock %}}")
    template.write_text(text)
    lines = [f"\nTHEME = {str(theme)!r}", f"if {PLUGIN!r} not in PLUGINS:", f"    PLUGINS = [*PLUGINS, {PLUGIN!r}]"]
    lines += [f"{name} = {value!r}" for name, value in settings.items()]
    for kind in ("production", "preview"):
        with (publication.folder / f"{kind}.py").open("a") as file:
            file.write("\n".join(lines) + "\n")
    return publication


def page(publication: Publication, address: str = "2026/01/first") -> str:
    """The HTML of a page that was built."""
    return (publication.output / address / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A publication of one author and one article, `first`."""
    return make(tmp_path)
