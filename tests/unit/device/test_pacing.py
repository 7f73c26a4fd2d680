from __future__ import annotations

import pytest

from altyapi.device.pacing import Bucket


def test_without_a_limit_nobody_waits() -> None:
    bucket = Bucket()
    assert [bucket.reserve(100.0) for _ in range(1000)] == [0.0] * 1000


def test_logins_beyond_the_burst_are_spread_at_the_rate() -> None:
    bucket = Bucket(rate_s=2.0, burst=3)
    assert [bucket.reserve(100.0) for _ in range(6)] == pytest.approx([0, 0, 0, 0.5, 1.0, 1.5])


def test_an_idle_time_gives_back_the_burst_and_no_more() -> None:
    bucket = Bucket(rate_s=1.0, burst=2)
    for _ in range(5):
        bucket.reserve(100.0)
    assert [bucket.reserve(1000.0) for _ in range(4)] == pytest.approx([0, 0, 1.0, 2.0])


def test_a_new_limit_applies_to_the_next_login() -> None:
    bucket = Bucket(rate_s=0.001)
    bucket.reserve(100.0)
    bucket.configure(10.0)
    assert bucket.reserve(100.0) == 0.0
    assert bucket.reserve(100.0) == pytest.approx(0.1)


@pytest.mark.parametrize(("rate", "burst"), [(0, 1), (-1, 1), (1, 0)])
def test_a_limit_that_would_stop_everything_is_refused(rate: float, burst: int) -> None:
    with pytest.raises(ValueError, match="rate_s"):
        Bucket(rate, burst)
