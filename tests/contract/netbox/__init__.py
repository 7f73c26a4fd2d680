"""What a NetBox answers, written down once and held against every NetBox: the lab's stand-in always, a real one when asked.

`NETBOX_URL=… NETBOX_TOKEN=… ./inv test` (a superuser's token) adds the real one. Every object the suite makes carries a
random prefix and is deleted at its end, addresses and prefixes live in VRFs of its own, and custom fields are put on
tenants and tenant groups only, so it may run against a NetBox that is in use.
"""
