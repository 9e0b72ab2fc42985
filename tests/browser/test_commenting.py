"""The comment form in a real browser, before a real inbox: with scripts and without, by keyboard, and for listeners."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from plugins.building import build as building
from plugins.comments_archive import archive_file
from plugins.database.engine import open_database, reading
from plugins.inbox.moderating import ON_A_PAGE
from plugins.inbox.server import Server
from plugins.moderation import store
from plugins.moderation.publication import Publication
from plugins.moderation.publishing import publish
from plugins.moderation.received import Decision, Received, Status
from plugins.preview.board import Board
from plugins.preview.server import PreviewServer
from tests.comments_archive.payloads import PAYLOADS
from tests.comments_archive.test_hostile import ADDRESSES, PROVOKE, STRANGE, open_page
from tests.conftest import NOW, TEST_SITE
from tests.copies import git
from tests.inbox.conftest import make_desk
from tests.publications import make

__all__ = ["open_page"]
pytestmark = pytest.mark.browser

ARTICLE = "/2026/01/alone-in-its-section/"
EDITOR = "editor@example.org"
BEGUN = datetime(2026, 11, 20, 9, tzinfo=UTC)
SETTINGS = building.read_settings(TEST_SITE / "testconf.py")


class Clock:
    """The time as it is, or later."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Talk:
    """A site whose inbox runs: its address, and what came in."""

    address: str
    server: Server
    clock: Clock

    def comments(self) -> list[Received]:
        with reading(self.server.inbox.engine) as connection:
            return store.listed(connection, Status, 100)

    def left(self, *texts: str) -> None:
        """Comments that wait."""
        from tests.moderation.conftest import written

        with self.server.inbox.engine.begin() as connection:
            for number, text in enumerate(texts):
                comment = written(text, article="alone-in-its-section", name=f"Reader {number}")
                store.receive(connection, comment, [], Status.PENDING, BEGUN + timedelta(minutes=number))

    def mailed(self, path: str) -> str:
        """The link to an address below `path`, as soon as a mail has it."""
        from plugins.mail.kept import newest

        outbox = Path(self.server.inbox.discussion.publication.repository) / "state/outbox"
        while True:
            for mail in newest(outbox, 10):
                if link := re.search(rf"http\S+{path}\S+", mail.text):
                    return link[0]
            threading.Event().wait(0.05)


@contextmanager
def talking(site: Path, folder: Path, **changed: Any) -> Iterator[Talk]:
    """The site in a folder, served with an inbox of its own."""
    board = Board()
    board.succeed(site)
    preview = PreviewServer(("127.0.0.1", 0), board, notice=False)
    address = f"http://127.0.0.1:{preview.server_port}"
    settings = SETTINGS | {"STATE_DIR": str(folder / "state")} | changed
    publication = Publication(folder, lambda: site, lambda: TEST_SITE / "content/comments")
    clock = Clock()
    server = Server(settings, publication, address, environment={"EDITORS": EDITOR}, now=clock)
    preview.inbox_port = server.port
    threads = [threading.Thread(target=server.run), threading.Thread(target=preview.serve_forever, args=(0.05,))]
    for thread in threads:
        thread.start()
    try:
        yield Talk(address, server, clock)
    finally:
        server.close()
        preview.shutdown()
        preview.server_close()
        for thread in threads:
            thread.join()


@pytest.fixture
def talk(built_preview: Path, tmp_path: Path) -> Iterator[Talk]:
    with talking(built_preview, tmp_path) as found:
        yield found


def open_article(page: Page, talk: Talk) -> None:
    """The article, its clock in the test's hand."""
    page.clock.install()
    page.goto(talk.address + ARTICLE)


def send(page: Page, talk: Talk) -> None:
    """Press “Send”, and let the seconds pass that the form keeps back what is sent too soon for a person."""
    page.get_by_role("button", name="Send").click()
    wait_out(page, talk)


def wait_out(page: Page, talk: Talk) -> None:
    expect(page.get_by_role("status").filter(has_text="One moment")).to_be_visible()
    talk.clock.ahead += timedelta(seconds=4)
    page.clock.fast_forward(4_000)


def fill(page: Page, text: str = "Thank *you*.", name: str = "Ann") -> None:
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_label("Name", exact=True).fill(name)


# With scripts


def wait_for_script(page: Page) -> None:
    """Until the script is at work, which comes when the form is turned to; before, the inbox answers with a page."""
    expect(page.locator("form[novalidate]:has(textarea)")).to_be_attached()


def test_a_comment_is_answered_in_place_by_keyboard_alone(page: Page, talk: Talk) -> None:
    open_article(page, talk)
    page.get_by_label("Comment", exact=True).focus()
    wait_for_script(page)
    for typed in ("Thank *you*.", "Ann", "ann@example.org", ""):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    expect(page.get_by_label("Email me about replies")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send")).to_be_focused()
    page.keyboard.press("Enter")
    wait_out(page, talk)
    said = page.get_by_role("status").filter(has_text="An editor reads your comment before it appears.")
    expect(said).to_be_visible()
    assert page.url == talk.address + ARTICLE
    (one,) = talk.comments()
    assert (one.name, one.text, one.wants_replies) == ("Ann", "Thank *you*.", True)
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    said.get_by_role("link", name="Change or delete it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change your comment")
    page.get_by_role("button", name="Delete the comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is deleted")
    assert talk.comments() == []


def test_a_preview_stands_below_the_form(page: Page, talk: Talk) -> None:
    open_article(page, talk)
    fill(page, "> said\n\nanswered <b>in place</b>")
    wait_for_script(page)
    page.get_by_role("button", name="Preview").click()
    preview = page.locator("#c-preview")
    expect(preview.locator("blockquote")).to_have_text("said")
    expect(preview).to_contain_text("answered <b>in place</b>")
    expect(preview.get_by_role("heading", name="Ann")).to_be_visible()
    assert talk.comments() == []
    send(page, talk)
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    expect(preview).to_have_count(0)
    assert len(talk.comments()) == 1


def test_what_is_wrong_stands_beside_its_field_and_is_tied_to_it(page: Page, talk: Talk) -> None:
    open_article(page, talk)
    page.get_by_label("Comment", exact=True).fill("Hello.")
    wait_for_script(page)
    name, email = page.get_by_label(re.compile("^Name")), page.get_by_label(re.compile("^Email address, if you like"))
    email.fill("nobody")
    page.get_by_role("button", name="Send").click()
    expect(name).to_be_focused()
    for field in (name, email):
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(r"\w+"))
    name.fill("Ann")
    expect(name).not_to_have_attribute("aria-invalid", "true")
    assert talk.comments() == []


def test_what_only_the_inbox_finds_is_told_at_the_field(page: Page, talk: Talk) -> None:
    open_article(page, talk)
    fill(page)
    wait_for_script(page)
    page.get_by_label(re.compile("^Website")).fill("ftp://example.org")
    send(page, talk)
    link = page.get_by_label(re.compile("^Website"))
    expect(link).to_be_focused()
    expect(link).to_have_accessible_description(re.compile("This is no address of a website"))


def test_a_reply_is_written_where_the_comment_is(page: Page, talk: Talk) -> None:
    open_article(page, talk)
    button = page.get_by_role("button", name="Reply to A reader").first
    button.click()
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    assert page.locator("#comment-1 form").count() == 1
    page.get_by_role("button", name="Cancel").click()
    expect(button).to_be_focused()
    assert page.locator("section[aria-labelledby=respond] form").count() == 1
    button.click()
    fill(page, "To you.")
    wait_for_script(page)
    send(page, talk)
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    (one,) = talk.comments()
    assert one.parent == "comment-1"


def test_every_part_has_a_name_for_those_who_listen(page: Page, talk: Talk) -> None:
    open_article(page, talk)
    form = page.locator("section[aria-labelledby=respond]")
    expect(form).to_have_accessible_name("Leave a Comment")
    names = form.locator("textarea, input:not([type=hidden]), button").evaluate_all(
        "fields => fields.map(field => field.labels?.[0]?.innerText.trim() || field.innerText.trim())"
    )
    assert names == [
        *("Comment", "Name", "Email address, if you like; never published", "Website, if you like"),
        *("Email me about replies", "Send", "Preview"),
    ]
    replies = page.locator("button[form=reply]").evaluate_all("buttons => buttons.map(one => one.ariaLabel)")
    writers = page.locator("article.comment .comment-name").all_inner_texts()
    assert replies == [f"Reply to {writer}" for writer in writers] != []


# Without scripts


def test_without_scripts_a_reply_goes_by_pages(browser: Browser, talk: Talk) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(talk.address + ARTICLE)
    page.get_by_role("button", name="Reply to A reader").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reply to A reader")
    fill(page)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#c-preview em")).to_have_text("you")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Thank *you*.")
    talk.clock.ahead += timedelta(seconds=4)
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert [one.parent for one in talk.comments()] == ["comment-1"]
    context.close()


def test_a_site_that_takes_comments_by_mail_begins_one(page: Page, tmp_path: Path) -> None:
    paper = make(tmp_path)
    for kind in ("production", "preview"):
        with (paper.folder / f"{kind}.py").open("a") as file:
            file.write("COMMENTS_FORM = 'mailto:letters@example.org'\n")
    assert paper.build().returncode == 0
    html = (paper.output / "2026/01/first/index.html").read_text()
    link = 'href="mailto:letters@example.org?subject=A%20comment%20on%20%E2%80%9CThe%20article%20first%E2%80%9D"'
    assert link in html
    assert "/inbox/comment" not in html
    with (paper.folder / "production.py").open("a") as file:
        file.write("COMMENTS_FORM = ''\n")
    assert paper.build().returncode == 0
    html = (paper.output / "2026/01/first/index.html").read_text()
    assert "Leave a Comment" not in html
    assert "mailto:letters" not in html


# The editors


def enter(page: Page, talk: Talk) -> None:
    """Log in, by the link of the mail."""
    page.goto(f"{talk.address}/inbox/moderate")
    page.get_by_label("Your email address").fill(EDITOR)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("status")).to_contain_text("a link is on its way")
    page.goto(talk.mailed("/inbox/moderate/login/"))
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Comments by state")).to_be_visible()


def box(page: Page, number: int) -> Locator:
    """The box to tick the comment of a reader."""
    return page.get_by_role("checkbox", name=f"Comment by Reader {number}", exact=True)


def test_an_editor_needs_no_mouse(page: Page, talk: Talk) -> None:
    talk.left("First.", "Second.", "Third.", "Fourth.")
    enter(page, talk)
    expect(box(page, 0)).to_be_focused()
    page.keyboard.press("j")
    expect(box(page, 1)).to_be_focused()
    page.keyboard.press("s")
    expect(page.get_by_role("status")).to_have_text("1 comment marked as spam.")
    expect(box(page, 0)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(box(page, 2)).to_be_checked()
    page.keyboard.press("Enter")  # at a box, it decides nothing
    page.get_by_role("button", name="Approve ticked").press("Enter")
    expect(page.get_by_role("status")).to_have_text("2 comments approved.")
    expect(box(page, 3)).to_be_focused()
    page.keyboard.press("e")
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit a comment")
    page.get_by_label("Comment", exact=True).fill("Fourth, mended. jjj")
    page.get_by_label("Written by an author of this publication").select_option("desk")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.get_by_role("status")).to_have_text("The change is kept.")
    found = {one.text: one.status for one in talk.comments()}
    assert found.pop("Second.") is Status.SPAM
    assert found.pop("Fourth, mended. jjj") is Status.PENDING
    assert set(found) == {"First.", "Third."}
    assert Status.PENDING not in found.values()


def test_letters_decide_nothing_outside_the_list(page: Page, talk: Talk) -> None:
    talk.left("First.")
    enter(page, talk)
    expect(box(page, 0)).to_be_focused()
    page.get_by_role("link", name=re.compile("^Spam")).focus()
    for key in "asdxe":
        page.keyboard.press(key)
    expect(box(page, 0)).not_to_be_checked()
    assert [one.status for one in talk.comments()] == [Status.PENDING]


def test_a_whole_page_is_decided_at_once(page: Page, talk: Talk) -> None:
    talk.left(*(f"Number {number}." for number in range(ON_A_PAGE + 1)))
    enter(page, talk)
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Approve ticked").click()
    expect(page.get_by_role("status")).to_have_text(f"{ON_A_PAGE} comments approved.")
    expect(page.get_by_role("button", name=re.compile("^Approve the comment"))).to_have_count(1)


def test_an_editor_needs_no_scripts(browser: Browser, talk: Talk) -> None:
    talk.left("First.", "Second.")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, talk)
    box(page, 0).check()
    box(page, 0).press("Enter")
    expect(box(page, 0)).not_to_be_checked()  # the page was loaded again, and nothing was decided
    box(page, 0).check()
    page.get_by_role("button", name="Delete what is ticked").click()
    expect(page.get_by_role("status")).to_have_text("1 comment deleted.")
    page.get_by_role("button", name="Approve the comment by Reader 1").click()
    expect(page.get_by_role("status")).to_have_text("1 comment approved.")
    page.get_by_role("link", name=re.compile("^Deleted")).click()
    expect(page.get_by_role("button", name="Approve the comment by Reader 0")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("status")).to_have_text("You are logged out.")
    context.close()


# Hostile comments


def test_nothing_runs_in_a_preview_or_on_the_editors_page(open_page: Page, talk: Talk) -> None:
    open_page.goto(talk.address + ARTICLE)
    for payload in PAYLOADS[::9]:
        fill(open_page, f"{payload}\n\ntext", re.sub(r"\s+", " ", payload)[:200] + " x")
        with open_page.expect_response("**/inbox/comment"):
            open_page.get_by_role("button", name="Preview").click()
    expect(open_page.locator("#c-preview")).to_be_attached()
    open_page.evaluate(PROVOKE)
    assert open_page.evaluate("window.attacks") == []
    talk.left(*PAYLOADS[::3])
    enter(open_page, talk)
    open_page.evaluate(PROVOKE.replace("#main section *", "#main *"))
    assert open_page.evaluate("window.attacks") == []


def test_nothing_runs_on_the_page_of_comments_that_came_by_the_form(
    open_page: Page, built_preview: Path, tmp_path: Path
) -> None:
    """Every payload as text, name and link: through the form, past the editor, into git, built and shown."""
    paper = make(tmp_path / "paper")
    for kind in ("production", "preview"):
        with (paper.folder / f"{kind}.py").open("a") as file:
            file.write("COMMENTS_PER_PAGE = 5000\n")
    git(paper.folder, "init", "--quiet", "--initial-branch=main")
    git(paper.folder, "add", "--all")
    git(paper.folder, "commit", "--quiet", "--message", "The publication")
    done = paper.build("preview")
    assert done.returncode == 0, done.stderr
    engine = _database(tmp_path)
    limits = {"COMMENTS_NETWORK_LIMIT": 10_000, "COMMENTS_LIMIT": 10_000}
    for desk in make_desk(engine, paper.output, SETTINGS, **limits):
        token = desk.token()
        for number, payload in enumerate(PAYLOADS):
            fields = {"article": "first", "token": token, "text": f"{payload} text {number}", "name": payload}
            fields["link"] = payload
            answer = desk.comment(**fields)
            while answer.status_code == 422:  # the form is corrected, as it says
                fields[answer.json["field"]] = {"link": "", "name": "Ann"}[answer.json["field"]]
                answer = desk.comment(**fields)
            assert answer.status_code == 200
        ids = [one.id for one in _all(engine)]
        assert len(ids) == len(PAYLOADS)
        with engine.begin() as connection:
            store.decide(connection, ids, Decision.APPROVE, desk.clock())
    archive = paper.folder / "content/comments"
    run = publish(engine, Publication(paper.folder, lambda: paper.output, lambda: archive), NOW.astimezone(UTC))
    assert (run.committed, run.problems) == (len(PAYLOADS), [])
    engine.dispose()
    assert archive_file.read((archive / "first.yaml").read_text()).misread == ()
    done = paper.build("preview")
    assert done.returncode == 0, done.stderr
    board = Board()
    board.succeed(paper.output)
    preview = PreviewServer(("127.0.0.1", 0), board, notice=False)
    thread = threading.Thread(target=preview.serve_forever, args=(0.05,))
    thread.start()
    try:
        open_page.goto(f"http://127.0.0.1:{preview.server_port}/2026/01/first/")
        assert open_page.locator("article.comment").count() == len(PAYLOADS)
        assert open_page.evaluate(PROVOKE) > 3 * len(PAYLOADS)
        assert open_page.evaluate("window.attacks") == []
        assert set(open_page.evaluate(ADDRESSES)) <= {"http:", "https:", "mailto:"}
        assert "script" not in open_page.evaluate(STRANGE)
    finally:
        preview.shutdown()
        preview.server_close()
        thread.join()


def _database(folder: Path) -> Any:
    from plugins.database.migration import migrate

    engine = open_database(f"sqlite:///{folder / 'private.db'}")
    migrate(engine)
    return engine


def _all(engine: Any) -> list[Received]:
    with reading(engine) as connection:
        return store.listed(connection, Status, 10_000)
