"""Whose request it is: what our own proxies say is believed, what anybody writes before it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.inbox.network import client, network


@pytest.mark.parametrize(
    ("remote", "forwarded_for", "hops", "found"),
    [
        ("203.0.113.9", "", 0, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", 0, "203.0.113.9"),  # nobody is believed
        ("127.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", 1, "198.51.100.1"),  # the first was made up
        ("127.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.1", 2, "198.51.100.1"),
        ("127.0.0.1", "", 1, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", 5, "198.51.100.1"),
        ("127.0.0.1", "2001:db8::1", 1, "2001:db8::1"),
        ("127.0.0.1", "::ffff:198.51.100.1", 1, "198.51.100.1"),
        ("fe80::1%eth0", "", 0, "fe80::1"),
    ],
)
def test_the_client_is_whom_the_outermost_proxy_of_ours_heard(
    remote: str, forwarded_for: str, hops: int, found: str
) -> None:
    assert str(client(remote, forwarded_for, hops)) == found


@pytest.mark.parametrize(
    ("address", "counted"),
    [("198.51.100.77", "198.51.100.0/24"), ("2001:db8:aa:bb::1", "2001:db8:aa::/48")],
)
def test_a_network_is_what_a_customer_has(address: str, counted: str) -> None:
    assert network(client(address, "", 0)) == counted


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 4))
def test_nothing_that_is_sent_breaks_it(remote: str, forwarded_for: str, hops: int) -> None:
    assert network(client(remote, forwarded_for, hops))
