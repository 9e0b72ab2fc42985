"""The file that says which old post is which article, and which account is which author."""

from __future__ import annotations

from plugins.comments_archive.archive_file import UnreadableFile, documents
from plugins.comments_archive.matching import OwnersMap
from plugins.publication.mistake import PublicationError

_EXAMPLE = 'articles: {"/2009/05/old-slug/": "article-id"} and authors: {"account": "author-slug"}'


def read(text: str, name: str) -> OwnersMap:
    """The mapping of a YAML file with two keys, both optional; raises PublicationError naming the line."""
    try:
        found = list(documents(text))
    except UnreadableFile as error:
        misread = error.misread
        raise PublicationError(f"{name}:{misread.line}: {misread.fault.what}; {misread.fault.remedy}") from None
    if not found:
        return OwnersMap()
    written, lines, line = found[0]
    for key, value in written.items():
        if key not in {"articles", "authors"} or isinstance(value, str):
            raise PublicationError(f"{name}:{lines.get(key, line)}: {key}: it is not known here; write {_EXAMPLE}")
    return OwnersMap(**written)  # type: ignore[arg-type]  # its keys are known
