"""An author makes every mistake there is; `invoke check` tells all in one run, with file, line and remedy."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.copies import copy_of_the_repository
from tests.publications import SUMMARY

HEAD = """---
title: {title}
slug: {slug}
date: 2026-01-05 09:00
author: desk
category: career advice
summary: {summary}
status: published
---

"""


def article(slug: str, body: str = "Text.", title: str = "A title", replace: tuple[str, str] = ("", "")) -> str:
    head = HEAD.format(title=title, slug=slug, summary=SUMMARY)
    return (head.replace(*replace) if replace[0] else head) + body + "\n"


def photograph() -> bytes:
    """A small JPEG with nothing wrong in it."""
    data = BytesIO()
    Image.new("RGB", (32, 18)).save(data, "JPEG")
    return data.getvalue()


# One file a mistake: its text, the line of the mistake, and what the report says of it.
MISTAKES: dict[str, tuple[str, int, str]] = {
    "unknown-key": (article("unknown-key", replace=("status:", "colour: red\nstatus:")), 8, "`colour` is not a key"),
    "misspelt-key": (article("misspelt-key", replace=("summary:", "sumary:")), 7, "did you mean `summary`?"),
    "draft-for-status": (
        article("draft-for-status", replace=("status: published", "draft: yes")),
        8,
        "`status: draft`",
    ),
    "no-date": (article("no-date", replace=("2026-01-05 09:00", "next week")), 4, "write it as 2026-11-24 09:00"),
    "impossible-date": (article("impossible-date", replace=("2026-01-05", "2026-13-01")), 4, "is not a date"),
    "author": (article("author", replace=("author: desk", "author: dek")), 5, "did you mean `desk`?"),
    "section": (article("section", replace=("career advice", "carer advice")), 6, "did you mean `career advice`?"),
    "status": (article("status", replace=("status: published", "status: publish")), 8, "write published or draft"),
    "no-title": (article("no-title", replace=("title: A title\n", "")), 1, "add the line `title: …`"),
    "long-title": (article("long-title", title="word " * 20), 2, "use at most 70"),
    "no-summary": (article("no-summary", replace=(f"summary: {SUMMARY}\n", "")), 1, "add the line `summary: …`"),
    "long-summary": (article("long-summary", replace=(SUMMARY, "word " * 40)), 7, "use 50 to 160"),
    "capital-slug": (article("Capital-Slug"), 3, "write it as capital-slug"),
    "no-picture": (article("no-picture", "![A desk](a-camera-crane.jpg)"), 11, "add it beside the article"),
    "no-alt": (article("no-alt", "![](wide.jpg)"), 11, "has no alternative text"),
    "link-to-nothing": (
        article("link-to-nothing", "[a text](no-such-text.md)"),
        11,
        "there is no file 'no-such-text.md'",
    ),
    "no-anchor": (article("no-anchor", "[a part](no-alt.md#no-such-part)"), 11, "there is no heading '#no-such-part'"),
    "no-address": (article("no-address", "[a page](/no-such-page/)"), 11, "there is no page at '/no-such-page/'"),
    "no-slash": (article("no-slash", "[about](/about)"), 11, "write /about/"),
    "first-level": (article("first-level", "# A heading"), 11, "begin it with ##"),
    "out-of-order": (article("out-of-order", "## One\n\nText.\n\n#### Three"), 15, "begin it with ###"),
    "script": (article("script", "<script>alert(1)</script>"), 11, "a raw <script>"),
    "iframe": (article("iframe", '<iframe src="https://example.org/"></iframe>'), 11, "a raw <iframe>"),
    "javascript": (article("javascript", "[a link](javascript:alert(1))"), 11, "'javascript:' links are not published"),
    "handler": (article("handler", '<span onclick="x()">text</span>'), 11, "has the attribute onclick"),
    "shortcode": (article("shortcode", "[newsleter]"), 11, "did you mean `newsletter`?"),
    "no-offer": (article("no-offer", "[offer resume-revew]"), 11, "did you mean `resume-review`?"),
    "click-here": (article("click-here", "[click here](/about/)"), 11, "does not say where the link leads"),
    "no-front-matter": ("Just text.\n", 1, "does not begin with a front matter block"),
    "no-end": ("---\ntitle: A\nslug: no-end\n\nText.\n", 5, "put --- alone on a line"),
    "audience": (article("audience", replace=("status:", "audience: [studnt]\nstatus:")), 8, "did you mean `student`?"),
    "alias": (article("alias", replace=("status:", "aliases: [/about/]\nstatus:")), 8, "/about/ is a living page"),
    "twice": (article("twice", replace=("status:", "slug: other\nstatus:")), 8, "the key `slug` stands twice"),
}
OTHERS = [
    # (file below content/, its bytes, the line, what the report says)
    ("articles/same-slug.md", article("click-here").encode(), 3, "is the slug of content/articles/click-here.md:3 too"),
    ("articles/not-utf8.md", b"---\ntitle: caf\xe9\n---\n", 2, "save the file as UTF-8"),
    ("articles/note.txt.html", b"<p>Text</p>", 1, "write Markdown"),
    ("images/pointer.jpg", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", 1, "git lfs pull"),
    ("images/empty.jpg", b"", 1, "the file is empty"),
    ("images/large.jpg", b"\xff\xd8" + b"\0" * 10_000_001, 1, "use at most 10 MB"),
    ("images/wide.jpg", photograph(), 0, ""),  # a whole picture, for no-alt.md
    (
        "offers/backwards.md",
        f"---\ntitle: A\nslug: backwards\nfrom: 2026-02-01\nuntil: 2026-01-01\nlink: https://example.org/\n"
        f"disclosure: Nobody is paid.\nsummary: {SUMMARY}\nstatus: published\n---\n\nText.\n".encode(),
        5,
        "is before the offer starts",
    ),
]


def test_every_mistake_is_told_in_one_run(tmp_path: Path) -> None:
    repository = copy_of_the_repository(tmp_path / "copy")
    expected = []
    for name, (text, line, says) in MISTAKES.items():
        (repository / f"content/articles/{name}.md").write_text(text)
        expected.append((f"content/articles/{name}.md", line, says))
    for path, data, line, says in OTHERS:
        (repository / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / "content" / path).write_bytes(data)
        if line:
            expected.append((f"content/{path}", line, says))
    # A published slug is changed, and its old address forgotten.
    published = repository / "content/articles/how-to-take-a-general-meeting.md"
    published.write_text(published.read_text().replace("slug: how-to-take", "slug: taking", 1))
    expected.append(("content/articles/how-to-take-a-general-meeting.md", 3, "the published address"))

    done = subprocess.run(
        [sys.executable, "-m", "invoke", "check"],
        cwd=repository,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    reported = re.findall(r"^(content/[^:]+):(\d+): ([^:]+): (.*?); (.+)$", done.stdout, re.M)
    assert done.returncode == 1
    assert len(expected) >= 30
    for path, line, says in expected:
        assert [one for one in reported if one[0] == path and int(one[1]) == line and says in "; ".join(one[3:])], (
            f"{path}:{line}: {says!r} was not told:\n"
            + "\n".join(map(str, [one for one in reported if one[0] == path]))
        )
    assert {one[0] for one in reported} == {path for path, _, _ in expected}, "nothing else was found wanting"
    assert re.search(r"^\d+ mistakes\.$", done.stdout, re.M)
