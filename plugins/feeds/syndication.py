"""RSS 2.0 and Atom 1.0 through feedgen, with what it lacks added afterwards.

Added with lxml: the hub (WebSub) and the archive's links (RFC 5005) in RSS, the archive's mark, and the style sheet's
processing instruction. feedgen's traps are met here: RSS takes the last link as the channel's own, dates default to
the clock, an author without an address makes an empty element, so RSS names authors by dc:creator, and the links of
an Atom entry lose their relation.
"""

from __future__ import annotations

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from plugins.feeds.entry import Entry
from plugins.feeds.feed import FORMATS, Feed
from plugins.feeds.xml_text import xml_text

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
GENERATOR = "Your Industry Insider publisher"
# CDATA stays as feedgen wrote it; entities of a DOCTYPE, which we never write, would not be read.
_PARSER = etree.XMLParser(strip_cdata=False, resolve_entities=False)


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
    root = etree.fromstring(generator.rss_str(), _PARSER)
    channel = root.find("channel")
    links = [etree.Element(f"{{{ATOM}}}link", attributes) for attributes in _further_links(feed, ".rss.xml")]
    return _finished(root, channel, channel.find(f"{{{ATOM}}}link"), links, feed)


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
    root = etree.fromstring(generator.atom_str(), _PARSER)
    for entry, element in zip(feed.entries, root.iter(f"{{{ATOM}}}entry"), strict=True):
        _mend_links(entry, element)
    links = [etree.Element(f"{{{ATOM}}}link", attributes) for attributes in _further_links(feed, ".atom.xml")]
    return _finished(root, root, root.findall(f"{{{ATOM}}}link")[-1], links, feed)


def _mend_links(entry: Entry, element: etree._Element) -> None:
    """feedgen 1.0.0 drops everything but the address from the links of an Atom entry."""
    link = element.find(f"{{{ATOM}}}link")
    link.set("rel", "alternate")
    link.set("type", "text/html")
    if entry.enclosure:
        file = entry.enclosure
        attributes = {"rel": "enclosure", "href": file.address, "type": file.type, "length": str(file.size)}
        link.addnext(etree.Element(f"{{{ATOM}}}link", attributes))


def _generator(feed: Feed, suffix: str) -> FeedGenerator:
    generator = FeedGenerator()
    generator.load_extension("dc", atom=False, rss=True)
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


def _finished(
    root: etree._Element, head: etree._Element, after: etree._Element, links: list[etree._Element], feed: Feed
) -> bytes:
    """Put the links behind `after` in `head`, mark an archive page, name the style sheet, and write it out."""
    for link in reversed(links):
        after.addnext(link)
    if feed.is_archive:
        mark = etree.Element(f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY})
        after.addprevious(mark)
    if feed.style:
        root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{feed.style}"'))
    written: bytes = etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)
    return written + b"\n"
