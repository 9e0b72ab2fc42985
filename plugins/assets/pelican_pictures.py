"""Publishes photographs in sizes and formats for every screen, and no picture with what its camera or program noted.

Before Pelican reads anything, every picture that a published text uses is made ready (or found ready in the cache);
then the bodies get their `<picture>` elements; at the end the files are copied into the output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from pelican import Pelican
from pelican.contents import Content, Static

from plugins.assets.noted_pictures import NotedPictures, answer
from plugins.assets.picture_file import SUFFIXES
from plugins.assets.picture_html import with_pictures
from plugins.assets.picture_store import Made, PictureStore
from plugins.assets.published_picture import PublishedPicture, file_name, published
from plugins.publication.document import Document
from plugins.publication.link import ToFile, resolve
from plugins.publication.mistake import ContentError, Mistake
from plugins.publication.outline import scan
from plugins.publication.site import Site

Published = tuple[dict[PurePosixPath, Made], dict[str, PublishedPicture]]  # as made, and as shown
_NAMES_ONE = re.compile("|".join(map(re.escape, SUFFIXES)), re.I)


def make_pictures(pelican: Pelican) -> tuple[()]:
    """Make every picture in use; `PICTURES` in the settings maps paths to what is published of them.

    Runs when Pelican asks for generators, which is after everything was read and before anything is shown.
    """
    settings = pelican.settings

    def read() -> Published:
        made = _made(settings)
        return made, {str(path): published(path, picture, settings["SITEURL"]) for path, picture in made.items()}

    # plugins.fast_build wants to know which page depends on which picture.
    share = settings.get("RECORDED_VALUE")
    (made, shown), note = share("pictures", read, _answer) if share else (read(), None)
    settings["MADE_PICTURES"] = made
    settings["PICTURES"] = NotedPictures(shown, note) if note else shown
    return ()


def _answer(pictures: Published, *path: str) -> Any:
    return answer(pictures[1], *path)


def _made(settings: dict[str, Any]) -> dict[PurePosixPath, Made]:
    """What every picture in use has become; raises ContentError for those that are none."""
    site: Site = settings["PUBLICATION"]
    content = Path(settings["PATH"])
    used = dict.fromkeys(path for document in _shown(site, settings) for path in _pictures(document, site))
    store = PictureStore(Path(settings["PICTURE_CACHE"]))
    made, failed = store.make_all(content / path for path in used)
    if failed:
        raise ContentError(
            Mistake(site.shown_path(PurePosixPath(source.relative_to(content))), 1, "image", error.what, error.remedy)
            for source, error in failed.items()
        )
    return {path: made[content / path] for path in used}


def _shown(site: Site, settings: dict[str, Any]) -> Iterator[Document]:
    return (document for document in site.documents if settings["PREVIEW"] or document.is_public(site.now))


def _pictures(document: Document, site: Site) -> Iterator[PurePosixPath]:
    """The pictures that a document uses, in its text and in its head."""
    targets = [document.values[key] for key in ("image", "photo") if key in document.values]
    if _NAMES_ONE.search(document.body):  # the outline of a long text takes milliseconds
        outline = scan(document.body)
        targets += [image.target for image in outline.images] + [link.target for link in outline.links]
    for target in targets:
        destination = resolve(target, document, site)
        if isinstance(destination, ToFile) and destination.path.suffix.lower() in SUFFIXES:
            yield destination.path


def show_pictures(content: Content) -> None:
    """Replace the pictures of a body, before anyone reads it."""
    if not isinstance(content, Static) and content._content:
        content._content = with_pictures(content._content, content.settings["PICTURES"].get)


def write_pictures(pelican: Pelican) -> None:
    """Copy what was made into the output."""
    output = Path(pelican.output_path)
    for path, made in pelican.settings["MADE_PICTURES"].items():
        for variant in made.variants:
            target = output / file_name(path, made, variant)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((made.folder / f"{variant.width}.{variant.kind}").read_bytes())
