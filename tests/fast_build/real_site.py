"""Our own publication as the tests have it, with the real settings and the real theme, and ways to change it."""

from __future__ import annotations

import json
import random
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.fast_build.plain_site import WORDS
from tests.publications import ROOT, SUMMARY, article

CHANGES = """
    edit_body edit_body edit_body edit_title edit_summary retag add add delete rename redate change_status change_author
    change_slug alias comment comment edit_author edit_offer edit_webinar edit_page edit_edition picture pass_time
    pass_time edit_template change_setting change_style file nothing
"""
TAGS = ("odd cases", "pay", "first jobs", "music letters")
SECTIONS = ("career advice", "breaking in", "moving up")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
SETTINGS = """
import sys
sys.path.insert(0, {root!r})
from {base} import *
PATH, THEME = {content!r}, {theme!r}
COMMENTS_PER_PAGE, COMMENTS_CLOSE_AFTER_DAYS = 9, 5000
PICTURE_CACHE, TEMPLATE_CACHE = {pictures!r}, {templates!r}
FAST_BUILD_IGNORED = [PICTURE_CACHE, TEMPLATE_CACHE]
"""


class RealSite:
    """The site below `folder`; every change is drawn from `chance`. `caches` are for pictures and templates."""

    def __init__(self, folder: Path, chance: random.Random, caches: Path, base: str = "publishconf") -> None:
        self.folder, self.chance, self.content = folder, chance, folder / "content"
        self.number, self.now = 0, NOW
        shutil.copytree(ROOT / "tests/site/content", self.content)
        shutil.copytree(ROOT / "theme", folder / "theme")
        places = {"content": self.content, "theme": folder / "theme"}
        places |= {"pictures": caches / "pictures", "templates": caches / "templates"}
        text = SETTINGS.format(root=str(ROOT), base=base, **{name: str(path) for name, path in places.items()})
        (folder / "fast.py").write_text(text)

    def options(self) -> list[str]:
        """What the command line says of the moment."""
        return ["-e", f"BUILD_AT={json.dumps(self.now.isoformat())}"]  # more settings may follow

    @property
    def articles(self) -> list[Path]:
        """The sources of all articles."""
        return sorted((self.content / "articles").glob("*.md"))

    def words(self, least: int, most: int) -> str:
        """Some words."""
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(least, most))).capitalize()

    def body(self) -> str:
        """A body with a link, a shortcode or a picture now and then."""
        parts = [f"{self.words(10, 30)}.", f"## {self.words(2, 4)}", f"- {self.words(2, 5)}"]
        parts += self.chance.sample(
            [
                f"[other]({self.chance.choice(self.articles).name})",
                "[offer the-open-one]",
                "Here is [webinar the-open-one].",
                "![hills](hills.jpg)",
                f"[handout](handout{self.chance.randint(1, 2)}.txt)",
                "[newsletter]",
                "[archive](/archive/) and [a tag](/tag/pay/)",
            ],
            self.chance.randint(0, 3),
        )
        return "\n\n".join(parts) + "\n"

    def set(self, path: Path, key: str, value: str) -> None:
        """Give a key of a document another value."""
        text = path.read_text()
        line = f"{key}: {value}\n"
        found, count = re.subn(rf"(?m)^{key}:.*\n", line.replace("\\", r"\\"), text, count=1)
        path.write_text(found if count else text.replace("---\n", f"---\n{line}", 1))

    def _edit(self, key: str, value: str) -> None:
        self.set(self.chance.choice(self.articles), key, value)

    # Changes

    def edit_body(self) -> None:
        """More words in an article."""
        path = self.chance.choice(self.articles)
        path.write_text(f"{path.read_text()}\n{self.body()}")

    def edit_title(self) -> None:
        """Another title."""
        self._edit("title", self.words(3, 6))

    def edit_summary(self) -> None:
        """Another summary."""
        self._edit("summary", f"{self.words(3, 6)} {SUMMARY}"[:150])

    def retag(self) -> None:
        """Other tags."""
        self._edit("tags", f"[{', '.join(self.chance.sample(TAGS, self.chance.randint(1, 3)))}]")

    def add(self) -> None:
        """A new article."""
        self.number += 1
        date = NOW - timedelta(days=self.chance.randint(-20, 2000))
        keys = {"date": f"{date:%Y-%m-%d %H:%M}", "category": self.chance.choice(SECTIONS), "title": self.words(3, 6)}
        keys["tags"] = f"[{', '.join(self.chance.sample(TAGS, 2))}]"
        if self.chance.random() < 0.3:
            keys |= {"series": "Odd Cases"}
        slug = f"new-{self.number}"
        (self.content / f"articles/{slug}.md").write_text(article(slug, self.body(), **keys))

    def delete(self) -> None:
        """An article less."""
        self.chance.choice(self.articles).unlink()

    def rename(self) -> None:
        """Another name of the file; the article stays."""
        self.number += 1
        path = self.chance.choice(self.articles)
        path.rename(path.with_name(f"renamed-{self.number}.md"))

    def redate(self) -> None:
        """Another date, of the past or the future."""
        self._edit("date", f"{NOW - timedelta(days=self.chance.randint(-30, 900)):%Y-%m-%d %H:%M}")

    def change_status(self) -> None:
        """Published, draft or hidden."""
        self._edit("status", self.chance.choice(["published", "draft", "hidden"]))

    def change_author(self) -> None:
        """Another author."""
        self._edit("author", self.chance.choice(["desk", "nophoto"]))

    def change_slug(self) -> None:
        """Another address, to which others may link."""
        self.number += 1
        self._edit("slug", f"slug-{self.number}")

    def alias(self) -> None:
        """A former address more."""
        self.number += 1
        self._edit("aliases", f"[/former-{self.number}/]")

    def comment(self) -> None:
        """A comment more, on an article that has some or none."""
        self.number += 1
        slug = self.chance.choice(["alone-in-its-section", "plain", "links", "code"])
        path = self.content / f"comments/{slug}.yaml"
        said = {"version": "1", "id": f"new-{self.number}", "kind": "comment", "status": "approved"}
        said |= {"author_name": self.words(1, 2), "time": f"2026-02-01T10:{self.number % 60:02}:00Z"}
        said["body"] = f"<p>{self.words(3, 8)}</p>"
        with path.open("a") as file:
            file.write(f"--- {json.dumps(said)} # new-{self.number}\n")

    def edit_author(self) -> None:
        """Another name of an author, or more words about them."""
        path = self.content / "authors" / self.chance.choice(["desk.md", "nophoto.md"])
        if self.chance.random() < 0.5:
            path.write_text(f"{path.read_text()}\n{self.words(3, 8)}.\n")
        else:
            self.set(path, "name", self.words(1, 2))

    def edit_offer(self) -> None:
        """An offer with other words, or until another day."""
        path = self.content / "offers/the-open-one.md"
        if self.chance.random() < 0.5:
            path.write_text(f"{path.read_text()}\n{self.words(3, 8)}.\n")
        else:
            self.set(path, "until", f"{self.now + timedelta(days=self.chance.randint(1, 40)):%Y-%m-%d}")

    def edit_webinar(self) -> None:
        """A webinar at another time, or under another title."""
        path = self.content / "webinars/the-open-one.md"
        if self.chance.random() < 0.5:
            self.set(path, "title", self.words(2, 4))
        else:
            self.set(path, "start", f"{self.now + timedelta(days=self.chance.randint(-2, 20)):%Y-%m-%d 17:00}")

    def edit_page(self) -> None:
        """A page with more words."""
        path = self.content / "pages" / self.chance.choice(["about.md", "start-here.md"])
        path.write_text(f"{path.read_text()}\n{self.body()}")

    def edit_edition(self) -> None:
        """An edition with another subject."""
        self.set(self.chance.choice(sorted((self.content / "editions").glob("*.md"))), "subject", self.words(3, 5))

    def picture(self) -> None:
        """Another picture under the same name."""
        path = self.content / "images/wide.png"
        path.write_bytes(path.read_bytes() + b"\0")

    def file(self) -> None:
        """A file that texts link to: new, or another."""
        path = self.content / f"articles/handout{self.chance.randint(1, 2)}.txt"
        path.write_text(self.words(2, 5))

    def pass_time(self) -> None:
        """Time passes: offers end, articles appear, threads close."""
        self.now += timedelta(days=self.chance.choice([0, 1, 6, 25]), hours=self.chance.randint(1, 20))

    def edit_template(self) -> None:
        """Another word in a template."""
        path = self.chance.choice(sorted((self.folder / "theme/templates").rglob("*.html")))
        path.write_text(f"{path.read_text()}{{# {self.words(1, 2)} #}}")

    def change_setting(self) -> None:
        """Another setting."""
        with (self.folder / "fast.py").open("a") as file:
            file.write(
                self.chance.choice(
                    [
                        f"TAGLINE = {self.words(2, 4)!r}\n",
                        f"DEFAULT_PAGINATION = {self.chance.randint(2, 12)}\n",
                        f"FORMER_ADDRESSES = {{'/old-{self.number}/': '/archive/'}}\n",
                        f"COMMENTS_PER_PAGE = {self.chance.randint(3, 9)}\n",
                    ]
                )
            )

    def change_style(self) -> None:
        """A file of the theme, and with it its address on all pages."""
        path = self.folder / "theme/static/css/feed.css"
        path.write_text(f"{path.read_text()}\n/* {self.words(1, 3)} */\n")

    def nothing(self) -> None:
        """No change."""

    def change(self) -> str:
        """One change, of any kind; its name."""
        name = self.chance.choice(CHANGES.split())
        getattr(self, name)()
        return name
