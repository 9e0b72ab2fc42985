"""An import: every record of the exports is either kept in the archive or held with a reason.

Threads stream through one by one. The archive is changed at the very end, when everything has been read: an export that
turns out to be broken leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.comments_archive import blogger, disqus, isso, wordpress
from plugins.comments_archive.archive_folder import Staging, address_file, article_file, staging
from plugins.comments_archive.clean import count_unseen
from plugins.comments_archive.export import ExportedComment, ExportedPost, ExportedThread
from plugins.comments_archive.holding import is_withdrawn, why_held
from plugins.comments_archive.matching import Article, Matcher, path_of
from plugins.comments_archive.merging import Incoming, Key, merge
from plugins.comments_archive.parts import Part, parts
from plugins.comments_archive.record import Comment
from plugins.comments_archive.recording import Identities, incoming, tombstones
from plugins.comments_archive.report import Report
from plugins.publication.mistake import PublicationError

HOLD, KEEP = "hold", "keep"
_NO_ARTICLE = "the publication has no such article"


@dataclass(frozen=True)
class Wish:
    """What an import is to do: where to, for which articles, and what becomes of threads without an article."""

    archive: Path
    zone: ZoneInfo
    articles: Sequence[Article]
    identities: Identities = field(default_factory=Identities)
    format: str = "auto"
    unmatched: str = HOLD
    is_dry_run: bool = False


def import_exports(paths: Sequence[Path], wish: Wish) -> Report:
    """Import every export of `paths`; raises PublicationError, with nothing changed, when one cannot be read."""
    matcher = Matcher(wish.articles, wish.identities.owners_map)
    if matcher.unknown_targets():
        names = ", ".join(matcher.unknown_targets())
        raise PublicationError(f"--map: there is no article '{names}'; write the id of an article")
    try:
        return _import(paths, wish, matcher)
    except OSError as error:
        raise PublicationError(f"{error.filename or wish.archive}: {error.strerror}; nothing was imported") from None


def _import(paths: Sequence[Path], wish: Wish, matcher: Matcher) -> Report:
    found = [part for path in paths for part in parts(path, wish.format)]
    with staging(wish.archive) as staged:
        one = _Import(wish, matcher, staged)
        for part in found:
            one.report.sources.append({"file": part.name, "format": part.format})
            for thread in _threads(part, wish.zone, one.count_removed):
                one.take(thread, part.format)
        one.report.files = staged.changed
        if not wish.is_dry_run:
            staged.commit()
    return one.report


def _threads(part: Part, zone: ZoneInfo, on_removed: Callable[[int], None]) -> Iterator[ExportedThread]:
    if part.is_database:
        with part.as_file() as path:
            yield from isso.database_threads(path, part.name)
        return
    with part.open() as stream:
        match part.format:
            case wordpress.SYSTEM:
                yield from wordpress.threads(stream, part.name, zone, on_removed)
            case disqus.SYSTEM:
                yield from disqus.threads(stream, part.name, on_removed)
            case blogger.SYSTEM:
                yield from blogger.threads(stream, part.name, on_removed)
            case isso.SYSTEM:
                yield from isso.json_threads(stream, part.name)


class _Import:
    """One run, and its report."""

    def __init__(self, wish: Wish, matcher: Matcher, staged: Staging) -> None:
        self.wish, self.matcher, self.staged = wish, matcher, staged
        self.report = Report(is_dry_run=wish.is_dry_run)
        self.seen: dict[str, dict[Key, str]] = {}

    def count_removed(self, number: int) -> None:
        """Note characters that were taken out."""
        self.report.removed_control_characters += number

    def take(self, thread: ExportedThread, system: str) -> None:
        """Keep or hold every comment of a thread."""
        article = self.matcher.find(thread.post)
        without_article = self._why_without_article(article, thread.post)
        kept: list[tuple[ExportedComment, Incoming]] = []
        for comment in thread.comments:
            self.report.read += 1
            reason = why_held(comment, thread.post) or without_article
            if not reason:
                self.count_removed(count_unseen(comment.html) + count_unseen(comment.name))
                made = incoming(comment, thread.post, article, system, self.wish.identities)
                if made.comment.body or made.comment.is_mention or made.comment.is_deleted:
                    kept.append((comment, made))
                    continue
                reason = "nothing of its text is left after cleaning"
            self.report.hold(comment.id, _shown(thread.post), reason)
        if kept or (article and any(is_withdrawn(comment, thread.post) for comment in thread.comments)):
            self._keep(kept, thread, article, system)

    def _why_without_article(self, article: Article | None, post: ExportedPost) -> str:
        if article or post.hidden:
            return ""
        self.report.unmatched[_shown(post)] += 1
        has_address = path_of(post.address) not in {"", "/"}
        return "" if self.wish.unmatched == KEEP and has_address else _NO_ARTICLE

    def _keep(
        self,
        kept: list[tuple[ExportedComment, Incoming]],
        thread: ExportedThread,
        article: Article | None,
        system: str,
    ) -> None:
        name = article_file(article.id) if article else address_file(thread.post.address)
        existing = self._existing(name, article, thread.post)
        published = {one.source.id for one in existing if one.source and one.source.system == system}
        published -= {one.source.id for one in existing if one.source and one.is_deleted}
        published -= {comment.id for comment, _ in kept}
        removed = list(tombstones(thread.comments, [comment for comment, _ in kept], thread.post, system, published))
        merged = merge(existing, [*(made for _, made in kept), *removed], self.seen.setdefault(name, {}))
        for index, (comment, made) in enumerate(kept):
            if index in merged.doubles:
                self.report.hold(comment.id, _shown(thread.post), "it stands twice in the export, word for word")
            else:
                self.report.kept[made.comment.kind] += 1
        self.report.added += len(merged.added)
        self.report.changed += len(merged.changed)
        self.report.unchanged += len(merged.unchanged)
        self.report.edited += [{"id": number, "file": name} for number in merged.edited]
        self.report.tombstones += len(removed)
        if merged.is_changed:
            self.staged.write(name, merged.records)

    def _existing(self, name: str, article: Article | None, post: ExportedPost) -> list[Comment]:
        """The records of the thread so far; those that waited under an address of the article's move to it."""
        existing = self.staged.read(name)
        for address in (article.address, *article.aliases, post.address) if article else ():
            waiting = self.staged.read(address_file(address))
            if waiting:
                known = {record.id for record in existing}
                existing += [record for record in waiting if record.id not in known]
                self.staged.write(name, existing)
                self.staged.remove(address_file(address))
        return existing


def _shown(post: ExportedPost) -> str:
    return post.address or post.title or post.id
