"""An e-mail address as the list keeps it: one spelling for each mailbox, and nothing that could harm a mail's head."""

from __future__ import annotations

import hashlib

from email_validator import EmailNotValidError, validate_email

LONGEST = 254  # characters; RFC 5321 allows a path of 256 with its brackets
WORD_JOINER = "\N{WORD JOINER}"  # nobody sees it; lines are not broken at it (Unicode, Annex 14)


class AddressError(ValueError):
    """The text is not an address that mail can be sent to; the message says so to the person who typed it."""


def normalise(text: str) -> str:
    """The address in lower case, its domain in ASCII; raises AddressError.

    The syntax is that of RFC 5321 without quoted local parts and address literals; no name is looked up. Local parts
    beyond ASCII are refused: most mail servers cannot deliver to them. Mailboxes that differ in case alone are taken as
    one, as every mail host of size does.
    """
    text = text.strip(" \t")
    if len(text) > LONGEST:
        raise AddressError("This is too long for an e-mail address.")
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise AddressError(_advice(text)) from error
    return f"{found.ascii_local_part}@{found.ascii_domain}".lower()


def _advice(text: str) -> str:
    if not text:
        return "Write your e-mail address."
    if "@" not in text:
        return "An e-mail address has an @ in it, such as name@example.com."
    local, _, domain = text.rpartition("@")
    if not local or not domain:
        return "Something is missing beside the @; an address looks like name@example.com."
    if not local.isascii():
        return "Before the @ stands a letter that most mail servers do not know. Use an address in plain letters."
    return "This does not look like an e-mail address. Is there a typing mistake in it?"


def address_hash(address: str) -> str:
    """SHA-256 of a normalised address, in hexadecimal: what is kept of those who asked to be erased."""
    return hashlib.sha256(address.encode()).hexdigest()


def masked(address: str) -> str:
    """The address for a page that anybody with a forwarded mail could open: `j…@example.com`, unbroken."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…{WORD_JOINER}@{domain}"
