"""What the cells hold in this build, each as a digest, and whether that is what it was in the last."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Environment
from pelican.contents import Content
from pelican.generators import Generator
from pelican.paginator import Page, Paginator
from pelican.urlwrappers import URLWrapper

from plugins.fast_build.command_line import OF_THIS_BUILD
from plugins.fast_build.moment import RecordedMoment
from plugins.fast_build.numbering import Numbering
from plugins.fast_build.packed_digest import PackedDigester
from plugins.fast_build.pelican_holding import identity
from plugins.fast_build.pelican_quick import Members
from plugins.fast_build.pelican_tracking import is_worked_out, value_of
from plugins.fast_build.place import Places
from plugins.fast_build.record import RECORDER, Cell, Record
from plugins.fast_build.recorded import RecordedDict, RecordedList, find
from plugins.fast_build.shared_values import ASKED, SharedValues
from plugins.fast_build.value_digest import Digester, Undigestible

GONE = b"-"
_UNCOUNTED = frozenset({"settings", "_slug", "_slug_from_name", "name", "slug"})  # of a category, tag or author
_GATHERED = (list, dict, tuple, set, str, int)
_UNORDERED = frozenset({"generated_content", "static_content"})  # Pelican fills them as a set of paths happens to lie
_BASE = frozenset({"context", "settings", "path", "theme", "output_path", "_templates", "_templates_path", "_cache"})
_OF_WRAPPER = _UNCOUNTED | {"_name"}
_KINDS = frozenset(
    {"list", "structure", "filters", "state", "setting", "context", "global", ASKED}
)  # others are contents
# Lists that every Pelican has: also when they are empty, they count by what is asked of them.
LISTS = frozenset({"articles", "dates", "tags", "categories", "authors", "pages", "drafts", "hidden_articles"})
LISTS |= {"hidden_pages", "draft_pages", "related_posts", "staticfiles", "translations"}


class Cells:
    """The cells of one build, by their numbers in `numbering`; `known` are the digests that they had in the last."""

    def __init__(self, places: Places, numbering: Numbering[Cell], known: Mapping[int, bytes]) -> None:
        self.numbering, self.known = numbering, known
        self.digests: dict[int, bytes] = {}
        self._same: dict[int, bool] = {}
        self._digester = Digester(places, self._identify, _stand_in)
        self._of_contents = Digester(None, self._identify, _stand_in)  # quicker, as it looks for no paths
        self._of_contents.packed = PackedDigester(self._identify, _stand_in, self._of_contents.strict)
        self.settings: dict[str, Any] = {}
        self.context: dict[str, Any] = {}
        self.environments: list[Environment] = []
        self.generators: list[Generator] = []
        self.state: dict[str, Any] = {}  # what plugins keep, by name
        self.shared = SharedValues()
        self._contents: dict[str, Content] = {}
        self._may_differ: Callable[[str], bool] | None = None

    def settle(self, may_differ: Callable[[str], bool]) -> None:
        """From now on only cells of a kind that `may_differ` can hold something else than in the last build.

        Whoever reads what a content has worked out reads what it is worked out from as well.
        """
        self._may_differ = may_differ

    def take_contents(self) -> None:
        """The context is complete: know every content by its identity, and note what is asked of lists from now on."""
        for name in ("generated_content", "static_content"):
            for content in dict.get(self.context, name, {}).values():
                if content is not None:
                    self._contents[str(identity(content))] = content
        for name, value in list(self.context.items()):
            if type(value) is list and (name in LISTS or _holds_contents(value)):
                dict.__setitem__(self.context, name, RecordedList(name, value))

    def names(self) -> set[str]:
        """The identities of all contents."""
        return set(self._contents)

    def _identify(self, value: Any) -> str | None:
        name = identity(value)
        if name is not None and self._contents.get(name) is not value:
            raise Undigestible(f"{name}: a content that Pelican does not list")
        return name

    def digest_of(self, value: Any) -> bytes:
        """The digest of a value; raises Undigestible."""
        outer, RECORDER.record = RECORDER.record, None  # as RECORDER.silence() does, and quicker
        try:
            return self._quick(value)
        finally:
            RECORDER.record = outer

    def _quick(self, value: Any) -> bytes:
        """The digest of what contents and pages of lists hold most often, quickly; that of all else as ever."""
        kind = type(value)
        if kind is str:
            return self._of_contents(value)
        if kind is Page and (names := self._known(value.object_list)) is not None:
            return self._of_contents(
                ["page", value.full_name, value.base_url, value.number, names, _parts(value.paginator)]
            )
        if kind is Paginator:
            return self._of_contents(["paginator", _parts(value)])
        if isinstance(value, URLWrapper) and vars(value).keys() <= _OF_WRAPPER:
            return self._of_contents([kind.__name__, value.name, value.slug])
        if kind is list and value and isinstance(value[0], URLWrapper):
            return self._of_contents(["list", *map(self._quick, value)])
        return self._of_contents(value)

    def _known(self, items: Iterable[Any]) -> list[str | None] | None:
        """The identities of contents; None where one is not known, or is no content."""
        names = [identity(item) for item in items]
        known = (self._contents.get(name or "") for name in names)
        return names if all(map(operator.is_, known, items)) else None

    def digest(self, number: int) -> bytes:
        """The digest of what a cell holds now; raises Undigestible."""
        found = self.digests.get(number) or self._settled(number)
        if found is None:
            outer, RECORDER.record = RECORDER.record, None  # as RECORDER.silence() does, and quicker
            try:
                found = self.digests[number] = self._look(self.numbering.things[number])
            finally:
                RECORDER.record = outer
        return found

    def _settled(self, number: int) -> bytes | None:
        """The digest of a cell that is known to hold what it did."""
        if self._may_differ is None or self._may_differ(self.numbering.things[number][0]):
            return None
        return self.known.get(number)

    def _look(self, cell: Cell) -> bytes:
        kind, name = cell[0], cell[1]
        if kind not in _KINDS:
            return self._look_at_content(cell)
        if kind == "list":
            asked = self._list(name)
            return GONE if asked is None else self._answer(asked, cell)
        if kind == ASKED:
            return self._answered(cell)
        if kind == "structure":
            return self._digester([_held(generator) for generator in self.generators])
        if kind == "filters":
            environment = self.environments[int(cell[2])]
            return self._digester([environment.filters, environment.tests])
        if kind == "state":
            return self._digester(_value(name, self.state))
        held = self._names(kind, cell)
        if kind == "context" and name in _UNORDERED:
            return self._digester(dict(sorted(dict.get(held, name, {}).items())))
        return self._digester(dict.get(held, name)) if dict.__contains__(held, name) else GONE

    def _look_at_content(self, cell: Cell) -> bytes:
        identity, name, *arguments = cell
        content = self._contents.get(identity)
        if content is None:
            raise Undigestible(f"{identity}: a content that Pelican does not list")
        try:
            if not arguments and not is_worked_out(type(content), name):
                return self._quick(value_of(content, name))
            with RECORDER.step(Record()):  # what it is worked out from is noted now, as Pelican will not do it again
                found = value_of(content, name)
                found = found(*arguments) if arguments else found
            return self._quick(found)
        except AttributeError:
            return GONE

    def _names(self, kind: str, cell: Cell) -> dict[str, Any]:
        if kind == "global":
            return self.environments[int(cell[2])].globals
        return self.settings if kind == "setting" else self.context

    def _list(self, path: str) -> RecordedList | None:
        found: RecordedList | None = find(dict.get(self.context, path.partition("/")[0]), path)
        return found

    def _answered(self, cell: Cell) -> bytes:
        try:
            return self._digester(self.shared.answer(*cell[1:]))
        except LookupError:
            return GONE

    def _answer(self, held: RecordedList, cell: Cell) -> bytes:
        try:
            return self._digester(held.answer(*cell[2:]))
        except IndexError:
            return GONE

    def is_same(self, number: int) -> bool:
        """Whether a cell holds what it did in the last build."""
        same = self._same.get(number)
        if same is None:
            try:
                same = self.known.get(number) == self.digest(number)
            except Undigestible:
                same = False
            self._same[number] = same
        return same

    def are_same(self, numbers: Iterable[int]) -> bool:
        """Whether all of them do."""
        return all(map(self.is_same, numbers))


def _value(name: str, state: dict[str, Any]) -> Any:
    """What a plugin keeps, where that is a plain value."""
    if callable(state.get(name)):
        raise Undigestible(f"{name}: it is a program, and keeps something")
    return state.get(name)


def _holds_contents(value: list[Any]) -> bool:
    first = value[0] if value else None
    if isinstance(first, tuple):
        return any(type(part) is list and part and isinstance(part[0], Content) for part in first)
    return isinstance(first, Content)


def _held(generator: Generator) -> dict[str, Any]:
    """What a generator has gathered: lists of articles and the like."""
    return {
        name: value for name, value in vars(generator).items() if isinstance(value, _GATHERED) and name not in _BASE
    }


def _parts(paginator: Paginator) -> tuple[Any, ...]:
    parts = (paginator.name, paginator.url, paginator.per_page, paginator.orphans)
    return (*parts, paginator.count, paginator.num_pages)


def _stand_in(value: Any) -> Any:
    """What counts of Pelican's own objects, which hold settings and whole lists too."""
    if isinstance(value, RecordedList):
        return value.path  # what is asked of it is noted by itself
    if isinstance(value, Members):
        return list(value)
    if isinstance(value, RecordedDict):
        # Not what it has noted, which is another in every build; nor what a build is told for itself alone.
        passing = {*OF_THIS_BUILD, dict.get(value, "FAST_BUILD_CLOCK")}
        return {name: held for name, held in dict.items(value) if name not in passing}
    if isinstance(value, RecordedMoment):
        return "now"
    if isinstance(value, Environment):
        return value.globals, value.filters, value.tests
    if isinstance(value, URLWrapper):
        own = {name: held for name, held in vars(value).items() if name not in _UNCOUNTED}
        return value.slug, own
    if isinstance(value, Paginator):
        return _parts(value)
    if isinstance(value, Page):
        return value.full_name, value.base_url, value.number, list(value.object_list), value.paginator
    return NotImplemented
