"""Mail by SMTP (RFC 5321): one connection, opened with the first message and used for all that follow.

The steps are taken one by one, and not by `smtplib.sendmail`, because what a broken connection means depends on the
step: before the end of the message nothing was delivered, after it nobody knows.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

from plugins.mail.failure import MailError, PermanentError, Step, TemporaryError, UncertainError, refused
from plugins.mail.message import Message

Security = Literal["starttls", "tls", "none"]
COMMAND_TIMEOUT = 60.0  # seconds
CONTENT_TIMEOUT = 600.0  # seconds that a server may take over a whole message: RFC 5321, 4.5.3.2.6


@dataclass(frozen=True)
class Server:
    """A mail server that takes our messages. `name` is what we call ourselves to it; without a `user`, no login."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    name: str = "localhost"


@dataclass(frozen=True)
class Greeting:
    """What a connection turned out to be: how it is encrypted (empty for not), and until when the certificate holds."""

    encryption: str = ""
    certificate_until: datetime | None = None


class SmtpCarrier:
    """Takes messages to one server. For one thread; leaving its block ends the connection."""

    def __init__(self, server: Server, trust: ssl.SSLContext | None = None) -> None:
        """`trust` says whose certificates count; by default those of the system."""
        self._server = server
        self._trust = trust
        self._connection: smtplib.SMTP | None = None

    def send(self, message: Message) -> None:
        """Hand over one message; raises MailError, of the kind that says what became of it."""
        if self._connection is not None:
            try:
                self._envelope(self._connection, message)
            except _BrokenError:  # it stood idle for too long; nothing of this message was delivered
                self._drop()
        if self._connection is None:
            self._connection = self._connect()
            try:
                self._envelope(self._connection, message)
            except _BrokenError as broken:
                self._drop()
                raise TemporaryError(broken.step, broken.said) from None
        self._content(self._connection, message)

    def greet(self) -> Greeting:
        """Connect, encrypt and log in as `send` does, and tell what was found; raises MailError."""
        if self._connection is None:
            self._connection = self._connect()
        sock = self._connection.sock
        if not isinstance(sock, ssl.SSLSocket):
            return Greeting()
        ends = (sock.getpeercert() or {}).get("notAfter")
        until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC) if ends else None
        return Greeting(sock.version() or "", until)

    def close(self) -> None:
        """Say goodbye, if there is a connection; the next message opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def _drop(self) -> None:
        """Leave a connection that is broken, without a word."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> SmtpCarrier:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        trust = self._trust or (ssl.create_default_context() if server.security != "none" else None)
        connection: smtplib.SMTP | None = None
        step = Step.CONNECT
        try:
            if server.security == "tls":
                connection = smtplib.SMTP_SSL(
                    server.host, server.port, server.name, timeout=COMMAND_TIMEOUT, context=trust
                )
            else:
                connection = smtplib.SMTP(server.host, server.port, server.name, timeout=COMMAND_TIMEOUT)
            connection.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                connection.starttls(context=trust)
                connection.ehlo_or_helo_if_needed()
            step = Step.LOGIN
            if server.user:
                connection.login(server.user, server.password)
        except (OSError, smtplib.SMTPException) as error:
            if connection is not None:
                connection.close()
            raise _not_connected(step, error) from None
        return connection

    def _envelope(self, connection: smtplib.SMTP, message: Message) -> None:
        """Everything before the message itself. Raises _BrokenError where the connection does."""
        step = Step.SENDER
        try:
            size = [f"size={len(message.raw)}"] if connection.has_extn("size") else []  # RFC 1870: refused early
            self._expect(250, step, *_reply(connection.mail(message.sender, size)))
            step = Step.RECIPIENT
            self._expect(250, step, *_reply(connection.rcpt(message.recipient)))
            step = Step.CONTENT
            self._expect(354, step, *_reply(connection.docmd("data")))
        except (OSError, smtplib.SMTPException) as error:
            raise _BrokenError(step, _words(error)) from None

    def _content(self, connection: smtplib.SMTP, message: Message) -> None:
        """The message, the dot that ends it, and the reply."""
        try:
            # When this fails, the last bytes did not leave, and they are the dot.
            connection.send(_stuffed(message.raw))
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise TemporaryError(Step.CONTENT, _words(error)) from None
        try:
            code, said = _patient_reply(connection)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise UncertainError(Step.CONTENT, _words(error)) from None
        self._expect(250, Step.CONTENT, code, said)

    def _expect(self, wanted: int, step: Step, code: int, said: bytes) -> None:
        """Raise MailError unless the server said what we wanted; 251 is as good as 250 (RFC 5321, 4.2.3)."""
        if code == wanted or (wanted == 250 and code in {251, 252}):
            return
        if code == 421:  # it is closing the connection
            self._drop()
        elif self._connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._connection.rset()
        raise refused(step, code, said)


class _BrokenError(Exception):
    """The connection broke before the message was handed over."""

    def __init__(self, step: Step, said: str) -> None:
        super().__init__(said)
        self.step, self.said = step, said


def _not_connected(step: Step, error: Exception) -> MailError:
    """What the failure to connect means: a wrong password stays wrong, a server that is down comes back."""
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return refused(step, error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLCertVerificationError):
        return PermanentError(step, _words(error))
    return TemporaryError(step, _words(error))


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _reply(reply: tuple[int, bytes]) -> tuple[int, bytes]:
    """The reply, when it is one; smtplib says -1 for a line without a code."""
    if reply[0] < 200:
        raise smtplib.SMTPServerDisconnected("the server said something that is no reply")
    return reply


def _patient_reply(connection: smtplib.SMTP) -> tuple[int, bytes]:
    """The reply to a whole message, which may take the server minutes."""
    if connection.sock is not None:
        connection.sock.settimeout(CONTENT_TIMEOUT)
    reply = _reply(connection.getreply())
    if connection.sock is not None:
        connection.sock.settimeout(COMMAND_TIMEOUT)
    return reply


def _stuffed(raw: bytes) -> bytes:
    """The message as it goes over the wire: a dot doubled at the start of a line, and the dot that ends it."""
    text = raw.replace(b"\r\n.", b"\r\n..")
    return (b"." + text if text.startswith(b".") else text) + (b"" if text.endswith(b"\r\n") else b"\r\n") + b".\r\n"
