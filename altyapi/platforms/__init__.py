"""What is known of each vendor's system, as data. `load("cisco_ios")` reads altyapi/platforms/cisco_ios/*.yml."""

from altyapi.platforms.language import Language
from altyapi.platforms.platform import Platform, load, names

__all__ = ["Language", "Platform", "load", "names"]
