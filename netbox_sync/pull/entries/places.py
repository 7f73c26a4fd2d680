"""Where things stand and whose they are: regions, sites, racks, tenants, contacts."""

from __future__ import annotations

from netbox_sync import model
from netbox_sync.pull.columns import Row
from netbox_sync.pull.entries.joined import Joined, slug, slug_of, tags_of


def region(row: Row, joined: Joined) -> model.Region:
    return model.Region(id=row["id"], name=row["name"], slug=row["slug"], parent=slug(joined, "regions", row["parent"]))


def site_group(row: Row, joined: Joined) -> model.SiteGroup:
    return model.SiteGroup(
        id=row["id"], name=row["name"], slug=row["slug"], parent=slug(joined, "site_groups", row["parent"])
    )


def site(row: Row, joined: Joined) -> model.Site:
    return model.Site(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        status=row["status"] or "",
        region=slug(joined, "regions", row["region"]),
        group=slug(joined, "site_groups", row["group"]),
        tenant=slug(joined, "tenants", row["tenant"]),
        time_zone=row["time_zone"],
        facility=row["facility"],
        tags=tags_of(row, joined),
        custom_fields=row["custom_fields"],
    )


def location(row: Row, joined: Joined) -> model.Location:
    return model.Location(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        site=slug_of(joined, "sites", row["site"]),
        status=row["status"] or "",
        parent=slug(joined, "locations", row["parent"]),
    )


def rack(row: Row, joined: Joined) -> model.Rack:
    return model.Rack(
        id=row["id"],
        name=row["name"],
        site=slug_of(joined, "sites", row["site"]),
        status=row["status"] or "",
        location=slug(joined, "locations", row["location"]),
        role=slug(joined, "rack_roles", row["role"]),
        u_height=row["u_height"],
    )


def tenant_group(row: Row, joined: Joined) -> model.TenantGroup:
    return model.TenantGroup(
        id=row["id"], name=row["name"], slug=row["slug"], parent=slug(joined, "tenant_groups", row["parent"])
    )


def tenant(row: Row, joined: Joined) -> model.Tenant:
    return model.Tenant(
        id=row["id"], name=row["name"], slug=row["slug"], group=slug(joined, "tenant_groups", row["group"])
    )


def contact(row: Row, joined: Joined) -> model.Contact:
    groups = tuple(sorted(slug_of(joined, "contact_groups", group) for group in row["groups"]))
    return model.Contact(id=row["id"], name=row["name"], title=row["title"], groups=groups)


def contact_assignment(row: Row, joined: Joined) -> model.ContactAssignment:
    return model.ContactAssignment(
        id=row["id"],
        object_type=row["object_type"] or "",
        object_id=row["object_id"],
        contact=joined.row("contacts", row["contact"])["id"],
        role=slug(joined, "contact_roles", row["role"]),
        priority=row["priority"],
    )
