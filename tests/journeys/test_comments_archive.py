"""An owner brings the comments of an old WordPress blog: look, import, check, build, correct by hand, import again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bs4 import BeautifulSoup

from tests.copies import copy_of_the_repository, git
from tests.publications import files

INVOKE = [sys.executable, "-m", "invoke"]
ARTICLE = "how-to-take-a-general-meeting"
WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old</title>
<item><title>A general meeting</title><link>http://old.example/2009/{slug}/</link><wp:post_name>{slug}</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:post_password></wp:post_password>
{comments}
</item></channel></rss>
"""
COMMENT = """<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[{name}]]></wp:comment_author>
<wp:comment_author_email>{id}@readers.example</wp:comment_author_email><wp:comment_author_url></wp:comment_author_url>
<wp:comment_author_IP>192.0.2.{id}</wp:comment_author_IP><wp:comment_date>2026-10-0{id} 10:00:00</wp:comment_date>
<wp:comment_date_gmt>2026-10-0{id} 17:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{body}]]></wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>
<wp:comment_type>{kind}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>
"""


def run(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*INVOKE, *arguments], cwd=repository, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


def wxr() -> str:
    """Two comments, a reply, a trackback, and one that waits for approval."""
    rows = [
        (1, "Ann", "What if they are late?", "1", "", 0),
        (2, "Ben", "Wait <b>twenty</b> minutes.\n\nThen ask.", "1", "comment", 1),
        (3, "A blog", "[...] a good rule [...]", "1", "trackback", 0),
        (4, "Cleo", "Not approved yet.", "0", "comment", 0),
    ]
    names = ("id", "name", "body", "approved", "kind", "parent")
    comments = "".join(COMMENT.format(**dict(zip(names, row, strict=True))) for row in rows)
    return WXR.format(slug=ARTICLE, comments=comments)


def test_from_an_old_export_to_the_page(tmp_path: Path) -> None:
    repository = copy_of_the_repository(tmp_path / "copy")
    export, report = tmp_path / "old.xml", tmp_path / "report.json"
    export.write_text(wxr(), encoding="utf-8")
    thread = repository / f"content/comments/{ARTICLE}.yaml"

    # A look at what would happen.
    done = run(repository, "comments.import", str(export), "--dry-run", "--report", str(report))
    assert done.returncode == 0, done.stderr
    told = json.loads(report.read_text())
    assert (told["read"], told["kept"]["comment"], told["kept"]["trackback"]) == (4, 2, 1)
    assert told["held"] == [
        {"id": "4", "post": f"http://old.example/2009/{ARTICLE}/", "reason": "it is not approved (pending)"}
    ]
    assert git(repository, "status", "--porcelain") == ""

    # The import itself, the check and the build.
    done = run(repository, "comments.import", str(export))
    assert done.returncode == 0, done.stderr
    assert "4 read; kept: 2 comments, 1 trackbacks; held: 1." in done.stdout
    assert git(repository, "status", "--porcelain").split() == ["??", f"content/comments/{ARTICLE}.yaml"]
    assert "readers.example" not in thread.read_text()
    assert "192.0.2" not in thread.read_text()
    assert run(repository, "check").stdout.strip() == "No mistakes."
    assert run(repository, "comments.check").stdout.strip() == "No mistakes."
    built = run(repository, "build")
    assert built.returncode == 0, built.stderr
    page = BeautifulSoup((repository / f"output/2026/10/{ARTICLE}/index.html").read_text(), "lxml")
    reply = page.select_one("#comment-1 ~ ol #comment-2")
    assert reply
    assert "October 2, 2026 at 10:00 am" in reply.get_text()
    assert "3 Comments" in page.get_text()

    # A second run changes no byte.
    before = files(repository / "content")
    assert "3 as before" in run(repository, "comments.import", str(export)).stdout
    assert files(repository / "content") == before

    # A correction by hand stays, and the import says so.
    thread.write_text(thread.read_text().replace("What if they are late?", "What if they come late?"))
    before = files(repository / "content")
    assert "1 edited by hand and left as they are" in run(repository, "comments.import", str(export)).stdout
    assert files(repository / "content") == before

    # A mistake by hand is told with its line, and so is a broken export.
    thread.write_text(thread.read_text().replace('"author_name": "Ben"', '"author_email": "2@readers.example"'))
    refused = run(repository, "check")
    assert refused.returncode == 1
    assert (
        f"content/comments/{ARTICLE}.yaml:7: author_email: a private detail stands in a public file" in refused.stdout
    )
    (repository / f"content/comments/{ARTICLE}.yaml").write_bytes(before[f"comments/{ARTICLE}.yaml"])
    (tmp_path / "cut.xml").write_text(wxr()[:900], encoding="utf-8")
    broken = run(repository, "comments.import", str(tmp_path / "cut.xml"))
    assert broken.returncode == 1
    assert broken.stderr.strip().count("\n") == 0
    assert f"{tmp_path}/cut.xml:" in broken.stderr
    assert files(repository / "content") == before

    # What went in comes out again.
    out = run(repository, "comments.export", "--format", "wxr", "--output", str(tmp_path / "out.xml"))
    assert out.returncode == 0, out.stderr
    again = run(repository, "comments.import", str(tmp_path / "out.xml"), "--archive", str(tmp_path / "again"))
    assert again.returncode == 0, again.stderr
    assert files(tmp_path / "again")[f"{ARTICLE}.yaml"] == before[f"comments/{ARTICLE}.yaml"]
