"""A site of plain Pelican, with a theme and a plugin that know nothing of fast_build, and ways to change it."""

from __future__ import annotations

import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path

PLAIN = Path(__file__).parent / "plain"

VOCABULARY = "after again book call career day desk early film first good help home idea job letter music name offer"
WORDS = VOCABULARY.split()
CHANGES = """
    add edit_body edit_body edit_title retag redate recategorise change_author change_status change_slug spoil_date
    rename delete comment comment edit_template override_template change_setting edit_page change_picture change_data
    upgrade_plugin change_style nothing
"""
CATEGORIES = ("Job Search", "Interviews", "Résumés")
TAGS = ("first jobs", "pay", "letters", "rooms", "C++")
AUTHORS = ("Ada Marsh", "Ben Okoro")
BEGIN = datetime(2012, 1, 2, 9, 0)

SETTINGS = """
import sys
sys.path[:0] = [{root!r}, {folder!r}]
PLUGINS = {plugins}
SITENAME, SITEURL, TIMEZONE, DEFAULT_LANG, LOCALE = "A Plain Site", "", "UTC", "en", ["C.UTF-8", "C"]
PATH, THEME = "content", "theme"
ARTICLE_PATHS, PAGE_PATHS, STATIC_PATHS = ["posts"], ["pages"], ["images"]
ARTICLE_URL, ARTICLE_SAVE_AS = "posts/{{slug}}/", "posts/{{slug}}/index.html"
DEFAULT_PAGINATION, FEED_MAX_ITEMS = 3, 5
FEED_ALL_ATOM, CATEGORY_FEED_ATOM, TAG_FEED_RSS = "feed.xml", "feeds/{{slug}}.atom.xml", "feeds/tag-{{slug}}.rss.xml"
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
YEAR_ARCHIVE_SAVE_AS = "archive/{{date:%Y}}.html"
SLOGAN = "Plainly"
WITH_FUTURE_DATES = True
"""


class PlainSite:
    """The site in `folder`; every change is drawn from `chance`."""

    def __init__(self, folder: Path, root: Path, chance: random.Random) -> None:
        self.folder, self.chance, self.root = folder, chance, root
        self.number = 0
        shutil.copytree(PLAIN, folder)
        self.write_settings("fast.py", ["plugins.fast_build", "notes_plugin"])
        self.write_settings("stock.py", ["notes_plugin"])
        for _ in range(12):
            self.add()

    def write(self, path: str, text: str) -> None:
        """Write a file of the site."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def write_settings(self, name: str, plugins: list[str], extra: str = "") -> None:
        """Write a settings file."""
        text = SETTINGS.format(root=str(self.root), folder=str(self.folder), plugins=plugins)
        self.write(name, text + extra)

    @property
    def posts(self) -> list[Path]:
        """The sources of all articles."""
        return sorted((self.folder / "content/posts").glob("*.md"))

    def words(self, least: int, most: int) -> str:
        """Some words."""
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(least, most))).capitalize()

    def body(self) -> str:
        """A body with a list, a link, a picture now and then."""
        parts = [
            f"{self.words(10, 30)} *{self.words(1, 2)}*.",
            f"## {self.words(2, 4)}",
            f"- {self.words(2, 5)}\n- `x`",
        ]
        if self.number > 2 and self.chance.random() < 0.5:
            parts.append(f"[other]({{filename}}post-{self.chance.randint(1, self.number)}.md)")
        if self.chance.random() < 0.3:
            parts.append("![a]({static}/images/a.txt)")
        return "\n\n".join(parts) + "\n"

    # Changes

    def add(self) -> None:
        """A new article."""
        self.number += 1
        date = BEGIN + timedelta(days=self.chance.randint(0, 2000), minutes=self.number)
        summary = f"Summary: {self.words(4, 9)}\n" if self.chance.random() < 0.7 else ""
        self.write(
            f"content/posts/post-{self.number}.md",
            f"Title: {self.words(3, 6)} & more\nDate: {date:%Y-%m-%d %H:%M}\nSlug: post-{self.number}\n"
            f"Category: {self.chance.choice(CATEGORIES)}\nTags: {', '.join(self.chance.sample(TAGS, 2))}\n"
            f"Author: {self.chance.choice(AUTHORS)}\n{summary}\n{self.body()}",
        )

    def _edit(self, key: str, value: str) -> None:
        path = self.chance.choice(self.posts)
        lines = path.read_text().split("\n")
        at = next((number for number, line in enumerate(lines) if line.startswith(f"{key}:")), None)
        if at is None:
            lines.insert(1, f"{key}: {value}")
        else:
            lines[at] = f"{key}: {value}"
        path.write_text("\n".join(lines))

    def edit_body(self) -> None:
        """More words in an article."""
        path = self.chance.choice(self.posts)
        path.write_text(f"{path.read_text()}\n{self.body()}")

    def edit_title(self) -> None:
        """Another title."""
        self._edit("Title", self.words(3, 6))

    def retag(self) -> None:
        """Other tags."""
        self._edit("Tags", ", ".join(self.chance.sample(TAGS, self.chance.randint(1, 3))))

    def redate(self) -> None:
        """Another date."""
        self._edit("Date", f"{BEGIN + timedelta(days=self.chance.randint(0, 2500)):%Y-%m-%d %H:%M}")

    def recategorise(self) -> None:
        """Another category."""
        self._edit("Category", self.chance.choice(CATEGORIES))

    def change_author(self) -> None:
        """Another author."""
        self._edit("Author", self.chance.choice(AUTHORS))

    def change_status(self) -> None:
        """Published, draft or hidden."""
        self._edit("Status", self.chance.choice(["published", "draft", "hidden"]))

    def change_slug(self) -> None:
        """Another address, to which other articles link."""
        self.number += 1
        self._edit("Slug", f"slug-{self.number}")

    def spoil_date(self) -> None:
        """A date that is none: Pelican leaves the article out, and says so."""
        self._edit("Date", "soon")

    def rename(self) -> None:
        """Another name of the file; the article stays."""
        self.number += 1
        path = self.chance.choice(self.posts)
        path.rename(path.with_name(f"post-{self.number}.md"))

    def delete(self) -> None:
        """An article less."""
        if len(self.posts) > 4:
            self.chance.choice(self.posts).unlink()

    def comment(self) -> None:
        """A note more, or one file of notes less."""
        slug = f"post-{self.chance.randint(1, self.number)}"
        path = self.folder / f"notes/{slug}.json"
        if path.exists() and self.chance.random() < 0.4:
            path.unlink()
        else:
            self.write(f"notes/{slug}.json", f'["{self.words(3, 8)}"]')

    def edit_template(self) -> None:
        """Another word in a template."""
        path = self.chance.choice(sorted((self.folder / "theme/templates").glob("*.html")))
        path.write_text(f"{path.read_text()}{{# {self.words(1, 2)} #}}{self.chance.choice(['', '<hr>'])}")

    def override_template(self) -> None:
        """A template in the folder that comes before the theme's."""
        self.write("theme/templates/taglist.html", f"<p>{self.words(1, 2)} {{{{ article.tags|length }}}}</p>")

    def change_setting(self) -> None:
        """A setting more in both settings files."""
        extra = self.chance.choice(
            [
                f"SITENAME = {self.words(1, 3)!r}\n",
                f"SLOGAN = {self.words(1, 2)!r}\n",
                f"DEFAULT_PAGINATION = {self.chance.randint(2, 5)}\n",
                f"FEED_MAX_ITEMS = {self.chance.randint(2, 6)}\n",
                'ARTICLE_URL, ARTICLE_SAVE_AS = "p/{slug}.html", "p/{slug}.html"\n',
                "SUMMARY_MAX_LENGTH = 5\n",
            ]
        )
        for name in ("fast.py", "stock.py"):
            path = self.folder / name
            path.write_text(path.read_text() + extra)

    def edit_page(self) -> None:
        """A page: new, changed or gone."""
        number = self.chance.randint(1, 3)
        path = self.folder / f"content/pages/page-{number}.md"
        if path.exists() and self.chance.random() < 0.3:
            path.unlink()
        else:
            self.write(f"content/pages/page-{number}.md", f"Title: {self.words(1, 3)}\n\n{self.body()}")

    def change_picture(self) -> None:
        """A static file: new, changed or gone."""
        name = self.chance.choice(["a.txt", "b.txt", "deep/c.txt"])
        path = self.folder / "content/images" / name
        if path.exists() and name != "a.txt" and self.chance.random() < 0.4:
            path.unlink()
        else:
            self.write(f"content/images/{name}", self.words(1, 5))

    def change_data(self) -> None:
        """A file that a plugin's function reads while pages are made."""
        self.write("motto.txt", self.words(1, 3))

    def upgrade_plugin(self) -> None:
        """Another version of the plugin."""
        path = self.folder / "notes_plugin.py"
        path.write_text(path.read_text().replace("VERSION = ", "VERSION = 1"))

    def change_style(self) -> None:
        """A file of the theme."""
        self.write("theme/static/style.css", f"/* {self.words(1, 3)} */\n")

    def nothing(self) -> None:
        """No change."""

    def change(self) -> str:
        """One change, of any kind; its name."""
        name = self.chance.choice(CHANGES.split())
        getattr(self, name)()
        return name
