"""Sends requests to a server on loopback and measures its answers: as fast as it can, or at an even rate.

At a rate, a latency counts from when a request was due, not from when a connection was free for it: a server that
stalls is not spared the requests that wait meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """`latencies` in seconds, sorted; `refused` counts answers that were not 200."""

    seconds: float
    latencies: Sequence[float]
    refused: int

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency, in milliseconds, that this share of all answers kept."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1000


def send(port: int, requests: Sequence[bytes], connections: int, per_second: float = 0) -> Measured:
    """Send all requests over so many connections; 0 a second means without a pause."""
    return asyncio.run(_send(port, requests, connections, per_second))


async def _send(port: int, requests: Sequence[bytes], connections: int, per_second: float) -> Measured:
    waiting, latencies, refused = iter(enumerate(requests)), [], 0
    begun = time.perf_counter() + 0.2

    async def client() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(begun - time.perf_counter())
        for number, request in waiting:
            due = begun + number / per_second if per_second else time.perf_counter()
            if (pause := due - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            latencies.append(time.perf_counter() - due)
            refused += not head.startswith(b"HTTP/1.1 200 ")
        writer.close()

    await asyncio.gather(*(client() for _ in range(connections)))
    return Measured(time.perf_counter() - begun, sorted(latencies), refused)
