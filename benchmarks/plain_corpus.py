"""The same plain site for Pelican, Hugo and Eleventy, of any size: articles of about 600 words and archived comments.

The same number gives the same articles and comments in every format; only the front matter and the folders differ. A
few articles have very many comments, and about half have none. Each builder's templates are in `benchmarks/plain/`.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import corpus

PLAIN = Path(__file__).parent / "plain"
COMMENTS = 5  # an article, on average
NAMES = ("Sam A.", "Priya B.", "Lee C.", "María D.", "Zoë E.", "Ahmed F.", "Jürgen G.", "Ngozi H.")
_LINK = re.compile(r"\]\((post-\d+)\.md\)")


@dataclass(frozen=True)
class Post:
    """An article, before it has a format."""

    slug: str
    title: str
    date: datetime
    category: str
    tags: Sequence[str]
    author: str
    summary: str
    body: str


@dataclass(frozen=True)
class Site:
    """A site of one format, in a folder."""

    folder: Path
    format: str

    @property
    def posts(self) -> Path:
        """Where the articles lie."""
        return self.folder / ("posts" if self.format == "eleventy" else "content/posts")

    @property
    def comments(self) -> Path:
        """Where the comments lie."""
        return self.folder / ("data/comments" if self.format == "hugo" else "comments")

    def write(self, post: Post, comments: Sequence[dict[str, Any]] = ()) -> None:
        """Write an article and its comments."""
        head = _pelican_head(post) if self.format == "pelican" else _yaml_head(post, self.format)
        (self.posts / f"{post.slug}.md").write_text(head + post.body + "\n", "utf-8")
        if comments:
            text = json.dumps(comments, ensure_ascii=False, indent=1)
            (self.comments / f"{post.slug}.json").write_text(text, "utf-8")

    def edit(self, number: int, words: str) -> None:
        """Add a sentence to an article."""
        with (self.posts / f"post-{number}.md").open("a", encoding="utf-8") as stream:
            stream.write(f"\n{words}\n")

    def add(self, number: int, articles: int) -> None:
        """Write one more article, after all others; its number is its own, from `articles` on."""
        self.write(_post(random.Random(number), number, articles))  # noqa: S311 - a benchmark, not a secret


def write(folder: Path, format: str, articles: int) -> Site:  # noqa: A002 - the option's own name
    """Write the site of a format (`pelican`, `hugo` or `eleventy`) with so many articles."""
    shutil.copytree(PLAIN / format, folder)
    site = Site(folder, format)
    site.posts.mkdir(parents=True, exist_ok=True)
    site.comments.mkdir(parents=True)
    for post, comments in _posts(articles):
        site.write(post, comments)
    return site


def _posts(articles: int) -> Iterator[tuple[Post, list[dict[str, Any]]]]:
    chance = random.Random(2026)  # noqa: S311 - a benchmark, not a secret
    weights = [max(0.0, chance.paretovariate(1.1) - 1.2) for _ in range(articles)]
    counts = [0] * articles
    for number in chance.choices(range(articles), weights, k=COMMENTS * articles):
        counts[number] += 1
    for number in range(articles):
        post = _post(chance, number, articles)
        yield post, _comments(chance, post, counts[number])


def _post(chance: random.Random, number: int, articles: int) -> Post:
    return Post(
        slug=f"post-{number}",
        title=f"{corpus.phrase(chance, 4, 7)} {number}",
        date=corpus.BEGIN + timedelta(minutes=number * corpus.DAYS * 24 * 60 // articles),
        category=chance.choice(corpus.SECTIONS),
        tags=sorted(chance.sample(corpus.TAGS, chance.randint(1, 4))),
        author=chance.choice(corpus.AUTHORS),
        summary=corpus.sentence(chance),
        body=_LINK.sub(r"](/posts/\1/)", corpus.body(chance, min(number, articles))),
    )


def _comments(chance: random.Random, post: Post, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    date = post.date
    for index in range(count):
        date += timedelta(minutes=chance.randint(3, 4000))
        body = "\n\n".join(corpus.sentence(chance) for _ in range(chance.choice((1, 1, 2, 3))))
        if chance.random() < 0.05:
            body += "\n\n<b>not</b> markup & <script>alert(1)</script>"
        found.append(
            {
                "id": index + 1,
                "author": chance.choice(NAMES),
                "url": f"https://example.org/~{chance.randint(1, 999)}" if chance.random() < 0.3 else None,
                "date": date.isoformat(),
                "parent": chance.choice(found)["id"] if found and chance.random() < 0.35 else None,
                "body": body,
            }
        )
    return found


def _pelican_head(post: Post) -> str:
    fields = {
        "Title": post.title,
        "Date": post.date.isoformat(),
        "Slug": post.slug,
        "Category": post.category,
        "Tags": ", ".join(post.tags),
        "Author": post.author,
        "Summary": post.summary,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items()) + "\n"


def _yaml_head(post: Post, format: str) -> str:  # noqa: A002 - the option's own name
    fields: dict[str, object] = {"title": post.title, "slug": post.slug, "summary": post.summary}
    if format == "hugo":  # all taxonomies are lists there
        fields |= {"categories": [post.category], "tags": list(post.tags), "authors": [post.author]}
    else:  # `tags` would make a collection each there
        fields |= {"category": post.category, "topics": list(post.tags), "author": post.author}
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items())
    return f"---\n{lines}date: {post.date.isoformat()}Z\n---\n\n"
