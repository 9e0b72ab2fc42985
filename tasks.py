"""Every command a person types: parse, call one function, print the result. `invoke --list` lists them."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from invoke import Collection, Context, Exit, task

from commands import comments, database, development, digest, inbox, mail, publish, subscribers
from commands.terminal import ROOT, say, told
from plugins.assets import check as assets_check
from plugins.building import build as building
from plugins.building import verification
from plugins.comments_archive import check as comments_check
from plugins.digest import check as digest_check
from plugins.discovery import check as discovery_check
from plugins.events import check as events_check
from plugins.inbox import check as inbox_check
from plugins.moderation import check as moderation_check
from plugins.newsletter_signup import check as signup_check
from plugins.publication import check as publication_check
from plugins.publication import history, history_check, new_document, settings
from plugins.publication.mistake import PublicationError, count
from plugins.publication.moment import parse_moment

CHECKS: list[building.Check] = [
    publication_check.mistakes,
    events_check.mistakes,
    digest_check.mistakes,
    discovery_check.mistakes,
]


def _checks(base: str = "") -> list[building.Check]:
    """All checks, with the one that compares with the published state (`base`, or the main branch)."""
    content = ROOT / "content"
    pictures = assets_check.of(content, ROOT / ".cache" / "pictures")
    threads = [comments_check.of(content), digest_check.comments_in(content)]
    read = building.read_settings(ROOT / "pelicanconf.py")
    forms = [signup_check.of(read), inbox_check.of(read), moderation_check.of(read)]
    return [*CHECKS, pictures, *forms, *threads, history_check.against(ROOT, base), digest_check.against(ROOT, base)]


def _moment(text: str, settings_file: Path) -> datetime | None:
    if not text:
        return None
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo:  # with its offset, it needs no settings
            return moment
    zone = settings.from_pelican(building.read_settings(settings_file)).zone
    try:
        return parse_moment(text, zone)
    except ValueError as error:
        raise Exit(f"--at: {error}; write it as '2026-11-24 09:00'", code=1) from None


@task(
    help={
        "format": "text, github (annotations at their lines), gitlab (a code quality report), or json",
        "base": "the published state to compare slugs with: any git revision (default: the main branch)",
    }
)
@told
def check(context: Context, format: str = "text", base: str = "") -> None:  # noqa: A002 - the option's own name
    """Report every mistake in content/, with file, line and remedy.

    Example: invoke check --format github
    """
    if format not in {"text", "github", "gitlab", "json"}:
        raise Exit(f"--format: '{format}' is not known; write text, github, gitlab or json", code=1)
    base = base if base.strip("0") else ""  # a host says with zeros that a branch is new
    note = history_check.why_not_applied(ROOT, base)
    _, mistakes = building.check(building.read_settings(ROOT / "publishconf.py"), _checks(base))
    if format == "json":
        print(json.dumps([vars(mistake) for mistake in mistakes], indent=2))
    elif format == "gitlab":
        print(json.dumps([mistake.as_code_quality() for mistake in mistakes], indent=2))
    else:
        for mistake in mistakes:
            print(mistake.as_annotation() if format == "github" else mistake)
        print(count(len(mistakes)))
    if note:
        print(note, file=sys.stderr)
    if mistakes:
        raise Exit(code=1)


@task(
    help={
        "output": "the folder to put the site into (default: output)",
        "at": "the build's now, such as '2026-11-24 09:00' (default: the real one)",
        "report": "a file for what was built, as JSON: the texts with a page, and when time changes the site",
        "no_cache": "make everything anew, also what has not changed",
        "verify": "build clean beside it too, and compare every file",
    }
)
@told
def build(
    context: Context,
    output: str = "output",
    at: str = "",
    report: str = "",
    no_cache: bool = False,
    verify: bool = False,
) -> None:
    """Check, then build the public site into output/; on any failure the old output stays.

    Example: invoke build --at '2026-11-24 09:00'
    """
    built = _build(ROOT / "publishconf.py", output, at, report, no_cache)
    if verify:
        others = verification.differences(built.settings_file, built.output, _checks(), built.now)
        for name in others:
            print(f"{built.output}/{name}: differs from a clean build; build again with --no-cache, and report it")
        if others:
            raise Exit(code=1)
        print("A clean build is the same, byte for byte.")


@task(
    help={
        "output": "the folder to put the site into (default: preview)",
        "at": "the build's now, such as '2026-11-24 09:00' (default: the real one)",
        "report": "a file for what was built, as JSON: the texts with a page, and when time changes the site",
        "no_cache": "make everything anew, also what has not changed",
    }
)
@told
def preview(
    context: Context,
    output: str = "preview",
    at: str = "",
    report: str = "",
    no_cache: bool = False,
) -> None:
    """Check, then build the site with drafts, future articles and samples, marked, into preview/.

    Example: invoke preview --output /tmp/look
    """
    _build(ROOT / "pelicanconf.py", output, at, report, no_cache)


def _build(settings_file: Path, output: str, at: str, report: str, no_cache: bool) -> building.Built:
    moment = _moment(at, settings_file)
    folder, watched = (Path.cwd() / output).resolve(), history.state_files(ROOT)
    former = Path(os.environ["BUILD_FORMER"]) if os.environ.get("BUILD_FORMER") else None
    built = building.build(settings_file, folder, _checks(), moment, former=former, fresh=no_cache, watched=watched)
    for warning in built.warnings:
        print(warning, file=sys.stderr)
    if report:
        from plugins.publishing import build_report

        Path(report).write_text(build_report.as_json(built), encoding="utf-8")
    print(f"{built.output}: {built.documents} pages of yours, and the lists.")
    return built


@task(
    help={
        "port": "the port to begin looking at (default: 8000)",
        "bind": "the address to listen on (default: 127.0.0.1, this machine alone)",
        "at": "the build's now, such as '2026-11-24 09:00' (default: the real one)",
    }
)
@told
def serve(context: Context, port: int = 8000, bind: str = "127.0.0.1", at: str = "") -> None:
    """Check, build and show the site on this machine; rebuild and reload on every change.

    Example: invoke serve --port 9000
    """
    from commands.previewed_inbox import PreviewedInbox
    from plugins.assets.search_index import write_index
    from plugins.preview import board, builder, loop, server

    _moment(at, ROOT / "pelicanconf.py")

    def command(folder: Path) -> Sequence[str]:
        options = ["--output", str(folder), *(("--at", at) if at else ())]
        return [sys.executable, "-m", "invoke", "--search-root", str(ROOT), "preview", *options]

    shared, stop = board.Board(), threading.Event()
    try:
        running = server.open_server(bind, port, shared)
    except OSError as error:
        raise Exit(f"{bind}:{port}: {error.strerror}; choose another with --port", code=1) from None
    running.make_index = lambda site: write_index(site, ROOT / ".cache" / "pictures" / "search")
    say(f"Your Industry Insider: http://{bind}:{running.server_port}/   (Ctrl+C ends it)")
    threading.Thread(target=running.serve_forever, daemon=True).start()
    previewed = PreviewedInbox(running, shared, f"http://{bind}:{running.server_port}")
    previewed.start()
    watched = [ROOT / name for name in ("content", "theme", "plugins", "commands", "pelicanconf.py", "tasks.py")]
    sites = ROOT / ".serve" / str(os.getpid())
    standing_by = [
        sys.executable,
        "-c",
        f"import sys; sys.path[:0] = [{str(ROOT)!r}]; import tasks; tasks.stand_by({at!r})",
    ]
    builds = builder.Builder(standing_by, command)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended by a service manager: clear up as well
    try:
        loop.watch_and_build(shared, builds, watched, sites, say, stop)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        previewed.end()
        builds.renew()
        running.closing = True
        shared.close()
        running.shutdown()
        loop.remove(sites)


def stand_by(at: str) -> None:
    """The builder of `serve`: imports everything, then builds a preview into each folder that it is told of."""
    from plugins.building import pelican_process
    from plugins.building.forked import Forked
    from plugins.preview import builder

    settings_file = ROOT / "pelicanconf.py"

    def start(file: Path, output: Path, now: datetime, further: Mapping[str, Any]) -> Forked:
        return pelican_process.fork(file, output, now, {**further, "SEARCH_INDEX": False})  # made by who shows it

    def make(folder: Path) -> None:
        try:
            building.build(
                settings_file,
                folder,
                _checks(),
                _moment(at, settings_file),
                start,
                cache=ROOT / ".cache/fast_build/preview",
                former=builder.newest(folder.parent),
            )
        except PublicationError as error:
            sys.exit(str(error))

    def look() -> None:
        building.check(building.read_settings(settings_file), [publication_check.mistakes])  # it takes the longest

    edges = [f"plugins.{path.parent.name}.{path.stem}" for path in sorted(ROOT.glob("plugins/*/pelican_*.py"))]
    builder.stand_by(make, ["pelican", *edges], look)


@task(
    help={
        "kind": "article, page, webinar or offer",
        "title": "the title; its words make the file's name and address",
    }
)
@told
def new(context: Context, kind: str = "article", title: str = "") -> None:
    """Write a new file that passes the check, ready to be filled.

    Example: invoke new --kind article --title "What a reader does"
    """
    if not title.strip():
        raise Exit('--title: there is none; write --title "What a reader does"', code=1)
    wanted = settings.from_pelican(building.read_settings(ROOT / "pelicanconf.py"))
    path = new_document.create(ROOT / "content", kind, title, wanted, datetime.now(wanted.zone))
    print(path.relative_to(ROOT))


namespace = Collection(check, build, preview, serve, new, *development.TASKS)
namespace.add_collection(comments.collection)
namespace.add_collection(database.collection)
namespace.add_collection(inbox.collection)
namespace.add_collection(mail.collection)
namespace.add_collection(publish.collection)
namespace.add_collection(subscribers.collection)
namespace.add_collection(digest.collection)
