"""From which network a request comes, through as many of our own proxies as the settings say."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address


def client(remote: str, forwarded_for: str, trusted_hops: int) -> Address | None:
    """Whose request it is: `remote` itself, or what the outermost trusted proxy wrote into `X-Forwarded-For`.

    Each proxy adds at the right whom it heard from, so only the last `trusted_hops` entries are ours; what stands
    before them the client may have made up. None where what we find is no address.
    """
    chain = [*(part.strip() for part in forwarded_for.split(",") if part.strip()), remote]
    found = chain[max(len(chain) - 1 - trusted_hops, 0)] if trusted_hops else remote
    try:
        address = ip_address(found.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def network(address: Address | None) -> str:
    """The network that limits count: what one customer of a provider usually has, /24 or /48."""
    if address is None:
        return "unknown"
    bits = 24 if address.version == 4 else 48
    return str(ip_network((address, bits), strict=False))
