"""What an edition costs: its mails out of 200 new articles (target: at most 0.5 s), and a reader's message (2 ms).

Run it with `.venv/bin/python -m benchmarks.digest`; it takes some seconds. Everything is timed from the read site on:
choosing, gathering, rendering all mails, and, for a reader, the tokens, the headers and the encoding. Each is a median
of several runs; the first, with templates to compile, stands beside it.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from plugins.building.build import read_settings
from plugins.digest import draft
from plugins.digest.choosing import choose
from plugins.digest.edition import edition
from plugins.digest.gathering import Gatherer
from plugins.digest.mailing import Mailing, prepare
from plugins.digest.readers_letter import Reader, Sender, readers_letter
from plugins.digest.week import Week
from plugins.mail.letter import Mailbox
from plugins.mail.message import compose
from plugins.publication import folder
from plugins.publication import settings as publication_settings
from plugins.publication.folder import convert
from plugins.publication.front_matter import parse
from plugins.publication.kinds import EDITION
from plugins.publication.site import Site
from plugins.rendering.environment import environment

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 200
WEEK = Week(2026, 47)
BODY = (ROOT / "content/articles/three-must-dos-when-you-dont-get-the-job.md").read_text("utf-8").split("---\n", 2)[2]
HEAD = """---
title: Three Must-dos Number {number} When You Don’t Get the Job
slug: must-dos-{number}
date: 2026-11-16 {hour:02}:00
author: desk
category: career advice
summary: You aced the interviews and they hired someone else. Three things to do next so that some good comes of it.
status: published
---
"""


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        content = Path(name, "content")
        write(content)
        read = read_settings(ROOT / "publishconf.py") | {"PATH": str(content), "TEMPLATE_CACHE": ""}
        wanted = publication_settings.from_pelican(read)
        date = datetime(2026, 11, 17, 7, tzinfo=wanted.zone)
        site = folder.read_site(content, wanted, date).site
        for form in ("summary", "whole"):
            first, usual = timed(lambda form=form: mails(site, read, date, form), 9)
            print(f"the mails of {ARTICLES} articles, {form}: {usual:.2f} s, the first time {first:.2f} s", flush=True)
        mailing = mails(site, read, date, "summary")
        sender = Sender.of(read, _mail(read))
        mail = mailing.mail_for([])
        assert mail
        reader = Reader(
            "7", "reader@example.org", "A Reader", "AAEC.abcdefghijklmnopqrstuv", "AAEC.abcdefghijklmnopqrstuv"
        )
        _, usual = timed(lambda: compose(readers_letter(mail, WEEK, reader, sender, date)), 500)
        print(f"a reader's message of {mail.size / 1000:.0f} KB: {usual * 1000:.2f} ms", flush=True)


def write(content: Path) -> None:
    """A publication of that many articles."""
    for place in ("articles", "authors"):
        (content / place).mkdir(parents=True)
    (content / "authors/desk.md").write_text("---\nname: The Desk\n---\n\nThe desk.\n", encoding="utf-8")
    for number in range(ARTICLES):
        text = HEAD.format(number=number, hour=number % 24) + BODY
        (content / f"articles/{number}.md").write_text(text, encoding="utf-8")


def mails(site: Site, read: dict[str, Any], date: datetime, form: str) -> Mailing:
    """Everything from the site to the mails that wait for their readers."""
    text = draft.text(WEEK, date, choose(site, WEEK, date))
    found = edition(convert(parse(text), "", PurePosixPath(draft.file_name(WEEK)), EDITION, site.settings.zone, []))
    assert found
    return prepare(Gatherer(site, read).gather(found, form), environment(read), read)


def timed(act: Callable[[], object], times: int) -> tuple[float, float]:
    """Seconds of the first run, and the median of all."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - started)
    return seconds[0], statistics.median(seconds)


def _mail(read: dict[str, Any]) -> Any:
    from plugins.mail.settings import MailSettings

    return MailSettings(Mailbox.parse(read["MAIL_FROM"]), None, None, Path("outbox"))


if __name__ == "__main__":
    main()
