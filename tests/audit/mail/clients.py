"""What the main mail clients cannot show of the HTML part, by the data of caniemail: to read, not to reach zero."""

from __future__ import annotations

from collections.abc import Iterator

from tests.audit import node
from tests.audit.figure import Figure
from tests.audit.mail.mail import Mail


def figures(mail: Mail) -> Iterator[Figure]:
    """Count the features that clients lack, or have in part."""
    found = node.run("caniemail.mjs", text=mail.html)
    silent = ", ".join(found["no_data"])
    yield Figure("caniemail.clients", len(found["clients"]), None, f"no data for {silent}" if silent else "")
    for kind in ("unsupported", "partly"):
        features = sorted(found[kind].items(), key=lambda feature: -len(feature[1]))
        note = "; ".join(f"{name} ({len(clients)} clients)" for name, clients in features)
        yield Figure(f"caniemail.{kind}", len(features), None, note)
