"""What people see. The only package that prints; prose in Turkish or English, codes and JSON in English."""

from altyapi.view.output import Output

__all__ = ["Output"]
