"""Sends Pelican's signals in the order in which their receivers were connected; those of the output as steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pelican import signals

from plugins.fast_build.parts import Parts
from plugins.fast_build.pelican_pages import Pages
from plugins.fast_build.pelican_steps import Steps

AT_OUTPUT = ("article_writer_finalized", "page_writer_finalized", "finalized")


@contextmanager
def by_steps(steps: Steps, pages: Pages, parts: Parts) -> Iterator[None]:
    """Inside the block, what each receiver writes is a step, kept where nothing that it reads has changed.

    All pages that wait are made before the receivers are called, who may want to see them.
    """
    sent = {name: getattr(signals, name) for name in AT_OUTPUT}
    for name, signal in sent.items():
        signal.send = _sender(name, signal, steps, pages, parts)
    try:
        yield
    finally:
        for signal in sent.values():
            del signal.send


def _sender(name: str, signal: Any, steps: Steps, pages: Pages, parts: Parts) -> Callable[..., list[Any]]:
    def send(sender: Any = None, **options: Any) -> list[Any]:
        pages.flush()
        results = []
        for receiver in in_order(signal, sender):
            step = f"{name} {getattr(receiver, '__module__', '')}.{getattr(receiver, '__qualname__', receiver)}"
            if not pages.is_watched and steps.keep_with_pages(step):
                continue
            with steps.doing(step, pages.generator):
                results.append((receiver, receiver(sender, **options)))
                parts.finish()
        return results

    return send


def in_order(signal: Any, sender: Any) -> list[Callable[..., Any]]:
    """The receivers of a signal for a sender, in the order in which they were connected."""
    known = {id(receiver): receiver for receiver in signal.receivers_for(sender)}
    found = []
    for reference in signal.receivers.values():
        receiver = reference() if hasattr(reference, "__callback__") else reference
        if id(receiver) in known:
            found.append(known.pop(id(receiver)))
    return [*found, *known.values()]
