"""The commands: parse, call one library function, hand the result to the view. Groups are modules of this package."""

from __future__ import annotations

from invoke.collection import Collection


def namespace() -> Collection:
    """Every command group of `inv`."""
    from altyapi.cli import (
        antivirus,
        audit,
        backup,
        camera,
        ci,
        config,
        demo,
        dev,
        device,
        doctor,
        firewall,
        init,
        lab,
        netbox,
        pardus,
        pardus_migration,
        testing,
        vpn,
    )

    root = Collection()
    for name, module in (
        ("netbox", netbox),
        ("config", config),
        ("device", device),
        ("firewall", firewall),
        ("audit", audit),
        ("antivirus", antivirus),
        ("backup", backup),
        ("camera", camera),
        ("vpn", vpn),
        ("pardus", pardus),
        ("ci", ci),
        ("lab", lab),
        ("dev", dev),
    ):
        root.add_collection(Collection.from_module(module, name=name))
    for migrating in (
        pardus_migration.migrate,
        pardus_migration.rollback,
        pardus_migration.report,
        pardus_migration.install,
    ):
        root.collections["pardus"].add_task(migrating)
    for task in (init.init, doctor.doctor, demo.demo, testing.test):
        root.add_task(task)
    return root
