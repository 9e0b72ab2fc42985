"""RSS 2.0 and Atom 1.0 through feedgen, with what it lacks added through its own way for extensions.

Added: the hub (WebSub) and the archive's links (RFC 5005) in RSS, the archive's mark, and the style sheet's processing
instruction. feedgen's traps are met here: RSS takes the last link as the channel's own, dates default to the clock, an
author without an address makes an empty element, so RSS names authors by dc:creator, and the links of an Atom entry
lose their relation.
"""

from __future__ import annotations

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from plugins.feeds.entry import Entry
from plugins.feeds.feed import FORMATS, Feed
from plugins.feeds.xml_text import xml_text

ATOM_LINK = "{http://www.w3.org/2005/Atom}link"  # in RSS; feedgen gives the elements of Atom no prefix
HISTORY = "http://purl.org/syndication/history/1.0"
GENERATOR = "Your Industry Insider publisher"


class OfFeed(BaseExtension):
    """What a feed has beyond feedgen, put in while it is written; `feed` is set before that."""

    feed: Feed

    def extend_rss(self, root: etree._Element) -> etree._Element:
        """Add it to a channel, behind the link to itself."""
        channel = root.find("channel")
        return self._extended(root, channel.find(ATOM_LINK), ATOM_LINK, ".rss.xml")

    def extend_atom(self, root: etree._Element) -> etree._Element:
        """Add it to an Atom feed, behind its links."""
        return self._extended(root, root.findall("link")[-1], "link", ".atom.xml")

    def _extended(self, root: etree._Element, after: etree._Element, tag: str, suffix: str) -> etree._Element:
        for attributes in reversed(_further_links(self.feed, suffix)):
            after.addnext(etree.Element(tag, attributes))
        if self.feed.is_archive:
            after.addprevious(etree.Element(f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY}))
        if self.feed.style:
            root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{self.feed.style}"'))
        return root


class OfEntry(BaseEntryExtension):
    """What an entry has beyond feedgen; `entry` is set before it is written."""

    entry: Entry

    def extend_atom(self, element: etree._Element) -> etree._Element:
        """Say of the link what it is, which feedgen 1.0.0 drops, and add the enclosure's."""
        link = element.find("link")
        link.set("rel", "alternate")
        link.set("type", "text/html")
        if self.entry.enclosure:
            file = self.entry.enclosure
            attributes = {"rel": "enclosure", "href": file.address, "type": file.type, "length": str(file.size)}
            link.addnext(etree.Element("link", attributes))
        return element


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0, after the profile of the RSS Advisory Board."""
    generator = _generator(feed, ".rss.xml")
    for entry in feed.entries:
        item = _entry(entry, generator)
        item.description(xml_text(entry.summary) or xml_text(entry.title), isSummary=True)
        item.content(xml_text(entry.content), type="CDATA")
        item.dc.dc_creator([xml_text(person.name) for person in entry.authors])
        if entry.enclosure:
            item.enclosure(entry.enclosure.address, str(entry.enclosure.size), entry.enclosure.type)
    written: bytes = generator.rss_str()
    return written + b"\n"


def atom(feed: Feed) -> bytes:
    """The feed as Atom 1.0 (RFC 4287)."""
    generator = _generator(feed, ".atom.xml")
    generator.author({"name": xml_text(feed.author.name), "uri": feed.author.address})
    for entry in feed.entries:
        item = _entry(entry, generator)
        item.summary(xml_text(entry.summary))
        item.content(xml_text(entry.content), type="html")
        for person in entry.authors:
            item.author({"name": xml_text(person.name), "uri": person.address})
    written: bytes = generator.atom_str()
    return written + b"\n"


def _generator(feed: Feed, suffix: str) -> FeedGenerator:
    generator = FeedGenerator()
    generator.load_extension("dc", atom=False, rss=True)
    generator.register_extension("ours", OfFeed, OfEntry)
    generator.ours.feed = feed
    generator.id(feed.address + suffix)
    generator.title(xml_text(feed.title))
    generator.description(xml_text(feed.description))
    generator.language(feed.language)
    generator.generator(GENERATOR)
    generator.link(href=feed.address + suffix, rel="self", type=FORMATS[suffix][0])
    generator.link(href=feed.home, rel="alternate", type="text/html")  # last: RSS takes it as the channel's link
    generator.updated(feed.updated)
    generator.lastBuildDate(feed.updated)
    if feed.icon:
        generator.icon(feed.icon)
    return generator


def _entry(entry: Entry, generator: FeedGenerator) -> FeedEntry:
    item = generator.add_entry(order="append")
    item.ours.entry = entry
    item.guid(entry.id, permalink=False)  # sets Atom's id too
    item.title(xml_text(entry.title))
    item.link(href=entry.address, rel="alternate", type="text/html")
    item.published(entry.published)
    item.updated(entry.updated)
    item.category([{"term": xml_text(name)} for name in entry.categories])
    return item


def _further_links(feed: Feed, suffix: str) -> list[dict[str, str]]:
    """The hub, and the neighbours in the archive."""
    links = [("hub", feed.hub)] if feed.hub and not feed.is_archive else []
    for relation, address in (
        ("current", feed.current),
        ("prev-archive", feed.previous),
        ("next-archive", feed.following),
    ):
        if address:
            links.append((relation, address + suffix))
    return [{"rel": relation, "href": address} for relation, address in links]
