"""After a release: feed readers hear of it through the WebSub hub, and caches forget the addresses that changed.

Both are optional, both happen in a process of their own, and neither can fail a release: what goes wrong stands in
`log/announcements.txt`. The cache is named in `private.env`: either `PURGE_URL`, the address of a cache that takes the
method PURGE, as Varnish and nginx do, or `CLOUDFLARE_ZONE` with `CLOUDFLARE_TOKEN`.

WebSub: https://www.w3.org/TR/websub/#publishing. Cloudflare:
https://developers.cloudflare.com/api/resources/cache/methods/purge/
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from plugins.publication.mistake import PublicationError
from plugins.publishing import private_file
from plugins.publishing.place import Place
from plugins.publishing.release import Release

SECONDS = 10.0  # for each request
TRIES = 2
_CLOUDFLARE = "https://api.cloudflare.com/client/v4"
_MOST_AT_ONCE = 30  # addresses in a request to Cloudflare
_FEEDS = "/feeds/"


def requests(addresses: Iterable[str], site: str, hub: str, secrets: Mapping[str, str]) -> Iterator[Request]:
    """The requests that tell of changed `addresses`, paths on `site`; none where nobody wants to hear of them."""
    changed = [quote(address, safe="/%~") for address in addresses]
    feeds = [f"{site}{address}" for address in changed if address.startswith(_FEEDS)]
    if hub and feeds:
        body = urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]).encode()
        yield _request("POST", hub, body)
    cache = secrets.get("PURGE_URL", "").rstrip("/")
    if cache:
        for address in changed:
            yield _request("PURGE", f"{cache}{address}")
    zone, token = secrets.get("CLOUDFLARE_ZONE", ""), secrets.get("CLOUDFLARE_TOKEN", "")
    if zone and token:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        address = f"{_CLOUDFLARE}/zones/{quote(zone, safe='')}/purge_cache"
        for begin in range(0, len(changed), _MOST_AT_ONCE):
            files = [f"{site}{path}" for path in changed[begin : begin + _MOST_AT_ONCE]]
            yield _request("POST", address, json.dumps({"files": files}).encode(), headers)


def _request(method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Request:
    """A request to an address that the owner has set."""
    return Request(address, body, dict(headers or {}), method=method)  # noqa: S310


def start(place: Place, made: Release, addresses: Sequence[str]) -> int | None:
    """Tell of a release in a process of its own, for which nobody waits; its number, None without."""
    if not addresses or not (made.hub or _secrets(place)):
        return None
    with (place.log / "announcements.txt").open("ab") as printed:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "plugins.publishing.announcement", str(place.folder), made.address, made.hub],
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=subprocess.PIPE,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the push ends without waiting for it
        )
        if process.stdin:
            process.stdin.write("\n".join(addresses).encode())
            process.stdin.close()
        process.returncode = 0  # as far as we are concerned, it has ended
    return process.pid


def send(wanted: Iterable[Request]) -> Iterator[str]:
    """Send each request, twice where need be; yields a line for each that failed. No answer is looked into."""
    for request in wanted:
        failure = ""
        for _ in range(TRIES):
            try:
                with urlopen(request, timeout=SECONDS):  # noqa: S310
                    failure = ""
                    break
            except OSError as error:
                failure = str(error)
        if failure:
            yield f"{request.get_method()} {request.full_url}: {failure}"


def _secrets(place: Place) -> dict[str, str]:
    try:
        secrets = private_file.read(place.secrets)
    except PublicationError:
        return {}
    return {name: value for name, value in secrets.items() if name.startswith(("PURGE_", "CLOUDFLARE_")) and value}


def main(arguments: Sequence[str]) -> None:
    """Send what is to be told of the addresses on the standard input."""
    place, site, hub = Place(Path(arguments[0])), arguments[1], arguments[2]
    addresses = sys.stdin.read().splitlines()
    for line in send(requests(addresses, site, hub, _secrets(place))):
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {line}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
