"""Leave a comment, as its guide has it: from a fresh clone, in a browser, past the editor, onto the page, into git."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.copies import copy_of_the_repository, git
from tests.serving import Serving, events

SERVE = [sys.executable, "-m", "invoke", "serve"]
ARTICLE = "/2011/11/three-must-dos-when-you-dont-get-the-job/"
THREAD = "content/comments/three-must-dos-when-you-dont-get-the-job.yaml"
READER, ANSWERER = "reader@example.org", "answerer@example.org"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    copy_of_the_repository(tmp_path / "origin")
    git(tmp_path, "clone", "--quiet", str(tmp_path / "origin"), str(tmp_path / "clone"))
    return tmp_path / "clone"


@pytest.fixture
def address(clone: Path) -> Iterator[str]:
    """`invoke serve` in the clone."""
    with Serving([*SERVE, "--port", "0"], clone, {"PYTHONPATH": ""}) as serving:
        found = serving.line(r"(http://127\.0\.0\.1:\d+)/")[1]
        for pattern in (r"^(Mail that it would send|Built in)", r"^(Mail that it would send|Built in)"):
            serving.line(pattern)
        yield found


@pytest.fixture
def reader(browser: Browser, context: BrowserContext) -> Page:
    """Somebody without scripts."""
    return browser.new_context(java_script_enabled=False).new_page()


def rebuilt(address: str) -> threading.Thread:
    """A thread that ends when the preview was built anew."""
    heard = events(address)
    next(heard)  # as it is now
    thread = threading.Thread(target=lambda: next(heard, None), daemon=True)
    thread.start()
    return thread


def newest_mail(page: Page, address: str, subject: str) -> str:
    """The text of the newest message in the outbox with this subject."""
    expect_mail = page.get_by_role("link", name=subject)
    page.goto(f"{address}/_preview/outbox/")
    while expect_mail.count() == 0:
        page.wait_for_timeout(200)
        page.reload()
    expect_mail.first.click()
    return page.locator("body").inner_text()


def link_in(text: str, path: str) -> str:
    match = re.search(rf"https?://\S+{re.escape(path)}\S+", text)
    assert match, text
    return match[0]


def test_from_a_fresh_clone_to_a_comment_on_the_page_and_in_git(
    clone: Path, address: str, reader: Page, page: Page
) -> None:
    before = git(clone, "rev-parse", "HEAD").strip()

    # A reader writes, without scripts, and looks at it before it is sent.
    reader.goto(address + ARTICLE)
    reader.get_by_label("Comment", exact=True).fill("Thank you.\n\nThe *second* must-do got me my job.")
    reader.get_by_label("Name", exact=True).fill("Ann Example")
    reader.get_by_label("Email address, if you like; never published").fill(READER)
    reader.get_by_label("Email me about replies").check()
    reader.get_by_role("button", name="Send").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("This is how it will look")
    expect(reader.locator(".comment-body em")).to_have_text("second")
    reader.wait_for_timeout(3_100)  # a person looks at it for a while
    reader.get_by_role("button", name="Send").first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you")
    reader.get_by_role("link", name="Back to").click()
    expect(reader.get_by_text("got me my job")).to_have_count(0)

    # The editor hears of it, and approves it by the link of the mail.
    text = newest_mail(page, address, "A comment waits")
    assert READER not in text
    news = rebuilt(address)
    page.goto(link_in(text, "/inbox/moderate/comment/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("A comment waits for you")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Approved|published"))
    news.join()

    # It is on the page, and in git.
    page.goto(address + ARTICLE)
    comment = page.locator(".comment", has_text="got me my job")
    expect(comment.get_by_role("heading", name="Ann Example")).to_be_visible()
    assert git(clone, "rev-list", "--count", f"{before}..HEAD").strip() == "1"
    assert git(clone, "log", "-1", "--format=%an: %s").strip() == (
        "The publication: A comment on “Three Must-dos When You Don’t Get the Job”"
    )
    assert "got me my job" in (clone / THREAD).read_text()
    assert git(clone, "status", "--porcelain") == ""
    assert READER not in git(clone, "log", "-p", "HEAD~1..")

    # The reader confirms that they want to hear of replies.
    text = newest_mail(page, address, "Your comment on")
    page.goto(link_in(text, "/inbox/replies/"))
    page.get_by_role("button", name="Yes, email me about replies").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We will write to you")

    # Somebody answers, with scripts, in place.
    page.goto(address + ARTICLE)
    page.get_by_role("button", name="Reply to Ann Example").click()
    page.get_by_label("Comment", exact=True).fill("Me too!")
    page.get_by_label("Name", exact=True).fill("Ben")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").filter(has_text="An editor reads your comment")).to_be_visible()

    # The editor logs in, and approves it on the page of all comments.
    page.goto(f"{address}/inbox/moderate")
    page.get_by_label("Your email address").fill("weekly@yourindustryinsider.example")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("status")).to_contain_text("a link is on its way")
    page.goto(link_in(newest_mail(page, address, "Your link to the comments"), "/inbox/moderate/login/"))
    page.get_by_role("button", name="Log in").click()
    news = rebuilt(address)
    page.get_by_role("button", name="Approve the comment by Ben").click()
    expect(page.get_by_role("status")).to_have_text("1 comment approved.")
    news.join()
    page.goto(address + ARTICLE)
    expect(comment.locator("xpath=following-sibling::ol").get_by_text("Me too!")).to_be_visible()

    # The first reader is told, and can end that at one press.
    text = newest_mail(page, address, "Ben replied to your comment")
    page.goto(link_in(text, "/u/r/"))
    page.get_by_role("button", name="No more of these emails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You hear no more of replies")
    assert git(clone, "rev-list", "--count", f"{before}..HEAD").strip() == "2"
    assert git(clone, "rev-list", "--count", "origin/main").strip() == "1", "a preview pushes nothing"
