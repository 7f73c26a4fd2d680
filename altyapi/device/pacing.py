"""Logins per second, for all threads of the process together: TACACS+ and RADIUS servers fail under bursts."""

from __future__ import annotations

import threading
import time


class Bucket:
    """A token bucket. `rate_s` is tokens per second, None for no limit; `burst` is how many may go at once."""

    def __init__(self, rate_s: float | None = None, burst: int = 1) -> None:
        self._lock = threading.Lock()
        self.configure(rate_s, burst)

    def configure(self, rate_s: float | None, burst: int = 1) -> None:
        """Change the limit; applies to the next token taken."""
        if (rate_s is not None and rate_s <= 0) or burst < 1:
            raise ValueError(f"rate_s must be positive and burst at least 1, not {rate_s} and {burst}")
        with self._lock:
            self._rate = rate_s
            self._burst = burst
            self._next = 0.0  # when the token after the burst is due, on the monotonic clock

    def reserve(self, now: float) -> float:
        """Take a token and return how many seconds after `now` it may be used. Order of calls is order of service."""
        with self._lock:
            if self._rate is None:
                return 0.0
            interval = 1 / self._rate
            due = max(self._next, now - (self._burst - 1) * interval)
            self._next = due + interval
            return max(0.0, due - now)

    def take(self) -> None:
        """Wait for a token."""
        wait_s = self.reserve(time.monotonic())
        if wait_s:
            time.sleep(wait_s)


logins = Bucket()
"""Every login of this process takes a token here; `logins.configure(rate_s, burst)` sets the limit (default none)."""
