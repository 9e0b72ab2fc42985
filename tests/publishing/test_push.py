"""Real pushes into a real place: what is published, what is refused and in which words, and what is never run."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from plugins.publishing import build_run, door, due, preview_folder, record, release_folder, rollback
from plugins.publishing.place import Place
from tests.copies import git
from tests.publications import article
from tests.publishing.conftest import PATIENCE, SITE, Writer, clone_of, invoke, page, told

NEW = "/2026/01/second/"


def live_commit(place: Place) -> str:
    live = release_folder.live(place)
    assert live
    return live.commit


def test_an_article_is_live_when_the_push_ends(place: Place, author: Writer) -> None:
    author.article("second", "The words of the second.")
    pushed = author.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "The words of the second." in page(place, NEW)
    assert live_commit(place) == git(author.folder, "rev-parse", "HEAD").strip()
    assert f"Live now: {SITE}/\n  new      {SITE}{NEW}\n" in told(pushed)
    last = record.read(place)[-1]
    assert (last.what, last.who, last.words, last.new) == (
        "push",
        "jennyym",
        "The article second",
        {NEW: "The article second"},
    )


def test_a_mistake_refuses_the_push_with_its_line_and_remedy(place: Place, author: Writer) -> None:
    before = live_commit(place)
    author.article("second", date="2026-13-01")
    pushed = author.push()
    assert pushed.returncode == 1
    assert "content/articles/second.md:4: date: '2026-13-01' is not a date; write it as 2026-11-24 09:00" in told(
        pushed
    )
    assert "Nothing was published; the site is as it was." in told(pushed)
    assert (live_commit(place), git(place.repository, "rev-parse", "main").strip()) == (before, before)
    assert len(release_folder.whole(place)) == len(list(place.releases.iterdir())) == 1
    assert record.read(place)[-1].what == "refused"

    author.write("content/articles/second.md", article("second", "Corrected."))
    author.commit("Corrected")
    assert author.push().returncode == 0
    assert "Corrected." in page(place, NEW)


def test_a_changed_address_is_compared_with_what_readers_have(place: Place, author: Writer) -> None:
    author.write("content/articles/first.md", article("renamed", "The words of the first."))
    author.commit("Another slug")
    assert "aliases: [/2026/01/first/]" in told(author.push())


def test_many_mistakes_are_told_up_to_what_a_terminal_can_hold(author: Writer) -> None:
    for number in range(120):
        author.write(f"content/articles/a{number}.md", article(f"a{number}", category="nowhere"))
    author.commit("Many")
    lines = told(author.push()).splitlines()
    shown = sum(line.startswith("content/articles/") for line in lines)
    assert 40 < shown <= build_run.MOST_LINES
    assert f"… and {120 - shown} lines more: `make check` tells them all" in lines
    assert "120 mistakes." in lines


HOSTILE = {
    "content/articles/$(touch x).md": "shells and web addresses use for other things",
    "content/images/`id`.png": "shells and web addresses use for other things",
    "content/images/-rf": "shells and web addresses use for other things",
    "content/images/a\x1b[2Jb.png": "an invisible character",
    "content/images/.htaccess": "begins with a dot",
    "content/.gitattributes": "begins with a dot",
}
NOT_CONTENT = ["plugins/publication/mistake.py", "pelicanconf.py", "theme/x.html", "content.md", "usercustomize.py"]


def test_hostile_names_are_refused_in_words_and_nothing_is_run(place: Place, author: Writer) -> None:
    before = live_commit(place)
    for path in HOSTILE:
        author.write(path, "Whatever.\n")
    author.commit("Hostile")
    pushed = author.push()
    assert pushed.returncode == 1
    for path, words in HOSTILE.items():
        shown = path.replace("\x1b", "\ufffd")
        assert f"{shown}:1: file: " in told(pushed)
        assert words in told(pushed)
    assert "Checking and building" not in told(pushed)
    assert "\x1b" not in pushed.stderr
    assert live_commit(place) == before


def test_an_author_may_change_content_alone_and_their_code_is_not_run(place: Place, author: Writer) -> None:
    ran = place.folder / "ran"
    for path in NOT_CONTENT:
        author.write(path, f"open({str(ran)!r}, 'w')\n")
    author.article("second")
    pushed = author.push()
    assert pushed.returncode == 1
    for path in NOT_CONTENT:
        assert f"{path}:1: file: an author's key may change what is in content/ alone" in told(pushed)
    assert "content/articles/second.md" not in told(pushed)
    assert author.push("HEAD:idea").returncode == 1, "nor on another branch"
    assert not ran.exists()


def test_symbolic_links_are_refused_wherever_they_lead(author: Writer) -> None:
    (author.folder / "content/images").mkdir()
    (author.folder / "content/images/passwd.png").symlink_to("/etc/passwd")
    (author.folder / "content/articles/up").symlink_to("../../..")
    author.commit("Links")
    words = told(author.push())
    assert "content/images/passwd.png:1: file: this is a symbolic link; add the file itself" in words
    assert "content/articles/up:1: file: this is a symbolic link" in words


def test_a_submodule_is_refused(author: Writer) -> None:
    head = git(author.folder, "rev-parse", "HEAD").strip()
    git(author.folder, "update-index", "--add", "--cacheinfo", f"160000,{head},content/articles/other")
    git(author.folder, "commit", "--quiet", "--message", "A submodule")
    assert "content/articles/other:1: file: this is a submodule" in told(author.push())


def test_a_pointer_of_lfs_is_refused(author: Writer) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"
    author.write("content/images/photo.jpg", pointer)
    author.article("second", "![A photo](photo.jpg)")
    words = told(author.push())
    assert "content/images/photo.jpg:1: image: this is a Git LFS pointer" in words


def test_junk_of_a_hundred_megabytes_is_refused_by_size(place: Place, author: Writer) -> None:
    author.write("content/images/junk.png", bytes(100_000_000))
    author.commit("Junk that compresses well")
    words = told(author.push())
    assert "content/images/junk.png:1: file: the file has 100 MB; at most 25 MB" in words
    assert "Checking and building" not in words
    kept = sum(path.stat().st_size for path in place.repository.rglob("*") if path.is_file())
    assert kept < 10_000_000


def test_more_bytes_than_a_push_may_have_are_refused_while_they_come(place: Place, author: Writer) -> None:
    git(place.repository, "config", "receive.maxInputSize", "100k")
    author.write("content/images/noise.png", os.urandom(300_000))
    author.commit("Noise")
    pushed = author.push()
    assert pushed.returncode == 1
    assert "pack exceeds maximum allowed size" in pushed.stderr
    assert list(place.repository.rglob("*incoming*")) == []


def test_an_attribute_cannot_leave_files_out(place: Place, owner: Writer) -> None:
    owner.write(".gitattributes", "*.md export-ignore\n")
    owner.article("second", "Still here.")
    assert owner.push().returncode == 0
    assert "Still here." in page(place, NEW)


def test_main_is_never_deleted_and_never_rewound(place: Place, owner: Writer) -> None:
    owner.article("second")
    assert owner.push().returncode == 0
    before = live_commit(place)
    assert "cannot be deleted" in told(owner.push(":main"))
    rewound = told(owner.push("--force", "HEAD~1:main"))
    assert "This push would take back commits that are published." in rewound
    assert live_commit(place) == before


@pytest.mark.parametrize("ref", ["refs/tags/v1", "refs/notes/x", "refs/meta/config"])
def test_an_author_pushes_branches_alone(ref: str, author: Writer) -> None:
    assert f"{ref}: only branches can be pushed here" in told(author.push(f"HEAD:{ref}"))


def test_an_unrelated_history_is_refused_in_words(author: Writer) -> None:
    git(author.folder, "checkout", "--quiet", "--orphan", "fresh")
    author.article("second")
    assert "This work does not begin at `main`" in told(author.push("HEAD:fresh"))


def test_the_owner_changes_the_theme_and_code(place: Place, owner: Writer) -> None:
    base = owner.folder / "theme/templates/base.html"
    base.write_text(base.read_text().replace("</main>", "<p>Of the new theme.</p></main>"))
    style = owner.folder / "theme/static/css/tokens.css"
    style.write_text(f"{style.read_text()}\n.new {{ color: red }}\n")
    owner.commit("Another theme")
    former = next((place.current / "site/theme/css").glob("site.*.css")).name
    code = (place.web / "code").read_text()
    pushed = owner.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "Of the new theme." in page(place, "/2026/01/first/")
    assert (place.web / "code").read_text() != code, "services are told to run the new code"
    styles = place.current / "site/theme/css"
    assert len(list(styles.glob("site.*.css"))) == 2
    assert (styles / former).is_file(), "a page that is open may ask for it"
    assert former not in page(place, "/2026/01/first/")


def test_code_that_cannot_build_is_refused_with_its_last_words(place: Place, owner: Writer) -> None:
    before = live_commit(place)
    owner.write("publishconf.py", "raise RuntimeError('of the settings')\n")
    owner.commit("Broken settings")
    pushed = owner.push()
    assert pushed.returncode == 1
    assert "RuntimeError: of the settings" in told(pushed)
    assert live_commit(place) == before


def test_code_with_which_nobody_could_push_again_is_refused(place: Place, owner: Writer) -> None:
    hook = owner.folder / "plugins/publishing/waiting.py"
    hook.write_text(f"{hook.read_text()}\nimport no_such_module\n")
    owner.commit("Broken hooks")
    pushed = owner.push()
    assert pushed.returncode == 1
    assert "No module named 'no_such_module'" in told(pushed)
    assert "plugins/publishing: with this code, nobody could push again" in told(pushed)
    assert release_folder.collect(place, door.tip(place)) == []


def test_a_lock_that_cannot_be_installed_is_refused_and_the_old_packages_stay(place: Place, owner: Writer) -> None:
    lock = owner.folder / "requirements.lock"
    lock.write_text("no-such-package-of-ours==1.0 --hash=sha256:" + "0" * 64 + "\n")
    owner.commit("A package that is not there")
    before = sorted(place.environments.iterdir())
    pushed = owner.push()
    assert pushed.returncode == 1
    assert "requirements.lock:1: packages: they could not be installed" in told(pushed)
    assert set(before) <= set(place.environments.iterdir())
    assert owner.push("HEAD~1:refs/heads/elsewhere").returncode == 0, "the hooks run on"


# Previews


def test_a_branch_gets_a_preview_that_keeps_its_address_and_goes(place: Place, author: Writer) -> None:
    git(author.folder, "switch", "--quiet", "--create", "idea")
    author.article("second", "A draft.", status="draft")
    author.article("third", "Of the future.", date="2150-01-01 09:00")
    pushed = told(author.push("idea"))
    (preview,) = preview_folder.all_of(place)
    assert f"  {SITE}/preview/{preview.token}/\n" in pushed
    shown = place.previews / "preview" / preview.token
    draft = (shown / "2026/01/second/index.html").read_text()
    assert "A draft." in draft
    assert 'content="noindex"' in draft
    assert f'href="{SITE}/preview/{preview.token}/' in draft
    assert (shown / "2150/01/third/index.html").is_file()
    assert page(place, NEW) == ""
    assert len(preview.token) >= 22

    author.article("second", "Another draft.", status="draft")
    author.push("idea")
    assert [made.token for made in preview_folder.all_of(place)] == [preview.token]
    assert "Another draft." in (shown / "2026/01/second/index.html").read_text()

    # A mistake keeps the work, and the former preview.
    author.article("second", "A mistake.", category="nowhere")
    pushed_mistake = author.push("idea")
    assert pushed_mistake.returncode == 0
    assert "'nowhere'" in told(pushed_mistake)
    assert "Your work on `idea` is kept" in told(pushed_mistake)
    assert "Another draft." in (shown / "2026/01/second/index.html").read_text()
    assert git(place.repository, "rev-parse", "idea") == git(author.folder, "rev-parse", "idea")

    caches = set((place.cache / "fast_build").iterdir())
    assert "The preview of `idea` is gone." in told(author.push("--delete", "idea"))
    assert not shown.exists()
    assert len(caches - set((place.cache / "fast_build").iterdir())) == 1, "nor is anything kept for its next build"


def test_a_preview_expires(place: Place, author: Writer) -> None:
    author.push("HEAD:idea")
    (preview,) = preview_folder.all_of(place)
    over = datetime.fromisoformat(preview.expires_at)
    due.run(place, over - timedelta(minutes=1), PATIENCE)
    assert list(preview_folder.all_of(place)) == [preview]
    assert "The preview of `idea` is over." in due.run(place, over, PATIENCE)
    assert list((place.previews / "preview").iterdir()) == []


def test_a_preview_of_an_author_runs_the_live_code(place: Place, owner: Writer, author: Writer) -> None:
    """The branch holds code of the owner's that is not live; an author's content is built without it."""
    owner.write("publishconf.py", (owner.folder / "publishconf.py").read_text() + "\n# live\n")
    owner.commit("Live code")
    assert owner.push().returncode == 0
    git(author.folder, "switch", "--quiet", "--create", "idea")
    author.article("second", "On the old code.")
    pushed = author.push("idea")
    assert pushed.returncode == 0, pushed.stderr
    (preview,) = preview_folder.all_of(place)
    assert (place.previews / "preview" / preview.token / "2026/01/second/index.html").is_file()


def test_only_main_is_published(place: Place, author: Writer) -> None:
    before = live_commit(place)
    author.article("second")
    assert author.push("HEAD:refs/heads/mainline").returncode == 0
    assert live_commit(place) == before


# Back, and on with time


def test_a_rollback_hides_until_the_next_push(place: Place, author: Writer) -> None:
    author.article("second", "Too early.")
    author.push()
    now = datetime.now(UTC)
    made, changes = rollback.roll_back(place, "", "root", now)
    assert changes.gone == {NEW: "The article second"}
    assert page(place, NEW) == ""
    assert made.name in str(place.current.readlink())
    assert due.run(place, now, PATIENCE) == "Nothing is due; readers see an older release since a rollback."
    assert page(place, NEW) == ""

    author.article("third", "On we go.")
    author.push()
    assert page(place, NEW) != ""
    assert not door.is_held(place)


def test_a_rollback_needs_no_git(place: Place, author: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an emergency somebody may be root, whom git does not trust with another account's repository."""
    author.article("second")
    author.push()
    monkeypatch.setenv("PATH", "/nonexistent")
    rollback.roll_back(place, "", "root", datetime.now(UTC))
    assert page(place, NEW) == ""
    assert door.is_held(place)


def test_a_rollback_can_be_taken_back(place: Place, author: Writer) -> None:
    author.article("second")
    author.push()
    live = release_folder.live(place)
    assert live
    now = datetime.now(UTC)
    rollback.roll_back(place, "", "root", now)
    _, changes = rollback.roll_back(place, live.name, "root", now)
    assert changes.new == {NEW: "The article second"}
    assert not door.is_held(place)
    assert [event.what for event in record.read(place)][-2:] == ["rollback", "rollback"]


def test_time_alone_publishes_to_the_minute(place: Place, author: Writer) -> None:
    author.article("second", "In its time.", date="2150-01-05 09:00 +00:00")
    pushed = told(author.push())
    assert NEW not in pushed
    moment = datetime(2150, 1, 5, 9, tzinfo=UTC)
    live = release_folder.live(place)
    assert live
    assert live.due_at == moment
    assert due.run(place, moment - timedelta(minutes=1), PATIENCE) == "Nothing is due."
    assert page(place, "/2150/01/second/") == ""
    assert due.run(place, moment, PATIENCE).startswith("Live: ")
    assert "In its time." in page(place, "/2150/01/second/")
    assert (record.read(place)[-1].what, record.read(place)[-1].who) == ("time", "the publication")
    assert due.run(place, moment + timedelta(minutes=1), PATIENCE) == "Nothing is due."


def test_a_commit_of_the_publication_itself_comes_through_the_same_door(place: Place) -> None:
    from plugins.publication.repository import commit

    tree = place.current.resolve() / "tree"  # where services and timers run
    commit(tree, {"content/articles/second.md": article("second", "By the server.").encode()}, "By itself")
    assert not (tree / "content/articles/second.md").exists(), "a release stays as it is"
    assert page(place, NEW) == ""
    assert due.run(place, datetime.now(UTC), PATIENCE).startswith("Live: ")
    assert "By the server." in page(place, NEW)
    assert record.read(place)[-1].what == "commit"


def test_a_commit_of_the_publication_that_cannot_be_built_is_told_and_not_tried_every_minute(place: Place) -> None:
    from plugins.publication.mistake import PublicationError
    from plugins.publication.repository import commit

    commit(place.repository, {"content/articles/second.md": b"no front matter\n"}, "Broken")
    now = datetime.now(UTC)
    with pytest.raises(PublicationError, match=r"content/articles/second\.md:1: front matter"):
        due.run(place, now, PATIENCE)
    built = len(list(place.log.glob("*.txt")))
    assert "less than ten minutes ago" in due.run(place, now + timedelta(minutes=9), PATIENCE)
    assert len(list(place.log.glob("*.txt"))) == built
    with pytest.raises(PublicationError):
        due.run(place, now + timedelta(minutes=11), PATIENCE)


def test_releases_share_what_is_the_same(place: Place, author: Writer) -> None:
    former = place.current.resolve() / "site"
    author.write("content/articles/first.md", article("first", "Other words."))
    author.commit("An edit")
    assert author.push().returncode == 0
    new = place.current.resolve() / "site"
    assert (former / "favicon.ico").samefile(new / "favicon.ico")
    assert (former / "about/index.html").exists() == (new / "about/index.html").exists()
    assert not (former / "2026/01/first/index.html").samefile(new / "2026/01/first/index.html")
    assert (former / "archive/index.html.br").samefile(new / "archive/index.html.br")
    assert (new / "2026/01/first/index.html.gz").is_file()


# Two at once


def test_the_loser_of_two_is_told_in_words(place: Place, author: Writer) -> None:
    second = clone_of(place, "second", PUBLICATION_ROLE="author", PUBLICATION_NAME="sam")
    author.article("second")
    second.article("third")
    assert author.push().returncode == 0
    # The second's git believes that nothing has happened: it knew the state before.
    pushed = second.git("-c", "push.negotiate=false", "push", "--force", "origin", "HEAD:main")
    assert pushed.returncode == 1
    assert "git pull --rebase && git push" in told(pushed)
    assert second.git("pull", "--rebase", "--quiet", "origin", "main").returncode == 0
    assert second.push().returncode == 0
    assert page(place, NEW)
    assert page(place, "/2026/01/third/")


def test_the_commands_show_what_happened(place: Place, author: Writer) -> None:
    author.article("second")
    author.push()
    tree = place.current.resolve() / "tree"
    logged = json.loads(invoke(tree, "publish.log", "--json").stdout)
    assert [event["who"] for event in logged] == ["the owner", "jennyym"]
    shown = invoke(tree, "publish.log").stdout
    assert "The article second" in shown
    assert "live now" in shown
    back = invoke(tree, "publish.rollback")
    assert "hidden: The article second (/2026/01/second/)" in back.stdout
    assert invoke(tree, "publish.due").stdout.strip().endswith("since a rollback.")
    refused = invoke(tree, "publish.rollback", "--to", "20010101")
    assert refused.returncode == 1
    assert "there is no release '20010101' to go back to; there are: 20" in refused.stderr
