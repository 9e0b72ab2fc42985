"""Blocks that hold others: callouts, lists, definitions, quotations and footnotes.

Each function takes the first of the waiting blocks, or leaves it and returns False; see `block.BlockReader`.
"""

from __future__ import annotations

import re
from functools import partial

from plugins.publication.block import TAB, Block, BlockReader, Node, loosely_detabbed
from plugins.publication.raw_html import Line

_ADMONITION = re.compile(r'!!! ?[\w\-]+(?: +[\w\-]+)*+(?: +"[^"]*")? *')
_ITEM = {"ol": re.compile(r"[ ]{0,3}\d+\.[ ]+(.*)"), "ul": re.compile(r"[ ]{0,3}[*+-][ ]+(.*)")}
_INDENTED_ITEM = re.compile(r"[ ]{4,7}(?:\d+\.|[*+-])[ ]+.*")
_DEFINITION = re.compile(r"[ ]{0,3}:[ ]{1,3}(.*)")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?(.*)")
_FOOTNOTE = re.compile(r"[ ]{0,3}\[\^([^\]]*)\]:[ ]*(.*)")
_LISTS, _ITEMS = frozenset({"ul", "ol", "dl"}), frozenset({"li", "dd"})


def admonition(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    index = waiting[-1].first(_ADMONITION)
    if index is None:
        return False
    block = waiting.pop()
    reader.parse(parent, block.lines(0, index))
    number, text = block[index]
    title = text[text.find('"') + 1 : text.rfind('"')]
    if title:
        reader.text([Line(number, title)])
    content, rest = block.detab(index + 1)
    reader.parse(parent.add("admonition"), content)
    waiting += rest
    return True


def continued_admonition(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    """An indented block below an admonition, or below a list in one."""
    target, block = parent.last, waiting[-1]
    if target is None or target.tag != "admonition" or not block.is_indented:
        return False
    width = 4
    while target.last and target.last.tag in _LISTS and target.last.last and block.is_indented_by(width + 4):
        target = target.last.last
        width += 4
    waiting.pop()
    content, rest = block.detab(width=width)
    reader.parse(target, content)
    waiting += rest
    return True


def indented(
    lists: frozenset[str], items: frozenset[str], reader: BlockReader, parent: Node, waiting: list[Block]
) -> bool:
    """An indented block inside or below an item of a list."""
    block = waiting[-1]
    below_list = parent.tag in items or (parent.last is not None and parent.last.tag in lists)
    if not block.is_indented or reader.state[-1] == "detabbed" or not below_list:
        return False
    waiting.pop()
    # How many levels of lists it is indented by, and the innermost of them.
    text, sibling = block[0].text, parent
    indent, level = (len(text) - len(text.lstrip(" "))) // 4, int(reader.state[-1] == "list")
    while indent > level and sibling.last and sibling.last.tag in lists | items:
        sibling = sibling.last
        level += sibling.tag in lists
    if parent.tag in items:
        target = parent.last if parent.last and parent.last.tag in lists else parent
    elif sibling.tag in items:
        target = sibling
    elif sibling.last and sibling.last.tag in items:
        target = sibling.last
    else:
        target = sibling.add("li")
    reader.parse(target, loosely_detabbed(block.lines(), level), "detabbed")
    return True


def list_(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    tag = next((tag for tag, pattern in _ITEM.items() if pattern.fullmatch(waiting[-1][0].text)), None)
    if tag is None:
        return False
    items = _items(waiting.pop(), _ITEM[tag])
    if parent.last and parent.last.tag == tag:
        target = parent.last
        reader.parse(target.add("li"), items.pop(0), "looselist")
    else:
        target = parent if parent.tag in {"ol", "ul"} else parent.add(tag)
    for item in items:
        is_nested = item[0].text.startswith(TAB)
        reader.parse(target.last if is_nested and target.last else target.add("li"), item, "list")
    return True


def definition(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    """A definition below its terms, which may be a paragraph of their own."""
    block = waiting[-1]
    index = block.first(_DEFINITION)
    if index is None or (index == 0 and parent.last is None):
        return False
    waiting.pop()
    rest = block.part(index + 1)
    if rest and re.match(r"[ ]{0,3}[^ :]", rest[0][0].text):
        content, rest = rest[0].lines(), []
    else:
        content, rest = block.detab(index + 1)
    for number, text in block.lines(0, index):
        reader.text([Line(number, text.strip())])
    state = "list"
    if index == 0 and parent.last and parent.last.tag == "p":
        parent.children.pop()
        state = "looselist"
    target = parent.last if parent.last and parent.last.tag == "dl" else parent.add("dl")
    first = Line(block[index].number, _DEFINITION.sub(r"\1", block[index].text))
    reader.parse(target.add("dd"), [first, *content], state)
    waiting += rest
    return True


def quote(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    index = waiting[-1].first(_QUOTE)
    if index is None:
        return False
    block = waiting.pop()
    reader.parse(parent, block.lines(0, index))
    inner = []
    for number, text in block.lines(index):
        match = _QUOTE.fullmatch(text)
        inner.append(Line(number, "" if text.strip() == ">" else match[1] if match else text))
    target = parent.last if parent.last and parent.last.tag == "blockquote" else parent.add("blockquote")
    reader.parse(target, inner, "blockquote")
    return True


def footnote(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    """A note ends where the next begins; the last of a block goes on in the indented blocks below it."""
    index = waiting[-1].first(_FOOTNOTE)
    match = _FOOTNOTE.fullmatch(waiting[-1][index].text) if index is not None else None
    if index is None or not match:
        return False
    block = waiting.pop()
    following = block.first(_FOOTNOTE, index + 1)
    note = [Line(block[index].number, match[2]), *loosely_detabbed(block.lines(index + 1, following))]
    if following is not None:
        waiting += block.part(following)
    while following is None and waiting and waiting[-1].is_indented and not waiting[-1].is_apart:
        more = waiting.pop()
        following = more.first(_FOOTNOTE)
        note += [Line(more[0].number, ""), *loosely_detabbed(more.lines(0, following))]
        waiting += [] if following is None else more.part(following)
    reader.blocks.footnotes[match[1]] = note
    waiting += block.part(0, index)
    return True


def _items(block: Block, pattern: re.Pattern[str]) -> list[list[Line]]:
    """The items of a list, each with the lines below it; an indented one stands for itself."""
    items: list[list[Line]] = []
    for line in block.lines():
        match = pattern.fullmatch(line.text)
        if match:
            items.append([Line(line.number, match[1])])
        elif _INDENTED_ITEM.fullmatch(line.text) and not items[-1][0].text.startswith(TAB):
            items.append([line])
        else:
            items[-1].append(line)
    return items


in_list = partial(indented, _LISTS - {"dl"}, _ITEMS - {"dd"})
in_definition = partial(indented, _LISTS, _ITEMS)
