"""Pelican's writer, page by page: a page whose reads are as they were is kept, the others are collected and made."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from io import StringIO
from typing import Any, NamedTuple

from pelican import signals
from pelican.paginator import Paginator
from pelican.utils import get_relative_path, path_to_url, sanitised_join
from pelican.writers import FileOverwriteFailedError, Writer

from plugins.fast_build.pelican_holding import identity
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.record import RECORDER
from plugins.fast_build.recorded import RecordedList


class Job(NamedTuple):
    """A page to be made: its file, its template, and what the template is given: to all pages, and to this one."""

    name: str
    path: str
    template: Any
    context: dict[str, Any]
    own: dict[str, Any]


class StepWriter(Writer):
    """Writes no page at once: `take(job)` is told of each. Feeds go by `feed`, which writes them or keeps them."""

    take: Callable[[Job], None]
    steps: Steps
    feed: Callable[[str, Callable[[], Any], dict[str, Any]], Any]

    def write_file(
        self,
        name: Any,
        template: Any,
        context: dict[str, Any],
        relative_urls: bool = False,
        paginated: dict[str, Any] | None = None,
        template_name: str | None = None,
        override_output: bool = False,
        url: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Have a page made, or all pages of a list."""
        stand = self.steps.settled.list_stands(str(name)) if name else ()
        self.steps.wanted += (f"page {page}" for page in stand)
        if not name or self.steps.settled.may_skip(str(name)):
            return
        for page in stand:
            self._claim(sanitised_join(self.output_path, page), override_output)
        if stand:
            return
        source = identity(kwargs.get("article", kwargs.get("page")))
        made = []
        for page, own in self._pages(name, template_name, paginated, url, kwargs):
            path = sanitised_join(self.output_path, page)
            made.append(page)
            if source:
                self.steps.new.sources[page] = source
            if not self._claim(path, override_output):
                continue
            own["output_file"] = page
            if relative_urls:
                own.setdefault("SITEURL", path_to_url(get_relative_path(page)))
                own.setdefault("localsiteurl", path_to_url(get_relative_path(page)))
            self.take(Job(page, path, template, context, own))
        self.steps.new.lists[str(name)] = tuple(made)

    def _pages(
        self, name: str, template_name: str | None, paginated: Any, url: Any, kwargs: dict[str, Any]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """The pages of a list with what each is given, as Pelican parts them; or the one page."""
        lists = {key: _noting(key, value) for key, value in kwargs.items() if type(value) is list}
        kwargs = kwargs | lists
        if paginated is None:
            paginated = {key: kwargs[key] for key in kwargs if key in {"articles", "dates"}}
        if not paginated or template_name not in self.settings["PAGINATED_TEMPLATES"]:
            yield name, dict(kwargs)
            return
        size = self.settings["PAGINATED_TEMPLATES"][template_name] or self.settings["DEFAULT_PAGINATION"]
        paginators = {key: Paginator(name, url, value, self.settings, size) for key, value in paginated.items()}
        pages: dict[str, list[Any]] = {}
        for key, paginator in paginators.items():
            plain = paginator.object_list
            paginator.object_list = list(list.__iter__(plain))
            pages[key] = [paginator.page(number) for number in range(1, paginator.num_pages + 1)]
            paginator.object_list = _noting(f"{key}_paginator", plain)
        for number in range(next(iter(paginators.values())).num_pages):
            own = dict(kwargs)
            for key, paginator in paginators.items():
                own[f"{key}_paginator"] = paginator
                own[f"{key}_page"] = page = pages[key][number]
                own[f"{key}_previous_page"] = pages[key][number - 1] if number else None
                own[f"{key}_next_page"] = pages[key][number + 1] if number + 1 < paginator.num_pages else None
            yield page.save_as, own

    def pass_over(self, pages: Collection[str]) -> None:
        """Pages stand, as is known at once; nobody else may write to their files."""
        self.steps.pass_over(pages)
        output = os.path.abspath(self.output_path)
        self._written_files.update(f"{output}/{page}" for page in pages)

    def _claim(self, path: str, override: bool) -> bool:
        """Whether a file is to be written: of two pages of one name, one must say that it overrides the other."""
        self.steps.new.is_contested |= override or path in self._written_files
        if path in self._overridden_files:
            if override:
                raise FileOverwriteFailedError(f'Failed to overwrite "{path}" a second time')
            return False
        if path in self._written_files and not override:
            raise FileOverwriteFailedError(f'Failed to overwrite "{path}": Pelican has written it before')
        if override:
            self._overridden_files.add(path)
        self._written_files.add(path)
        return True

    def write_feed(self, elements: Any, context: Any, path: Any = None, *arguments: Any, **options: Any) -> Any:
        """Write a feed, or keep it."""
        write = super().write_feed
        if not path:
            return write(elements, context, path, *arguments, **options)
        shown = list(elements[: self.settings["FEED_MAX_ITEMS"]])
        given = {"elements": shown, "arguments": arguments, "options": options}
        return self.feed(str(path), lambda: write(elements, context, path, *arguments, **options), given)

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:
        """A file that is written when it is closed, and only when it would differ."""
        return _Late(filename if self._claim(filename, override) else os.devnull, encoding)


class _Late(StringIO):
    def __init__(self, path: str, encoding: str) -> None:
        super().__init__()
        self._path, self._encoding = path, encoding

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            write(self._path, self.getvalue().encode(self._encoding))
        super().__exit__(kind, error, trace)


def write(path: str, data: bytes) -> None:
    """Put `data` into a file, unless that is what it holds."""
    if RECORDER.record is not None:
        RECORDER.record.writes.add(path)
    with RECORDER.silence():
        _write(path, data)


def _write(path: str, data: bytes) -> None:
    try:
        number = os.open(path, os.O_RDONLY)
    except OSError:
        _make_folder(os.path.dirname(path))
    else:
        try:
            if os.fstat(number).st_size == len(data) and os.read(number, len(data) + 1) == data:
                return
        finally:
            os.close(number)
    with open(path, "wb", buffering=0) as stream:
        stream.write(data)


def _make_folder(path: str) -> None:
    """Make a folder; most lie in one that is there."""
    try:
        os.mkdir(path)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)


def render(job: Job) -> None:
    """Make a page and write it, as Pelican does."""
    local = job.context.copy()
    local["localsiteurl"] = local.get("localsiteurl")
    local.update(job.own)
    if local["localsiteurl"]:
        job.context["localsiteurl"] = local["localsiteurl"]
    write(job.path, job.template.render(local).encode("utf-8"))
    signals.content_written.send(job.path, context=local)


def _noting(name: str, value: Any) -> RecordedList:
    return RecordedList(f"@{name}", list.__iter__(value))
