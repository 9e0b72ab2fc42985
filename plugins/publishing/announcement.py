"""After a release: feed readers hear of it through the WebSub hub, and caches forget the addresses that changed.

The cache is named in `private.env`: either `PURGE_URL`, the address of a cache that takes the
method PURGE, as Varnish and nginx do, or `CLOUDFLARE_ZONE` with `CLOUDFLARE_TOKEN`.

WebSub: https://www.w3.org/TR/websub/#publishing. Cloudflare:
https://developers.cloudflare.com/api/resources/cache/methods/purge/
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from plugins.publishing import announcer
from plugins.publishing.place import Place

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
    return Request(address, body, dict(headers or {}), method=method)  # noqa: S310 - the owner has set the address


def send(wanted: Iterable[Request]) -> Iterator[str]:
    """Send each request, twice where need be; yields a line for each that failed. No answer is looked into."""
    for request in wanted:
        failure = ""
        for _ in range(TRIES):
            try:
                with urlopen(request, timeout=SECONDS):  # noqa: S310 - the owner has set the address
                    failure = ""
                    break
            except OSError as error:
                failure = str(error)
        if failure:
            yield f"{request.get_method()} {request.full_url}: {failure}"


def main(arguments: Sequence[str]) -> None:
    """Send what is to be told of the addresses on the standard input."""
    place, site, hub = Place(Path(arguments[0])), arguments[1], arguments[2]
    addresses = sys.stdin.read().splitlines()
    for line in send(requests(addresses, site, hub, announcer.cache_of(place))):
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {line}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
