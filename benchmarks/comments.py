"""What the comments archive costs: importing a large WordPress export, and building a site with many threads.

Run it with `.venv/bin/python -m benchmarks.comments import|build`. Each figure is taken in a process of its own: its
CPU seconds, its wall time, and its peak of memory beyond Python's own start.
"""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks import corpus

ROOT = Path(__file__).resolve().parent.parent
POSTS, COMMENTS, MEGABYTES = 3000, 60_000, 50
ARTICLES, BUILD_COMMENTS, RUNS = 5000, 25_000, 2
BEGIN = datetime(2011, 1, 1, 9, 0)


def main() -> None:
    """Print the figures that the arguments name."""
    commands: dict[str, Callable[[Path], None]] = {"import": measure_import, "build": measure_build}
    if sys.argv[1:2] == ["run-import"]:
        run_import(Path(sys.argv[2]))
        return
    for name in sys.argv[1:] or list(commands):
        with tempfile.TemporaryDirectory() as folder:
            commands[name](Path(folder))


def measure_import(folder: Path) -> None:
    """60,000 comments of 3,000 posts in 50 MB: the first import, and the second, which finds nothing to do."""
    export = folder / "export.xml"
    with export.open("w", encoding="utf-8") as stream:
        stream.writelines(wxr(POSTS, COMMENTS, MEGABYTES))
    print(f"export: {export.stat().st_size / 1e6:.1f} MB, {COMMENTS:,} comments of {POSTS:,} posts")
    for which in ("first", "second"):
        report(f"{which} import", [sys.executable, "-m", "benchmarks.comments", "run-import", str(folder)])


def wxr(posts: int, comments: int, megabytes: int) -> Iterator[str]:
    """A WordPress export."""
    chance = random.Random(1)  # noqa: S311 - chance, not a secret
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old</title><wp:wxr_version>1.2</wp:wxr_version>\n'
    )
    each = comments // posts
    body_words = max(5, (megabytes * 1_000_000 // comments - 700) // 5)
    number = 0
    for post in range(posts):
        date = BEGIN + timedelta(hours=7 * post)
        yield (
            f"<item><title>Post {post}</title><link>https://old.example/{date:%Y/%m}/post-{post}/</link>"
            f"<wp:post_id>{post}</wp:post_id><wp:post_name>post-{post}</wp:post_name><wp:status>publish</wp:status>"
            "<wp:post_type>post</wp:post_type><wp:post_password></wp:post_password>\n"
        )
        for index in range(each):
            number += 1
            parent = number - chance.randint(1, index) if index and chance.random() < 0.4 else 0
            moment = date + timedelta(minutes=index)
            text = "\n\n".join(f"{corpus.phrase(chance, body_words // 2, body_words // 2)}." for _ in range(2))
            yield (
                f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
                f"<wp:comment_author><![CDATA[Reader {number % 977}]]></wp:comment_author>"
                f"<wp:comment_author_email>reader{number % 977}@example.org</wp:comment_author_email>"
                f"<wp:comment_author_url>https://reader{number % 977}.example/</wp:comment_author_url>"
                "<wp:comment_author_IP>192.0.2.1</wp:comment_author_IP>"
                f"<wp:comment_date>{moment:%Y-%m-%d %H:%M:%S}</wp:comment_date>"
                f"<wp:comment_date_gmt>{moment + timedelta(hours=8):%Y-%m-%d %H:%M:%S}</wp:comment_date_gmt>"
                f"<wp:comment_content><![CDATA[{text}]]></wp:comment_content>"
                "<wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type>"
                f"<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id>"
                "</wp:comment>\n"
            )
        yield "</item>\n"
    yield "</channel></rss>\n"


def run_import(folder: Path) -> None:
    """Import the export of a folder; runs in a process of its own."""
    from plugins.comments_archive.importing import Wish, import_exports
    from plugins.comments_archive.matching import Article
    from plugins.comments_archive.recording import Identities

    articles = [Article(f"post-{post}", f"/x/post-{post}/", slug=f"post-{post}") for post in range(POSTS)]
    zone = ZoneInfo("America/Los_Angeles")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wish = Wish(folder / "comments", zone, articles, Identities(key="a key"))
    done = import_exports([folder / "export.xml"], wish)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert done.read == COMMENTS == sum(done.kept.values())
    print(
        f"  {done.added:,} new, {done.unchanged:,} as before; peak {peak / 1024:.0f} MB (start: {before / 1024:.0f} MB)"
    )


def measure_build(folder: Path) -> None:
    """5,000 articles, without and with 25,000 comments: CPU seconds of a cold build, every cache of it empty."""
    settings = corpus.write(folder, ARTICLES)
    content, threads = folder / "content", folder / "comments"
    write_threads(threads)
    figures: dict[str, list[float]] = {"without": [], "with": []}
    for run in range(RUNS):
        for which in figures:
            if which == "with":
                threads.rename(content / "comments")
            shutil.rmtree(folder / "cache", ignore_errors=True)
            output = folder / f"output-{which}-{run}"
            command = [sys.executable, "-m", "pelican", str(content), "-s", str(settings), "-o", str(output), "-q"]
            extra = ["--extra-settings", 'BUILD_AT="2026-11-23T09:00-08:00"']
            figures[which].append(report(f"{which} comments", [*command, *extra]))
        (content / "comments").rename(threads)
    added = 100 * (min(figures["with"]) / min(figures["without"]) - 1)
    print(f"the comments add {added:.1f} % to the best of {RUNS} runs (target: at most 15 %)")


def write_threads(folder: Path, articles: int = ARTICLES) -> None:
    """The comments of the corpus's articles, five each."""
    from plugins.comments_archive import archive_file
    from plugins.comments_archive.record import Comment, Kind, Source

    chance = random.Random(1)  # noqa: S311 - chance, not a secret
    folder.mkdir()
    number = 0
    for post in range(articles):
        date = BEGIN + timedelta(hours=7 * post)
        records = []
        for index in range(BUILD_COMMENTS // ARTICLES):
            number += 1
            records.append(
                Comment(
                    id=f"comment-{number}",
                    kind=Kind.COMMENT,
                    author_name=f"Reader {number % 977}",
                    author_link=f"https://reader{number % 977}.example/",
                    time=(date + timedelta(hours=index)).replace(tzinfo=UTC),
                    local_time=date,
                    in_reply_to=f"comment-{number - 1}" if index and chance.random() < 0.4 else "",
                    avatar=f"{chance.getrandbits(64):016x}",
                    body=f"<p>{corpus.phrase(chance, 25, 25)}.</p>\n<p>{corpus.phrase(chance, 25, 25)}.</p>",
                    source=Source("wordpress", str(number), "0123456789abcdef"),
                )
            )
        (folder / f"post-{post}.yaml").write_text(archive_file.write(records))


def report(what: str, command: list[str]) -> float:
    """Run a process, print its figures; returns its CPU seconds."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{what}: {time.perf_counter() - started:.1f} s wall, {cpu:.1f} s CPU", flush=True)
    return cpu


if __name__ == "__main__":
    main()
