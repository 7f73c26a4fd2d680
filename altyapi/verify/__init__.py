"""What must hold after a change, checked on the device itself and reported with the values that were observed."""

from altyapi.verify.checks import Expected, Results, check
from altyapi.verify.post import Before
from altyapi.verify.result import Result

__all__ = ["Before", "Expected", "Result", "Results", "check"]
