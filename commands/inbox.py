"""`invoke inbox.…`: the web service that takes sign-ups and comments."""

from __future__ import annotations

import signal

from invoke import Collection, Context, Exit, task

from commands.terminal import ROOT, say, settings, told


@task(
    help={
        "port": "the port to listen on (default: 8001)",
        "bind": "the address to listen on (default: 127.0.0.1, for a web server on this machine to pass on to)",
        "site": "the folder of the built site, whose forms and theme it takes (default: output)",
    }
)
@told
def serve(context: Context, port: int = 8001, bind: str = "127.0.0.1", site: str = "output") -> None:
    """Take sign-ups and comments for the public site, publish what editors approve, and send the mail that they cause.

    Example: invoke inbox.serve --port 8001
    """
    from commands import this_publication
    from plugins.inbox.server import Server

    read = settings()
    publication = this_publication.on_server(ROOT / site, read["COMMENTS_BRANCH"])
    try:
        server = Server(read, publication, host=bind, port=port)
    except OSError as error:
        raise Exit(f"{bind}:{port}: {error.strerror}; choose another with --port", code=1) from None
    say(f"The inbox of {server.inbox.settings.url}: http://{bind}:{server.port}/inbox/   (Ctrl+C ends it)")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended by a service manager: finish as well
    server.run()


collection = Collection("inbox", serve)
