"""Pages of a list: nothing is lost, nothing shifts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugins.reading.pagination import ListPage, paginate

COUNTS = st.integers(0, 300)
SIZES = st.integers(1, 30)


def pages_of(count: int, size: int = 12) -> list[ListPage]:
    """The pages of a list of `count` articles, the newest of which has the highest number."""
    return paginate(list(range(count, 0, -1)), "tag/x/", size)


def test_a_short_list_has_one_page_at_its_own_address() -> None:
    (page,) = pages_of(23)
    assert (page.address, page.save_as) == ("tag/x/", "tag/x/index.html")
    assert list(page.object_list) == list(range(23, 0, -1))
    assert (page.pager.number, page.pager.total, page.pager.newer_url, page.pager.older_url) == (1, 1, None, None)


def test_an_empty_list_has_one_empty_page() -> None:
    (page,) = pages_of(0)
    assert list(page.object_list) == []


def test_pages_are_numbered_from_the_oldest() -> None:
    first, last = pages_of(24)
    assert list(first.object_list) == list(range(24, 12, -1))
    assert list(last.object_list) == list(range(12, 0, -1))
    assert (last.address, last.save_as) == ("tag/x/page/1/", "tag/x/page/1/index.html")
    assert (first.pager.number, last.pager.number) == (2, 1)
    assert (first.pager.newer_url, first.pager.older_url) == (None, "/tag/x/page/1/")
    assert (last.pager.newer_url, last.pager.older_url) == ("/tag/x/", None)
    assert first.pager.urls == last.pager.urls == ("/tag/x/page/1/", "/tag/x/")


def test_the_front_page_has_the_prefix_of_the_site() -> None:
    first, last = paginate(list(range(24)), "", 12, "https://example.org/")
    assert (first.address, last.pager.newer_url) == ("", "https://example.org/")
    assert first.pager.older_url == "https://example.org/page/1/"


@given(COUNTS, SIZES)
def test_every_article_stands_on_one_page_in_order(count: int, size: int) -> None:
    listed = [article for page in pages_of(count, size) for article in page.object_list]
    assert listed == list(range(count, 0, -1))


@given(COUNTS, SIZES)
def test_the_first_page_is_at_least_full_and_less_than_two(count: int, size: int) -> None:
    first, *others = pages_of(count, size)
    assert min(count, size) <= len(first.object_list) < 2 * size or (count, len(others)) == (0, 0)
    assert all(len(page.object_list) == size for page in others)


@given(COUNTS, SIZES)
def test_a_new_article_changes_no_older_page(count: int, size: int) -> None:
    before = {page.address: list(page.object_list) for page in pages_of(count, size)[1:]}
    after = {page.address: list(page.object_list) for page in pages_of(count + 1, size)[1:]}
    assert before.items() <= after.items()


@given(COUNTS, SIZES)
def test_the_links_lead_through_all_pages_and_back(count: int, size: int) -> None:
    pages = {f"/{page.address}": page for page in pages_of(count, size)}
    there, address = [], "/tag/x/"
    while address:
        there.append(address)
        address = pages[address].pager.older_url or ""
    assert set(there) == set(pages)
    back = [page for page in reversed(there) if pages[page].pager.newer_url]
    assert [pages[page].pager.newer_url for page in back] == there[-2::-1] if len(there) > 1 else not back


@given(st.integers(100, 2000))
def test_the_work_grows_with_the_number_of_articles(count: int) -> None:
    class Counting(list[int]):
        taken = 0

        def __getitem__(self, key: object) -> list[int]:
            found = list.__getitem__(self, key)
            self.taken += len(found)
            return list(found)

    items = Counting(range(count))
    paginate(items, "", 12)
    assert items.taken == count
