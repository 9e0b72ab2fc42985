"""What a provider asks of a page: a form that posts to it, a link, or a frame. The theme draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Post:
    """A form, and the names that its fields have there.

    An empty name means that the provider knows no such field; the consent box stands in the form all the same, and must
    be ticked. `trap` is a field that only robots fill in. `answers` says how the script talks with the provider, to
    answer in place; empty where the browser goes there, as it always does without scripts. `link` is where a reader
    without scripts goes when there is no way to post without them; the form is then for scripts alone.
    """

    kind: ClassVar[str] = "post"

    action: str
    email: str = "email"
    name: str = ""
    tag: str = ""
    consent: str = ""
    interest: str = ""
    form: str = ""
    page: str = ""
    wording: str = ""
    trap: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    answers: str = ""
    link: str = ""
    new_window: bool = False

    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """What the Content-Security-Policy must allow for it: directive → origins."""
        found = origin(self.action)
        if not found:
            return {}
        return {"form-action": (found,), "connect-src": (found,)} if self.answers else {"form-action": (found,)}


@dataclass(frozen=True)
class Link:
    """A page of the provider's, where one subscribes."""

    kind: ClassVar[str] = "link"

    address: str

    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """A link needs none."""
        return {}


@dataclass(frozen=True)
class Frame:
    """The provider's own form in a frame, which loads when it comes near; `link` is for readers who see no frame."""

    kind: ClassVar[str] = "frame"

    address: str
    link: str
    sandbox: str = "allow-forms allow-popups allow-same-origin allow-scripts"
    height: int = 320  # pixels

    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """The frame's origin."""
        return {"frame-src": (origin(self.address),)}


Embed = Post | Link | Frame


def origin(address: str) -> str:
    """`https://host:port` of an address; empty for one on this site."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
