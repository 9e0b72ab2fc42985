"""What an editor does with editions in a clone: draft, find, approve, see the mail. Files in a folder, no git."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from plugins.comments_archive import check as comments_check
from plugins.digest import approval, check, readiness
from plugins.digest import settings as digest_settings
from plugins.digest.drafting import Drafted, draft_edition
from plugins.digest.edition import Edition, editions
from plugins.digest.gathering import Gatherer
from plugins.digest.mail import Mail, render
from plugins.digest.mailing import Mailing, prepare
from plugins.digest.week import Week
from plugins.publication import folder
from plugins.publication import settings as publication_settings
from plugins.publication.mistake import ContentError, PublicationError
from plugins.rendering.environment import environment

DRAFT_ONE = "write one with: invoke digest.draft"


class Desk:
    """The publication as it lies in the folder, as of `now`; `settings` are Pelican's, of the public site.

    Raises SettingsError for a wrong setting, and ContentError where a file of the publication cannot be read.
    """

    def __init__(self, settings: Mapping[str, Any], now: datetime) -> None:
        wanted = publication_settings.from_pelican(settings)
        self.settings, self.now = settings, now.astimezone(wanted.zone)
        self.digest = digest_settings.from_pelican(settings, wanted.zone)
        self.content = Path(settings["PATH"])
        reading = folder.read_site(self.content, wanted, self.now)
        if reading.mistakes:
            raise ContentError(reading.mistakes)
        self.site = reading.site
        self.editions = list(editions(self.site))
        self.environment = environment(settings)
        self.gatherer = Gatherer(self.site, settings)

    def find(self, week: str = "", approved: bool | None = None) -> Edition:
        """The edition of a week, or the newest; with `approved`, the newest that is or is not, if there is one.

        Raises PublicationError where there is none.
        """
        if week:
            found = next((one for one in self.editions if one.week == self.week(week)), None)
            if found is None:
                raise PublicationError(f"--edition: there is no edition {week}; {DRAFT_ONE} --edition {week}")
            return found
        if not self.editions:
            raise PublicationError(f"there is no edition yet; {DRAFT_ONE}")
        return ([one for one in self.editions if one.is_approved is approved] or self.editions)[-1]

    def week(self, text: str = "") -> Week:
        """The week that is named, or this one, or, where that has its edition, the next; raises PublicationError."""
        try:
            if text:
                return Week.parse(text)
        except ValueError as error:
            raise PublicationError(f"--edition: {error}") from None
        week, there = Week.of(self.now.date()), {one.week for one in self.editions}
        while week in there:
            week = week.next()
        return week

    def draft(self, week: Week) -> Drafted:
        """Write the draft of an edition, unless nothing is new; raises PublicationError where the file is there."""
        drafted = draft_edition(self.site, self.content, week, self.digest.schedule.date(week, self.now))
        path = self.content / drafted.path
        if drafted.text:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("x", encoding="utf-8") as stream:
                    stream.write(drafted.text)
            except FileExistsError:
                raise PublicationError(
                    f"{path}: this edition is there; edit it, or delete it and draft it anew"
                ) from None
            except OSError as error:
                raise PublicationError(f"{path}: the file cannot be written ({error.strerror})") from None
        return drafted

    def approve(self, one: Edition) -> None:
        """Write into the file that it is approved, or is once more.

        Raises ContentError for what its readers would find wrong.
        """
        checks = [check.mistakes, check.comments_in(self.content), comments_check.of(self.content)]
        mistakes = {mistake for rules in checks for mistake in rules(self.site)} | {*readiness.unready(one, self.site)}
        if mistakes:
            raise ContentError(mistakes)
        path = self.content / one.document.path
        change = approval.approved_again if one.is_approved else approval.approved
        path.write_bytes(change(path.read_bytes().decode(), one, self.now).encode())

    def mailing(self, one: Edition) -> Mailing:
        """All mails of an edition, as its subscribers get them; raises PublicationError where one finds no room."""
        return prepare(self.gatherer.gather(one, self.digest.form), self.environment, self.settings)

    def mail(self, one: Edition) -> Mail:
        """The mail for who wants everything; raises PublicationError where it finds no room."""
        return render(self.gatherer.gather(one, self.digest.form), self.environment, self.settings)
