"""How often something may happen an hour, for each of many keys: evenly, with bursts up to the limit."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
MOST_KEYS = 50_000


class Limit:
    """Allows `per_hour` for each key; may be used by many threads, and forgets the keys that were used longest ago.

    The generic cell rate algorithm: a key's one number is the time at which all that it took would have come in evenly.
    When that lies more than an hour ahead, it has to wait.
    """

    def __init__(self, per_hour: int) -> None:
        self._step = HOUR / per_hour
        self._even: OrderedDict[str, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, now: datetime) -> timedelta | None:
        """Take one for `key`; None when it is allowed, otherwise how long to wait, and nothing is taken."""
        with self._lock:
            even = max(self._even.pop(key, now), now)
            wait = even + self._step - now - HOUR
            allowed = wait <= timedelta(0)
            self._even[key] = even + self._step if allowed else even
            if len(self._even) > MOST_KEYS:
                self._even.popitem(last=False)
        return None if allowed else wait
