"""Addresses out of NetBox's own pools: taken one by one or many at once, found again, given back."""
