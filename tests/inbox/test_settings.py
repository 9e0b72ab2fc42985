"""The inbox's settings: a wrong one is named, with the remedy."""

from __future__ import annotations

from typing import Any, cast

import pytest

from plugins.inbox import check
from plugins.inbox.settings import LONGEST_URL, from_settings
from plugins.publication.settings import SettingsError
from plugins.publication.site import Site


def test_the_inbox_is_where_the_settings_say(test_settings: dict[str, Any]) -> None:
    site = {"SITEURL": "https://a.example"}
    assert from_settings(test_settings | site).link("/u/x") == "https://a.example/u/x"
    assert from_settings(test_settings | site | {"INBOX_URL": "https://in.a.example"}).url == "https://in.a.example"
    assert from_settings(test_settings | site, "http://127.0.0.1:8000").url == "http://127.0.0.1:8000"


def test_an_address_that_leaves_no_room_for_a_token_is_refused(test_settings: dict[str, Any]) -> None:
    fits = "https://" + "a" * (LONGEST_URL - len("https://.example")) + ".example"
    assert len(from_settings(test_settings | {"SITEURL": fits}).link("/u/" + "t" * 31)) == 70
    with pytest.raises(SettingsError, match=r"pelicanconf\.py: SITEURL: .* has 37 characters.*set INBOX_URL"):
        from_settings(test_settings | {"SITEURL": fits.replace("a", "aa", 1)})


@pytest.mark.parametrize("url", ["", "in.example", "https://", "https://in.example/path", "ftp://in.example"])
def test_another_address_is_refused(test_settings: dict[str, Any], url: str) -> None:
    with pytest.raises(SettingsError, match=r"SITEURL: .*write https://"):
        from_settings(test_settings | {"SITEURL": url})


def test_the_check_tells_it_at_push_time(test_settings: dict[str, Any]) -> None:
    site = cast(Site, None)  # not asked
    assert list(check.of(test_settings)(site)) == []
    long = test_settings | {"PUBLIC_URL": "https://a-rather-long-name-of-a-site.example"}
    (mistake,) = check.of(long)(site)
    assert (mistake.path, mistake.field) == ("pelicanconf.py", "PUBLIC_URL")
    assert list(check.of(long | {"NEWSLETTER": {"provider": "mailchimp"}})(site)) == []


def test_every_wrong_number_is_named(test_settings: dict[str, Any]) -> None:
    wrong = {"INBOX_TRUSTED_HOPS": -1, "INBOX_NETWORK_LIMIT": 0, "INBOX_LIMIT": "many", "CONSENT_IP_DAYS": None}
    with pytest.raises(SettingsError) as told:
        from_settings(test_settings | wrong, "https://in.example")
    assert all(f"{name}: " in str(told.value) for name in wrong)
