"""Whether an edition may be sent: what was approved, in a real repository, against what lies there now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from plugins.digest.desk import Desk
from plugins.digest.sending.dispatch import DriftError, Outlook, due, look
from plugins.digest.sending.run import End
from plugins.mail.failure import Step, TemporaryError
from plugins.publication.mistake import PublicationError
from tests.assets.test_pictures import photograph
from tests.copies import git
from tests.digest.documents import moment
from tests.digest.editions_of import SETTINGS
from tests.digest.sending.conftest import Open
from tests.digest.sending.office import Office, people
from tests.digest.sending.test_failures import Failing
from tests.publication.small_site import document, write
from tests.publications import article

AT, LATE = "2026-11-17 07:00", timedelta(hours=24)
PATH = "editions/2026-W47.md"


def edition(**keys: str) -> str:
    valid = {"subject": "S", "date": AT, "articles": "[new]", "status": "approved"}
    return document("A note.", **(valid | keys))


class Owner:
    """Somebody with a repository, whose sending is that of an office."""

    def __init__(self, root: Path, desk: Office) -> None:
        self.root, self.office = root, desk
        self.write("articles/new.md", article("new", date="2026-11-14 09:00"))
        self.write("articles/other.md", article("other", date="2026-11-14 09:00"))
        git(root, "init", "--quiet", "--initial-branch=main")

    def write(self, path: str, text: str | bytes) -> None:
        write(self.root, {path: text})

    def commit(self) -> None:
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--message", "A change")

    def desk(self, at: str = AT) -> Desk:
        paths = {"PATH": str(self.root / "content"), "PICTURE_CACHE": str(self.root / "pictures")}
        return Desk(SETTINGS | paths, moment(at))

    def look(self, at: str = AT, late: timedelta | None = LATE) -> Outlook:
        desk = self.desk(at)
        return look(desk.find("2026-W47"), desk, self.root, self.office.engine, late)

    def due(self, at: str = AT) -> list[str]:
        return [str(one.week) for one in due(self.desk(at), self.office.engine, LATE)]


@pytest.fixture
def owner(office: Open, tmp_path: Path) -> Callable[..., Owner]:
    def opened(**keys: str) -> Owner:
        found = Owner(tmp_path / "repository", office())
        people(found.office.engine, range(1, 4))
        found.write(PATH, edition(**keys))
        found.commit()
        return found

    return opened


def test_what_was_approved_may_be_sent_whatever_else_has_changed(owner: Callable[..., Owner]) -> None:
    one = owner()
    approved = git(one.root, "rev-parse", "HEAD").strip()
    one.write("articles/other.md", article("other", "Another text.", date="2026-11-14 09:00"))
    one.write("articles/third.md", article("third"))
    one.commit()
    outlook = one.look()
    assert outlook.approval is not None
    assert outlook.approval.commit == approved
    assert not outlook.has_begun


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"articles/new.md": article("new", date="2026-11-14 09:00", title="Another title")}, "+ Another title"),
        ({"articles/new.md": article("new", date="2026-11-14 09:00", status="draft")}, "- The article new"),
        ({"articles/new.md": article("moved", date="2026-11-14 09:00", id="new")}, "/2026/11/moved/"),
    ],
    ids=["edited", "unpublished", "slug renamed"],
)
def test_18_what_changed_since_it_was_approved_is_shown_and_refused(
    owner: Callable[..., Owner], change: dict[str, str], shown: str
) -> None:
    one = owner()
    for path, text in change.items():
        one.write(path, text)
    one.commit()
    with pytest.raises(DriftError) as caught:
        one.look()
    assert shown in str(caught.value)
    assert str(caught.value).endswith("invoke digest.approve --again --edition 2026-W47")

    # Approved anew, it goes out as it is now.
    desk = one.desk()
    if change["articles/new.md"].count("status: draft"):
        return  # an article that is not published cannot be approved
    desk.approve(desk.find())
    assert "status: approved  # again on 2026-11-17 07:00" in (one.root / "content" / PATH).read_text()
    one.commit()
    assert one.look().approval
    desk = one.desk()
    desk.approve(desk.find())  # and as often as it takes
    assert (one.root / "content" / PATH).read_text().count("again on") == 1


def test_a_picture_that_changed_is_a_change_too(owner: Callable[..., Owner]) -> None:
    one = owner()
    head = {"date": "2026-11-14 09:00", "image": "look.jpg", "image_alt": "A look"}
    one.write("articles/new.md", article("new", **head))
    one.write("images/look.jpg", photograph(1200, 800))
    one.write(PATH, edition(subject="With a picture"))
    one.commit()
    assert one.look().approval
    one.write("images/look.jpg", photograph(1300, 800))
    one.commit()
    with pytest.raises(DriftError, match="its words are the same; its pictures or its shape are not"):
        one.look()


def test_a_file_that_was_not_committed_was_not_approved(owner: Callable[..., Owner]) -> None:
    one = owner(status="draft")
    one.write(PATH, edition())
    with pytest.raises(PublicationError, match=r"^content/editions/2026-W47\.md: this is not what was committed"):
        one.look()


def test_a_draft_is_not_sent(owner: Callable[..., Owner]) -> None:
    with pytest.raises(PublicationError, match=r"^2026-W47: it is a draft; approve it with: invoke digest\.approve"):
        owner(status="draft").look()


def test_an_edition_is_not_sent_before_its_time(owner: Callable[..., Owner]) -> None:
    with pytest.raises(PublicationError, match="it goes out on 2026-11-17 at 07:00"):
        owner().look("2026-11-17 06:59")


def test_08_an_edition_whose_time_is_long_past_is_refused_without_late(owner: Callable[..., Owner]) -> None:
    one = owner()
    assert one.look("2026-11-18 07:00")
    with pytest.raises(PublicationError, match="it was to go out on 2026-11-17 at 07:00, which is long ago"):
        one.look("2026-11-18 07:01")
    assert one.look("2026-11-30 07:00", late=None)


def test_once_it_has_begun_what_was_frozen_goes_on_and_the_change_is_shown(owner: Callable[..., Owner]) -> None:
    one = owner()
    mailing = one.look().mailing
    one.office.send(mailing, open_carrier=lambda: Failing(TemporaryError(Step.CONNECT, "refused")))
    one.write("articles/new.md", article("new", date="2026-11-14 09:00", title="Another title"))
    one.commit()
    outlook = one.look()
    assert outlook.has_begun
    assert outlook.mailing.digest == mailing.digest
    assert "+ Another title" in "\n".join(outlook.changed)
    with pytest.raises(PublicationError, match="its sending was last gone on with on 2026-11-17 at 07:00"):
        one.look("2026-11-18 07:01")


def test_the_scheduler_sends_what_is_approved_and_due_and_not_done(owner: Callable[..., Owner]) -> None:
    one = owner()
    one.write("editions/2026-W48.md", edition(date="2026-11-24 07:00", articles="[other]", status="draft"))
    one.commit()
    assert one.due("2026-11-17 06:59") == []
    assert one.due() == ["2026-W47"]
    assert one.due("2026-11-18 07:01") == []  # too late
    failing = Failing(TemporaryError(Step.CONNECT, "refused"))
    assert one.office.send(one.look().mailing, open_carrier=lambda: failing).end is End.LATER
    assert one.due("2026-11-17 08:00") == ["2026-W47"]
    assert one.office.send(one.look().mailing).end is End.DONE
    assert one.due("2026-11-17 09:00") == []
