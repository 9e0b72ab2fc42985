"""`invoke subscribers.…`: bring the list here, take it away, look at it, show and erase one person."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from invoke import Collection, Context, Exit, task

from commands.terminal import private_database, progress, say, settings, told
from plugins.database.location import state_folder
from plugins.publication.mistake import PublicationError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from plugins.subscribers.subscriber import Subscriber


@task(
    name="import",
    help={
        "file": "the export: a CSV file, or the zip archive that it came in",
        "status": "what all people in the export are: unsubscribed, bounced, complained or suppressed",
        "quarantine": "the folder for rows that cannot be imported (default: `imports` in STATE_DIR)",
        "live": "do it; without this, tell what would happen",
        "json": "print the report as JSON",
    },
)
@told
def import_(
    context: Context,
    file: str,
    status: str = "",
    quarantine: str = "",
    live: bool = False,
    json: bool = False,
) -> None:
    """Bring in the subscribers of Mailchimp, Buttondown, Substack, listmonk, Ghost, or of a table.

    Example: invoke subscribers.import --file audience_export.zip --live
    """
    from plugins.subscribers.exchange import export_file, importing

    read, path = settings(), Path(file)
    folder = Path(quarantine) if quarantine else state_folder(read) / "imports"
    wish = importing.Wish(folder, status, is_live=live)
    with private_database(read) as engine, progress(path.name, export_file.size(path)) as advance:
        report = importing.import_export(engine, path, wish, datetime.now(UTC), advance)
    say(report.as_json() if json else report.as_text())


@task(help={"output": "the file to write; - for standard output (default: a new one in `exports` of STATE_DIR)"})
@told
def export(context: Context, output: str = "") -> None:
    """Write the whole list as a table, with everybody's consent, and the hashes of who must not be mailed.

    Example: invoke subscribers.export --output subscribers.csv
    """
    from plugins.subscribers import store
    from plugins.subscribers.exchange import exporting, private_file

    read = settings()
    with private_database(read) as engine:
        if output == "-":
            exporting.export_list(engine, sys.stdout)
            return
        name = f"subscribers-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.csv"
        file = Path(output) if output else state_folder(read) / "exports" / name
        with engine.connect() as connection:
            total = sum(store.count_by_status(connection).values())
        with private_file.whole(file) as stream, progress(file.name, total) as advance:
            people = exporting.export_list(engine, stream, lambda: advance(1))
    say(f"{file}: {people:,} people.")


@task(
    help={
        "by": "the length of a period: week, month or year (default: what gives a clear picture)",
        "svg": "a file for the growth as a picture",
        "json": "print the report as JSON",
    }
)
@told
def report(context: Context, by: str = "", svg: str = "", json: bool = False) -> None:
    """Tell how many are on the list, what they want, and how it has grown.

    Example: invoke subscribers.report --by month --svg growth.svg
    """
    from plugins.subscribers.exchange import growth, growth_picture, reporting

    if by and by not in growth.UNITS:
        raise Exit(f"--by: '{by}' is not known; write {', '.join(growth.UNITS)}", code=1)
    read = settings()
    with private_database(read) as engine:
        found = reporting.report_on(engine, ZoneInfo(read["TIMEZONE"]), datetime.now(UTC), by)
    say(found.as_json() if json else found.as_text())
    if svg:
        _write(Path(svg), growth_picture.draw(found.growth, read["SITENAME"]))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Exit(f"{file}: {error.strerror}; choose another name after --svg", code=1) from None


@task(help={"address": "the person's e-mail address", "json": "print it as JSON, to be sent to the person"})
@told
def show(context: Context, address: str, json: bool = False) -> None:
    """Show all that is kept of one person.

    Example: invoke subscribers.show --address reader@example.com
    """
    from plugins.database.engine import reading
    from plugins.subscribers import store

    with private_database(settings()) as engine, reading(engine) as connection:
        dossier = store.dossier(connection, _person(connection, address))
    say((dossier.as_json() if json else dossier.as_text()).rstrip())


@task(help={"address": "the person's e-mail address", "live": "do it; without this, tell what would happen"})
@told
def forget(context: Context, address: str, live: bool = False) -> None:
    """Erase all that is kept of one person, for ever; a hash stays, so that no import brings them back.

    Example: invoke subscribers.forget --address reader@example.com --live
    """
    from plugins.subscribers import store

    read = settings()
    with private_database(read) as engine, engine.begin() as connection:
        dossier = store.dossier(connection, _person(connection, address))
        if live:
            store.forget(connection, dossier.subscriber.id, datetime.now(UTC))
    what = f"one subscriber, {len(dossier.consents)} of their sign-ups, {len(dossier.mails)} of their mails"
    say(f"Erased: {what}." if live else f"To be erased: {what}.\nNothing was changed; add --live to erase them.")
    copies = [file for name in ("exports", "imports", "backups") for file in state_folder(read).glob(f"{name}/*")]
    if copies:
        say("These files may still name the person; delete them when you need them no longer:")
        say("\n".join(f"  {file}" for file in sorted(copies)))


def _person(connection: Connection, address: str) -> Subscriber:
    """The subscriber with an address as somebody types it; raises PublicationError where there is none."""
    from plugins.subscribers import store
    from plugins.subscribers.address import AddressError, normalise

    try:
        wanted = normalise(address)
    except AddressError as error:
        raise PublicationError(f"--address: {error}") from None
    person = store.by_address(connection, wanted)
    if person:
        return person
    if store.suppressed(connection, {wanted}):
        raise PublicationError("--address: this person is not on the list; a hash says that they are not to be mailed")
    raise PublicationError("--address: nobody on the list has this address; look for a typing mistake")


collection = Collection("subscribers", import_, export, report, show, forget)
