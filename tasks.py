"""The command groups of `inv`; each group's commands live in altyapi/cli."""

from altyapi.cli import namespace

ns = namespace()
