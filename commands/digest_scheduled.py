"""What `invoke digest.due` sends by itself, and what the editor is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke import Exit

from commands.sending import Clock, finish, mail_settings, sending_of
from commands.terminal import ROOT, private_database, say
from plugins.publication.mistake import PublicationError

if TYPE_CHECKING:  # what sends takes a while to load, and `invoke --list` has no use for it
    from plugins.digest.desk import Desk
    from plugins.digest.edition import Edition


def send_what_is_due(desk: Desk, clock: Clock) -> None:
    """Send, for a scheduler, what is approved and due; or say that somebody has to, where the settings say “never”.

    The editor is told by mail when an edition has gone out, and when it waits for somebody; each of it once.
    """
    from plugins.digest.sending import dispatch
    from plugins.digest.sending.run import End
    from plugins.digest.sending.settings import from_settings

    read = desk.settings
    wanted = from_settings(read)
    with private_database(read) as engine:
        for one in list(dispatch.due(desk, engine, wanted.late)):
            if not wanted.is_on_time:
                say(f"The edition {one.week} is approved and due: invoke digest.send --edition {one.week} --live")
                continue
            try:
                outlook = dispatch.look(one, desk, ROOT, engine, wanted.late)
                ending, words = finish(
                    sending_of(read, mail_settings(read, live=True), engine, wanted, clock), outlook, []
                )
            except PublicationError as error:
                _tell(desk, one, f"The weekly email {one.week} was not sent", str(error), str(error))
                raise
            if ending.end is End.DONE:
                _tell(desk, one, f"The weekly email {one.week} has gone out", words, "done")
            elif ending.end is End.STOPPED:
                _tell(desk, one, f"The weekly email {one.week} has stopped, and waits for you", words, ending.why)
                raise Exit(code=1)


def _tell(desk: Desk, one: Edition, subject: str, words: str, what: str) -> None:
    """Write to the editor, unless `what` is what they were told last."""
    from plugins.database.location import state_folder
    from plugins.digest.editors_letter import sending_letter
    from plugins.digest.readers_letter import Sender
    from plugins.digest.sending import told
    from plugins.mail.carrier import open_carrier
    from plugins.mail.failure import MailError
    from plugins.mail.message import compose

    read, editor = desk.settings, desk.digest.editor
    if not editor or not told.is_new(state_folder(read) / "sending", str(one.week), what):
        return
    mail = mail_settings(read, live=False)
    letter = sending_letter(one.week, subject, words, editor, Sender.of(read, mail), desk.environment, read, desk.now)
    carrier = open_carrier(mail)
    try:
        carrier.send(compose(letter))
    except MailError as error:  # it may be the very thing that the editor would have been told of
        say(f"The editor could not be told: {error}")
    finally:
        carrier.close()
