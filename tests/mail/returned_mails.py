"""Mail that comes back, as servers write it: each with a head of the letter that it is about."""

from __future__ import annotations

HEAD = """\
Return-Path: <{bounces}>
From: Your Industry Insider <weekly@yourindustryinsider.example>
To: reader@example.org
Subject: What is new
Message-ID: <2026-w47.0123456789abcdef01234567@yourindustryinsider.example>
List-Unsubscribe: <{unsubscribe}>,
 <mailto:desk@yourindustryinsider.example?subject=unsubscribe>
"""
BOUNCES = "bounces+202647-abc@yourindustryinsider.example"
UNSUBSCRIBE = "https://yourindustryinsider.example/u/AAEC.abcdefghijklmnopqrstuv"


def postfix(
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 <reader@example.org>: no such user",
    action: str = "failed",
    to: str = BOUNCES,
    unsubscribe: str = UNSUBSCRIBE,
) -> bytes:
    """A delivery status of RFC 3464, as Postfix and most others write it."""
    return f"""\
Return-Path: <>
X-Original-To: {to}
Delivered-To: bounces@yourindustryinsider.example
From: MAILER-DAEMON@relay.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=B"

--=B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--=B
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Tue, 17 Nov 2026 07:00:00 -0800 (PST)

Final-Recipient: rfc822; reader@example.org
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--=B
Content-Type: message/rfc822

{HEAD.format(bounces=to, unsubscribe=unsubscribe)}
The words.
--=B--
""".encode()


def qmail(said: str = "550 5.1.1 unknown user", unsubscribe: str = UNSUBSCRIBE) -> bytes:
    """A bounce in qmail's own form, which has no parts."""
    return f"""\
From: MAILER-DAEMON@old.example
To: {BOUNCES}
Subject: failure notice

Hi. This is the qmail-send program at old.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<reader@example.org>:
192.0.2.7 does not like recipient.
Remote host said: {said}
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

{HEAD.format(bounces=BOUNCES, unsubscribe=unsubscribe)}
""".encode()


def exim(unsubscribe: str = UNSUBSCRIBE) -> bytes:
    """Exim's form, in which the failed addresses stand in a header."""
    return f"""\
X-Failed-Recipients: reader@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@exim.example>
To: {BOUNCES}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

  reader@example.org
    host mx.example.org [192.0.2.9]
    SMTP error from remote mail server after RCPT TO:<reader@example.org>:
    550 5.2.1 The account is disabled

------ This is a copy of the message, including all the headers. ------

{HEAD.format(bounces=BOUNCES, unsubscribe=unsubscribe)}
""".encode()


def complaint(kind: str = "abuse", unsubscribe: str = UNSUBSCRIBE, mail_from: str = BOUNCES) -> bytes:
    """A report of RFC 5965, as large hosts send it when a reader presses “spam”."""
    return f"""\
From: <staff@hotmail.example>
To: <abuse@yourindustryinsider.example>
Subject: complaint about message from 192.0.2.1
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=B"

--=B
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for an email message.

--=B
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{mail_from}>
Original-Rcpt-To: <redacted@example.org>

--=B
Content-Type: text/rfc822-headers

{HEAD.format(bounces=mail_from, unsubscribe=unsubscribe)}
--=B--
""".encode()


HOLIDAY = f"""\
From: reader@example.org
To: {BOUNCES}
Auto-Submitted: auto-replied
Subject: Out of office

I am away until Monday.
""".encode()
