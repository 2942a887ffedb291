"""What makes the null server's link as narrow, and the server as strict, as S3's are."""

import threading
import time


class Pace:
    """Lets bytes through at a rate; connections share one, or have one each."""

    CREDIT = 0.02  # seconds that a reader may be late without losing bytes

    def __init__(self, rate):
        self.rate, self.free, self.lock = rate, 0, threading.Lock()

    def start(self):
        """Begins a body: its reader was not late before it."""
        with self.lock:
            self.free = max(self.free, time.monotonic())

    def take(self, count):
        with self.lock:
            now = time.monotonic()
            self.free = max(self.free, now - self.CREDIT) + count / self.rate
            wait = self.free - now
        if wait > 0:
            time.sleep(wait)


class Admission:
    """Refuses the requests that are above a number in flight, or above a rate.

    `limit` is a number, or one a second (`100/s`); without it, all are admitted.
    """

    def __init__(self, limit=None):
        number, _, unit = (limit or "").partition("/")
        self.most = int(number) if number and not unit else None
        self.rate = float(number) if unit else None
        self.in_flight = self.peak = self.requests = self.refused = 0
        self.tokens, self.moment, self.lock = self.rate or 0, time.monotonic(), threading.Lock()

    def enter(self):
        """Counts a request; returns whether it is admitted. Whatever the result, `leave` must follow."""
        with self.lock:
            self.requests += 1
            self.in_flight += 1
            is_admitted = (self.most is None or self.in_flight <= self.most) and self.has_token()
            if is_admitted:
                self.peak = max(self.peak, self.in_flight)
            else:
                self.refused += 1
            return is_admitted

    def has_token(self):
        if self.rate is None:
            return True
        now = time.monotonic()
        self.tokens = min(self.rate, self.tokens + (now - self.moment) * self.rate)
        self.moment = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def leave(self):
        with self.lock:
            self.in_flight -= 1

    @property
    def figures(self):
        return {"requests": self.requests, "refused": self.refused, "peak": self.peak}
