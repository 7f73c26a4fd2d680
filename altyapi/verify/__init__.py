"""What must hold after a change, checked on the device itself and reported with the values that were observed."""

from altyapi.verify.checks import Expected, Result, Results, check

__all__ = ["Expected", "Result", "Results", "check"]
