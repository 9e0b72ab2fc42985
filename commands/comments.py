"""`invoke comments.…`: bring old comments here and take them away; decide on new ones, publish them, erase a person."""

from __future__ import annotations

import json as json_format
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke import Collection, Context, Exit, task

from commands.terminal import ROOT, private_database, say, settings, told
from plugins.building import build as building
from plugins.comments_archive.archive_folder import FOLDER
from plugins.database.location import state_folder
from plugins.publication.mistake import ContentError, PublicationError, count
from plugins.publication.site import Site

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from plugins.moderation.publication import Publication
    from plugins.moderation.publishing import Run
    from plugins.moderation.received import Decision, Received

SITE = "the folder of the built site (default: output; in a place, what readers see)"


def _site() -> Site:
    """The publication as it is now; raises ContentError where a file of it cannot be read."""
    site, mistakes = building.check(building.read_settings(ROOT / "pelicanconf.py"), [])
    if mistakes:
        raise ContentError(mistakes)
    return site


@task(
    name="import",
    iterable=["also"],
    help={
        "path": "the export: WordPress (.xml, .zip), Disqus (.xml, .gz), Isso (.db, .json), Blogger (.atom)",
        "also": "a further part of the same export; may be given several times",
        "format": "wordpress, disqus, isso or blogger (default: auto, found out)",
        "dry_run": "tell what would happen, and write nothing but the report",
        "report": "a file for the whole report, as JSON",
        "archive": "the folder of the archive (default: content/comments)",
        "unmatched": "threads whose article is not found: hold, or keep under their old address (default: hold)",
        "map": "a file that says which old address is which article, and which account which author",
    },
)
@told
def import_(
    context: Context,
    path: str,
    also: list[str],
    format: str = "auto",  # noqa: A002 - the option's own name
    dry_run: bool = False,
    report: str = "",
    archive: str = "",
    unmatched: str = "hold",
    map: str = "",  # noqa: A002 - the option's own name
) -> None:
    """Bring the comments of an old blog into content/comments/; a second run changes nothing.

    Example: invoke comments.import old-blog.xml --dry-run --report report.json
    """
    from plugins.comments_archive import command  # its importers take a while to load

    made = command.import_comments(
        [Path(name) for name in (path, *also)],
        _site(),
        Path(archive) if archive else ROOT / "content" / FOLDER,
        format=format,
        unmatched=unmatched,
        map_file=Path(map) if map else None,
        report_file=Path(report) if report else None,
        is_dry_run=dry_run,
    )
    print(made.as_text())


@task(
    help={
        "output": "the file to write (default: standard output)",
        "format": "wxr, which WordPress and our own import read",
        "archive": "the folder of the archive (default: content/comments)",
    },
)
@told
# A002: an option is called as people call it.
def export(context: Context, output: str = "", format: str = "wxr", archive: str = "") -> None:  # noqa: A002 - the option's own name
    """Write the whole archive of comments as one file for other systems.

    Example: invoke comments.export --format wxr --output comments.xml
    """
    from plugins.comments_archive import command

    folder = Path(archive) if archive else ROOT / "content" / FOLDER
    public_url = building.read_settings(ROOT / "pelicanconf.py")["PUBLIC_URL"].rstrip("/")
    pieces = command.export_comments(_site(), folder, public_url, format)
    if output:
        command.write(Path(output), "".join(pieces), "--output")
    else:
        sys.stdout.writelines(pieces)


@task(help={"archive": "the folder of the archive (default: content/comments)"})
@told
def check(context: Context, archive: str = "") -> None:
    """Report every mistake in the archive of comments; `invoke check` does it too.

    Example: invoke comments.check
    """
    from plugins.comments_archive import command

    mistakes = command.check_comments(_site(), Path(archive) if archive else ROOT / "content" / FOLDER)
    for mistake in mistakes:
        print(mistake)
    print(count(len(mistakes)))
    if mistakes:
        raise Exit(code=1)


# New comments


def _publication(read: dict[str, Any], site: str) -> Publication:
    from commands import this_publication

    return this_publication.on_server(ROOT / site, read["COMMENTS_BRANCH"])


@task(
    help={
        "show": "which comments: pending, spam, deleted or published (default: pending)",
        "approve": "approve these: their ids, joined by commas, or `all` that are shown",
        "spam": "mark these as spam",
        "delete": "delete these; published ones are removed from the site",
        "json": "print the comments as JSON, and ask nothing",
        "site": SITE,
        "preview": "only decide; the running preview on this machine publishes what is approved",
    }
)
@told
def moderate(
    context: Context,
    show: str = "pending",
    approve: str = "",
    spam: str = "",
    delete: str = "",
    json: bool = False,
    site: str = "output",
    preview: bool = False,
) -> None:
    """Decide on comments: one after the other in the terminal, or those that are named; what is approved is published.

    Example: invoke comments.moderate --approve c-7hq2mz4k,c-k3v9xw2a
    """
    from commands import moderation_terminal
    from plugins.moderation import store
    from plugins.moderation.received import Decision, Status

    if show not in {"pending", "spam", "deleted", "published"}:
        raise Exit(f"--show: '{show}' is not known; write pending, spam, deleted or published", code=1)
    read = settings()
    asked = {Decision.APPROVE: approve, Decision.SPAM: spam, Decision.DELETE: delete}
    with private_database(read) as engine:
        with engine.connect() as connection:
            found = store.listed(connection, [Status(show)], moderation_terminal.MOST)
        if json:
            say(json_format.dumps([moderation_terminal.as_facts(one) for one in found], ensure_ascii=False, indent=2))
            return
        decided = 0
        if any(asked.values()):
            decided = sum(_decide(engine, found, decision, ids) for decision, ids in asked.items() if ids)
        elif sys.stdin.isatty():
            decided = moderation_terminal.ask(engine, found)
        else:
            moderation_terminal.list_(found)
        if decided and not preview:
            _tell(_published(engine, _publication(read, site)))


def _decide(engine: Engine, found: list[Received], decision: Decision, ids: str) -> int:
    from plugins.moderation import store
    from plugins.moderation.inflection import comments
    from plugins.moderation.received import DONE

    wanted = {part.strip() for part in ids.split(",")}
    chosen = [one for one in found if ids == "all" or one.record in wanted]
    missing = wanted - {one.record for one in chosen} - {"all"}
    if missing:
        raise PublicationError(f"--{decision}: there is no such comment: {', '.join(sorted(missing))}; see --json")
    with engine.begin() as connection:
        number = store.decide(connection, [one.id for one in chosen], decision, datetime.now(UTC))
    say(f"{comments(number)} {DONE[decision]}.")
    return number


@task(help={"site": SITE})
@told
def due(context: Context, site: str = "output") -> None:
    """Publish what editors have approved and readers do not see yet, as the inbox does by itself; safe at any time.

    Example: invoke comments.due
    """
    read = settings()
    with private_database(read) as engine:
        _tell(_published(engine, _publication(read, site)))


def _published(engine: Engine, publication: Publication) -> Run:
    from plugins.moderation.publishing import publish

    return publish(engine, publication, datetime.now(UTC))


def _tell(run: Run) -> None:
    from plugins.moderation.inflection import decisions

    if not (run.committed or run.shown or run.waiting):
        say("Nothing is due.")
    if run.committed:
        say(f"{decisions(run.committed)} committed.")
    if run.shown:
        say(f"{decisions(run.shown)} on the site.")
    if run.waiting:
        say(f"{decisions(run.waiting)} not on the site yet; the next run goes on.")
    if run.problems:
        raise PublicationError("\n".join(run.problems))


@task(
    iterable=["record"],
    help={
        "address": "the comments of whoever owns this e-mail address",
        "name": "the comments under this name, letter by letter",
        "record": "one comment, as ARTICLE-ID/COMMENT-ID; may be given several times",
        "live": "do it; without this, tell what would happen",
        "site": SITE,
    },
)
@told
def forget(
    context: Context, record: list[str], address: str = "", name: str = "", live: bool = False, site: str = "output"
) -> None:
    """Erase a person's comments: in the archive they become tombstones, in the database nothing stays.

    Example: invoke comments.forget --address reader@example.org --live
    """
    from plugins.comments_archive import avatar
    from plugins.inbox.server import signing_keys
    from plugins.moderation import forgetting
    from plugins.moderation.forgetting import Wish
    from plugins.moderation.inflection import comments
    from plugins.moderation.writer import Writers
    from plugins.subscribers.address import AddressError

    wish = Wish(address, name, tuple(record))
    if wish == Wish():
        raise Exit("--address: whose comments? Write --address, --name or --record", code=1)
    read = settings()
    publication = _publication(read, site)
    writers = Writers(signing_keys(read, os.environ), os.environ.get(avatar.KEY, ""))
    with private_database(read) as engine:
        try:
            person = forgetting.find(engine, publication, writers, wish)
        except AddressError as error:
            raise Exit(f"--address: {error}", code=1) from None
        for one in person.records:
            say(f"{one.file.removesuffix('.yaml')}/{one.record.id}  {one.record.author_name}")
        say(f"{comments(len(person.records))} in the archive, {comments(len(person.rows))} in the database.")
        if not live:
            say("Nothing was changed. To erase them: add --live")
            return
        older = forgetting.commits_with(publication, person.records)
        commit = forgetting.forget(engine, publication, wish, person, datetime.now(UTC))
        _tell_of_history(read, person.records, older, commit)
        if commit:
            publication.release()


def _tell_of_history(read: dict[str, Any], records: Any, older: list[str], commit: str) -> None:
    """In which commits the words still are, and what takes them out."""
    from plugins.moderation import forgetting

    if not commit:
        say("Erased.")
        return
    say(f"Erased, with the commit {commit[:10]}. The words remain in the history of git, from these commits on:")
    for line in older:
        say(f"  {line}")
    file = state_folder(read) / f"purge-{commit[:10]}.txt"
    file.touch(0o600)
    file.write_text(forgetting.purge_list(records), encoding="utf-8")
    say("To cut them out of every commit, in a fresh clone (docs/guides/moderate-comments.md has all steps):")
    say(f"  git filter-repo --replace-text {file}")


collection = Collection("comments", import_, export, check, moderate, due, forget)
