"""An author makes every mistake that there is a rule for, once, in one small publication: all are told in one run.

The table doubles as documentation. Two lines a mistake: the file, and what is written into it (a key, or the body; `⏎`
is a line break); then line, key or part, and words of the report: what is wrong, and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pelicanconf
from plugins.building.build import check
from plugins.events import check as events_check
from plugins.publication import check as publication_check
from plugins.publication import history_check
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site
from tests.publication.small_site import AUTHOR, NOW, Files, offer, page, webinar, write
from tests.publications import article

TABLE = """
articles/colour.md              colour: red
  9: colour: `colour` is not a key of an article; use one of: title
articles/typo.md                audeince: student
  9: audeince: `audeince` is not a key of an article; did you mean `audience`?
articles/hugo.md                draft: true
  9: draft: `draft` is not a key of an article; write `status: draft`
articles/wordpress.md           published: true
  9: published: `published` is not a key of an article; write `status: published`
articles/soon.md                date: next week
  4: date: 'next week' is not a date; write it as 2026-11-24 09:00
articles/skipped.md             date: 2026-03-08 02:30
  4: date: '2026-03-08 02:30' does not exist in America/Los_Angeles; write it as
articles/who.md                 author: dask
  5: author: 'dask' is not an author; did you mean `desk`?
articles/where.md               category: carer advice
  6: category: 'carer advice' is not a section; did you mean `career advice`?
articles/final.md               status: final
  8: status: 'final' is not known here; write published or draft or hidden
articles/whom.md                audience: [studnt]
  9: audience: 'studnt' is not an audience; did you mean `student`?
articles/untitled.md            title:-
  1: title: this article has none; add the line `title: …`
articles/blank.md               title: '  '
  2: title: it is empty; write a value after the colon
articles/long.md                title: A title that goes on for so long that no search result ever shows all of it
  2: title: it has 75 characters; use at most 70
articles/silent.md              summary:-
  1: summary: this article has none; add the line `summary: …`
articles/terse.md               summary: Too short.
  7: summary: it has 10 characters; use 50 to 160
articles/wordy.md               summary: LONG
  7: summary: it has 199 characters; use 50 to 160
articles/capital.md             slug: Capital
  3: slug: 'Capital' cannot stand in an address; write it as capital
articles/twice.md               tags: [pay, Pay]
  9: tags: the same word stands twice; name each word once
articles/tag.md                 tags: [Interview]
  9: tags: 'Interview' is 'interviews' elsewhere; write interviews
articles/early.md               updated: 2025-01-01
  9: updated: it is before the date of publication; correct one of the two
webinars/short.md               length: an hour
  7: length: 'an hour' is not a length; write the minutes as a number
webinars/plain.md               registration: http://example.org/
  9: registration: 'http://example.org/' is not a web address; write it whole, beginning with https://
offers/backwards.md             until: 2026-10-31
  7: until: 2026-10-31 is before the offer starts (2026-11-01); correct one of the two days

articles/z-same.md              slug: one
  3: slug: 'one' is the slug of content/articles/one.md:3 too; give one of them another slug
articles/z-id.md                id: two
  9: id: 'two' is the id of content/articles/two.md:1 too; give one of them another id
articles/taken.md               aliases: [/about/]
  9: aliases: /about/ is a living page; delete it from aliases
pages/archive.md                slug: archive
  3: slug: /archive/ is a page that the site makes by itself; choose another slug
articles/moved.md               slug: moved-to
  3: slug: the published address /2026/01/moved/ became /2026/01/moved-to/; so that links, feeds and comments \
find it, write:⏎    id: moved⏎    aliases: [/2026/01/moved/]

articles/file.md                [x](onne.md)
  11: link: there is no file 'onne.md'; did you mean `one.md`?
articles/anchor.md              [x](one.md#prat)
  11: link: there is no heading '#prat' in articles/one.md; did you mean `part`?
articles/address.md             [x](/2026/02/one/)
  11: link: there is no page at '/2026/02/one/'; did you mean `/2026/01/one/`?
articles/slash.md               [x](/about)
  11: link: '/about' lacks its last slash; write /about/
articles/former.md              [x](/before/)
  11: link: '/before/' is a former address; write /2026/01/one/
articles/draft-link.md          [x](unfinished.md)
  11: link: 'articles/unfinished.md' is a draft; publish it first, or delete the link
articles/sample-link.md         [x](sample.md)
  11: link: 'webinars/sample.md' is a sample, which readers never see; delete the link
articles/future-link.md         [x](future.md)
  11: link: 'articles/future.md' is not published before 2027-01-05 09:00; delete the link until then
articles/tag-link.md            [x](/tag/secret/)
  11: link: nothing is published at /tag/secret/ yet; publish an article there first, or delete the link
articles/script-link.md         [x](javascript:alert(1))
  11: link: 'javascript:' links are not published; link to an https address, or delete it
articles/here.md                [click here](one.md)
  11: link: 'click here' does not say where the link leads; put the link on words that name its goal
articles/wordless.md            [](one.md)
  11: link: the link has no words; write [words that name its goal](…)
articles/nowhere.md             [x]()
  11: link: the link leads nowhere; write an address or the name of a file between the round brackets

articles/lead.md                image: Desk.png
  9: image: the picture has no alternative text; add `image_alt: what the picture shows`
articles/alt-only.md            image_alt: A desk
  9: image_alt: it describes a picture, but there is no `image`; add `image: photo.jpg`, or delete the line
articles/crane.md               ![A crane](a-camera-crane.png)
  11: image: there is no file 'a-camera-crane.png'; add it beside the article or in content/images/
articles/unsaid.md              ![](Desk.png)
  11: image: the picture has no alternative text; write ![what it shows](Desk.png)
articles/hotlink.md             ![A desk](https://example.org/desk.png)
  11: image: 'https://example.org/desk.png' lies on another site; add the picture to content/images/ and name it here
articles/no-picture.md          ![A list](list.txt)
  11: image: 'list.txt' is not a picture; name a .jpg, .png or .webp file
images/empty.jpg                EMPTY
  1: image: the file is empty; add the picture again
images/large.jpg                LARGE PICTURE
  1: image: the picture has 10.5 MB; use at most 10 MB
images/pointer.jpg              POINTER
  1: image: this is a Git LFS pointer, not the picture itself; run: git lfs pull
images/desk.png                 PICTURE
  1: image: the name differs from content/images/Desk.png in capitals only; rename one of the two

articles/empty.md               EMPTY BODY
  10: body: there is no text below the front matter; write it
articles/first-level.md         # One
  11: heading: 'One' is a heading of the first level, which is the title's; begin it with ##
articles/order.md               ## Two⏎⏎#### Four
  13: heading: 'Four' is of level 4, right below level 2; begin it with ###
articles/script.md              <script>alert(1)</script>
  11: html: a raw <script> stands in the text; scripts are not published
articles/frame.md               <iframe></iframe>
  11: html: a raw <iframe> stands in the text; frames of other sites are not published; write a link instead
articles/handler.md             <b onclick="x()">x</b>
  11: html: <b> has the attribute onclick; delete the attribute
articles/listed.md              [x](one.md){onclick=x}
  11: html: {…} sets the attribute onclick; keep only #anchor and .class
articles/placeholder.md         Dear <name>,
  11: html: a raw <name> stands in the text; delete it
articles/raw-link.md            <a href="one.md">x</a>
  11: html: 'one.md' is published as it is, and leads nowhere; write the link in Markdown: [words](one.md)
articles/unclosed.md            <div>⏎<b x="1 < y>⏎</div>
  12: html: the tag <b is not complete; close it with >, and put values between double quotes
articles/code.md                [newslettr]
  11: shortcode: [newslettr] is not a shortcode; did you mean `newsletter`?
articles/code-slug.md           [offer bok]
  11: shortcode: there is no offer 'bok'; did you mean `book`?
articles/code-alone.md          [webinar]
  11: shortcode: [webinar] does not say which; write [webinar slug-of-the-webinar]
articles/code-more.md           [newsletter now]
  11: shortcode: [newsletter] takes nothing more; write [newsletter]

articles/latin.md               NOT UTF-8
  2: file: this line is not UTF-8 text; save the file as UTF-8 in your editor
articles/bell.md                Ring BELL
  11: file: this line holds a control character; delete the invisible character
articles/novel.md               LARGE TEXT
  1: file: the file has 1.1 MB; use at most 1 MB
articles/bare.md                NO FRONT MATTER
  1: front matter: the file does not begin with a front matter block; put --- alone on the first line
articles/open.md                UNCLOSED
  4: front matter: this line is not a `key: value` line, and the front matter block has not ended; put --- alone
articles/endless.md             ENDLESS
  1: front matter: the front matter block has no end; put --- alone on a line after the last key
articles/colon.md               title: Pay: what to ask
  2: front matter: this is not YAML; put double quotes around a value that holds a colon
articles/double.md              title: One⏎title: Two
  3: front matter: the key `title` stands twice; keep one of the two lines
articles/object.md              title: !!python/object/apply:os.system [x]
  2: front matter: the block uses the YAML tag; delete the tag
articles/alias.md               title: &name One⏎author: *name
  3: front matter: the block uses a YAML alias (*name); write the value out
notes.md                        PICTURE
  1: file: nothing is published from here; move it into articles/
articles/old.html               PICTURE
  1: file: a .html file is not published; write Markdown, and name the file .md
"""
# What does not fit into a line of the table.
BYTES = {
    "EMPTY": b"",
    "PICTURE": b"x",
    "LARGE PICTURE": b"\xff\xd8" + bytes(10_500_000),
    "POINTER": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    "NOT UTF-8": b"---\ntitle: caf\xe9\n---\n",
    "LARGE TEXT": b"x" * 1_100_000,
    "NO FRONT MATTER": b"Just text.\n",
    "UNCLOSED": b"---\ntitle: A\n\nThe text begins.\n\n---\n",
    "ENDLESS": b"---\ntitle: A\n",
}
KINDS: dict[str, Callable[..., str]] = {"articles": article, "pages": page, "webinars": webinar, "offers": offer}
GOOD: Files = {
    "authors/desk.md": AUTHOR,
    "articles/one.md": article("one", "## Part", aliases="[/before/]", tags="[interviews]"),
    "articles/two.md": article("two", "[one](one.md) ![A desk](Desk.png) [newsletter]", tags="[interviews]"),
    "articles/unfinished.md": article("unfinished", status="draft", tags="[secret]"),
    "articles/future.md": article("future", date="2027-01-05 09:00"),
    "pages/about.md": page("about"),
    "webinars/sample.md": webinar("sample", sample="yes"),
    "offers/book.md": offer("book"),
    "images/Desk.png": b"x",
    "images/list.txt": b"x",
}


class Planted(NamedTuple):
    """A mistake: the file below `content/` and what is in it; line, key or part, and words of the report."""

    path: str
    text: str | bytes
    line: int
    field: str
    what: str
    remedy: str


def text_of(path: str, written: str) -> str | bytes:
    """A valid file of its kind, but for what is written into it."""
    written = written.replace("⏎", "\n").replace("LONG", "long " * 40).replace("BELL", "\x07")
    if written in BYTES:
        return BYTES[written]
    kind, slug = KINDS[path.split("/")[0]], PurePosixPath(path).stem
    key, _, value = written.partition(":")
    if not re.fullmatch(r"[a-z_]+", key):
        return kind(slug, "" if written == "EMPTY BODY" else written)
    text = kind(**({"slug": slug} | {key: value.strip()}))
    return re.sub(f"(?m)^{key}:.*\n", "", text) if value == "-" else text


def planted() -> list[Planted]:
    pattern = r"^(\S+) {2,}(.+)\n {2}(\d+): ([^:]+): (.*?); (.+)$"
    rows = re.findall(pattern, TABLE, re.M)
    return [
        Planted(path, text_of(path, written), int(line), field, what, remedy.replace("⏎", "\n"))
        for path, written, line, field, what, remedy in rows
    ]


def moved(site: Site) -> list[Mistake]:
    """What has changed since articles/moved.md was published under its former slug."""
    former = {PurePosixPath("articles/moved.md"): article("moved", "Words of its own.")}
    return list(history_check.moved(history_check.published(former, site), site))


def told(tmp_path: Path, files: Files) -> list[Mistake]:
    settings = vars(pelicanconf) | {
        "PATH": str(write(tmp_path, files)),
        "SITEURL": "https://site.example",
        "SECTIONS": {"career advice": "Advice.", "moving up": "Growing."},
        "AUDIENCES": ["student", "moving up"],
    }
    _, mistakes = check(settings, [publication_check.mistakes, events_check.mistakes, moved], NOW)
    return mistakes


def test_the_files_around_them_have_no_mistake(tmp_path: Path) -> None:
    assert told(tmp_path, GOOD) == []


def test_all_are_told_in_one_run_and_nothing_else(tmp_path: Path) -> None:
    table = planted()
    assert len(table) == len(re.findall(r"^ {2}\d+: ", TABLE, re.M)) > 70
    mistakes = told(tmp_path, {**GOOD, **{row.path: row.text for row in table}})
    for row in table:
        told_of_it = [mistake for mistake in mistakes if mistake.path == f"content/{row.path}"]
        assert [(mistake.line, mistake.field) for mistake in told_of_it] == [(row.line, row.field)], row.path
        assert row.what.split(" (")[0] in told_of_it[0].what
        assert row.remedy in told_of_it[0].remedy
    assert len(mistakes) == len(table)
    assert mistakes == sorted(mistakes)
