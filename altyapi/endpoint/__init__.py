"""Workstations: what they report of themselves, beside what NetBox holds of them."""
