"""Firewall policy as code: one set of rules for the whole institution, resolved from a snapshot for each device.

`policy` is what people write, `model` what a device's config is generated from; `resolve` leads from one to the other.
"""
