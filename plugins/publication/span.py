"""What stands in a text: links, pictures, raw tags and shortcodes, as written, each with its line."""

from __future__ import annotations

from dataclasses import dataclass, field

from plugins.publication.raw_html import Line


@dataclass(frozen=True)
class Link:
    """A link: the words it stands on, where it goes, as written, and the lines of both."""

    text: str
    target: str
    line: int
    target_line: int


@dataclass(frozen=True)
class Image:
    """A picture: its alternative text and its file, as written, and the lines of both."""

    alt: str
    target: str
    line: int
    target_line: int


@dataclass(frozen=True)
class Tag:
    """An opening HTML tag written by hand, with everything up to its `>`."""

    name: str
    text: str
    line: int


@dataclass(frozen=True)
class Shortcode:
    """`[name argument]`; `alone` when nothing else stands on its line."""

    name: str
    argument: str
    alone: bool
    line: int


@dataclass
class Spans:
    """The spans of a body. `attributes` are the lines with a list such as `{: #anchor .wide}`, from its bracket on."""

    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    shortcodes: list[Shortcode] = field(default_factory=list)
    attributes: list[Line] = field(default_factory=list)
