"""Must-dos: a numbered list whose items all begin with a bold lead. Each item gets an anchor of its own."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.publication.values import slugify
from plugins.reading.markup import Edit, Element, text

ANCHOR_LENGTH = 50


@dataclass(frozen=True)
class MustDo:
    """An item of such a list: its anchor, and the bold words it begins with."""

    anchor: str
    lead: str


def find_must_dos(html: str, root: Element) -> tuple[list[MustDo], list[Edit]]:
    """The items of all lists of must-dos, and the edits that give lists their class and items their anchors."""
    taken = {element.attributes["id"] for element in root.walk() if "id" in element.attributes}
    found: list[MustDo] = []
    edits: list[Edit] = []
    for ordered in root.children:
        items = [child for child in ordered.children if child.name == "li"]
        leads = [_lead(html, item) for item in items]
        if ordered.name != "ol" or len(items) < 2 or not all(leads):
            continue
        edits.append(_with_class(html, ordered))
        first = ordered.attributes.get("start", "1")
        for number, (item, lead) in enumerate(zip(items, leads, strict=True), int(first) if first.isdigit() else 1):
            anchor = item.attributes.get("id", "")
            if not anchor:
                anchor = _unused(f"must-do-{number}-{slugify(lead)[:ANCHOR_LENGTH].rstrip('-')}", taken)
                edits.append(Edit(item.start + 3, item.start + 3, f' id="{anchor}"'))
            found.append(MustDo(anchor, lead))
    return found, edits


def _lead(html: str, item: Element) -> str:
    """The bold words that an item begins with; empty where it begins otherwise."""
    holder = item
    if item.children and item.children[0].name == "p" and not html[item.inside : item.children[0].start].strip():
        holder = item.children[0]
    if not holder.children or holder.children[0].name not in {"strong", "b"}:
        return ""
    bold = holder.children[0]
    return "" if html[holder.inside : bold.start].strip() else text(html[bold.inside : bold.inside_end])


def _with_class(html: str, element: Element) -> Edit:
    """The start tag with the class `must-dos` beside those that it has."""
    classes = element.attributes.get("class")
    if classes is None:
        return Edit(element.start + 3, element.start + 3, ' class="must-dos"')
    tag = html[element.start : element.inside]
    return Edit(element.start, element.inside, tag.replace(classes, f"{classes} must-dos", 1))


def _unused(anchor: str, taken: set[str]) -> str:
    wanted, number = anchor, 2
    while anchor in taken:
        anchor, number = f"{wanted}-{number}", number + 1
    taken.add(anchor)
    return anchor
