"""What an emulated switch holds right after it started, and after it started again."""

from __future__ import annotations

from lab.devices.ios.device import make
from lab.devices.spec import DeviceSpec

USER = "snmp-server user izleme altyapi-ro v3 auth sha Dogrulama-1 priv aes 128 Gizlilik-1"


def test_users_of_the_first_config_are_saved_ones_and_outlive_a_reload() -> None:
    device = make(DeviceSpec(name="ers01", running_config=f"hostname ers01\n{USER}\nend\n"))
    assert "izleme" not in device.running_text()
    assert list(device.config.snmp_users) == ["izleme"]
    device.config.enter("snmp-server user gecici altyapi-ro v3")
    device.reload()
    assert list(device.config.snmp_users) == ["izleme"]
