"""What can be wrong with a theme's files."""

from __future__ import annotations

from plugins.publication.mistake import PublicationError


class AssetError(PublicationError):
    """A file of the theme names another that is not there, or that takes it in itself."""

    def __init__(self, name: str, what: str, remedy: str) -> None:
        super().__init__(f"theme/static/{name}: {what}; {remedy}")
        self.name = name
