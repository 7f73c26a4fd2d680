"""What code inside NetBox sees of its objects: querysets, model instances and Django's paths, over the store's rows.

Export templates get a queryset, and constraints of permissions are written in Django's lookups.
"""
