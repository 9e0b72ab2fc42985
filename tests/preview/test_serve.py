"""`invoke serve` on a copy of the publication: an edit, a mistake, and its mending, as an open page hears of them."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.copies import copy_of_the_repository
from tests.serving import Serving, events, get

COMMAND = [sys.executable, "-m", "invoke", "serve"]
ARTICLE = "/2011/11/three-must-dos-when-you-dont-get-the-job/"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return copy_of_the_repository(tmp_path / "copy")


def test_an_edit_a_mistake_and_its_mending(repository: Path) -> None:
    article = repository / "content/articles/three-must-dos-when-you-dont-get-the-job.md"
    good = article.read_text()
    with Serving(COMMAND, repository) as serving, ExitStack() as listening:
        address = serving.address()
        heard = listening.enter_context(closing(events(address)))
        assert next(heard)["failure"] == ""
        assert get(address + "/nowhere/")[0] == 404

        article.write_text(good.replace("You got a call.", "You got a surprising call."))
        assert next(heard)["failure"] == ""
        assert "You got a surprising call." in get(address + ARTICLE)[1]
        assert "export" in get(address + "/pagefind/pagefind.js")[1], "the search index is made when it is wanted"

        article.write_text(good.replace("category: career advice", "category: carer advice"))
        failure = str(next(heard)["failure"])
        assert "did you mean `career advice`?" in failure
        assert "You got a surprising call." in get(address + ARTICLE)[1], "the last good site stays up"
        serving.line("did you mean `career advice`")

        article.write_text(good)
        assert next(heard)["failure"] == ""
        assert "You got a surprising call." not in get(address + ARTICLE)[1]

        template = repository / "theme/templates/404.html"
        template.write_text(template.read_text() + "{# changed #}")
        assert next(heard)["failure"] == "", "the theme is watched too"
    assert not (repository / ".serve").exists()


def test_it_starts_with_content_that_cannot_be_built_and_recovers(repository: Path) -> None:
    page = repository / "content/pages/about.md"
    good = page.read_text()
    page.write_text("No front matter.\n")
    with Serving(COMMAND, repository) as serving:
        address = serving.line(r"(http://127\.0\.0\.1:\d+)/")[1]
        serving.line("about.md:1: front matter")
        assert get(address + "/")[0] == 503
        page.write_text(good)
        serving.line("^Built in")
        assert get(address + "/")[0] == 200


def test_every_command_has_help_with_an_example() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "--help", "serve"], capture_output=True, encoding="utf-8", check=True
    )
    assert "Example: invoke serve" in done.stdout
