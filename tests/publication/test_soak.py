"""The same properties as in `make test`, for as long as it takes to be surer; `make soak` runs this."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.publication.dialect import markdown
from plugins.publication.front_matter import FrontMatterError, parse
from plugins.publication.outline import scan

pytestmark = pytest.mark.soak
WORDS = st.sampled_from(
    [
        "word",
        "**bold**",
        "`code`",
        "[a](b.md)",
        "![alt](c.png)",
        "## Heading",
        "- item",
        "> quote",
        "\n",
        "\n\n",
        "    four",
    ]
)


@settings(max_examples=50_000)
@given(st.text())
def test_any_text_as_front_matter(text: str) -> None:
    try:
        parse(f"---\n{text}\n---\n")
    except FrontMatterError:
        return


@settings(max_examples=20_000)
@given(st.lists(WORDS, max_size=12))
def test_the_outline_finds_the_pictures_of_the_page(parts: list[str]) -> None:
    body = " ".join(parts)
    soup = BeautifulSoup(markdown(lambda target: target).convert(body), "lxml")
    assert len(scan(body).images) == len(soup.find_all("img"))
    assert PurePosixPath("c.png") not in {PurePosixPath(image.target) for image in scan("`![alt](c.png)`").images}
