"""A server's own jobs (roles/backup_client) started now, over OpenSSH with the operator's agent and ssh_config."""

from __future__ import annotations

import subprocess

from altyapi import hosts
from altyapi.errors import EngineError
from altyapi.settings import Settings
from netbox_sync.model import Device, VirtualMachine

COMMAND = "sudo -n /usr/local/sbin/altyapi-backup now"


class NoAddress(EngineError):
    code = "BCK-061"
    en = "No way to reach the server: {system}: no DNS name and no primary address in NetBox."
    tr = "Sunucuya erişim yolu yok: {system}: NetBox içinde DNS adı ya da birincil adres yok."
    en_remedy = "Give it one, then ./inv netbox.pull"
    tr_remedy = "Verin, sonra ./inv netbox.pull"


class JobsFailed(EngineError):
    code = "BCK-062"
    en = "The server's own backup jobs failed: {system}: {problem}"
    tr = "Sunucunun yedekleme görevleri başarısız: {system}: {problem}"
    en_remedy = "On the server: altyapi-backup report; the role backup_client sets it up. Earlier copies are untouched."
    tr_remedy = "Sunucuda: altyapi-backup report; kurulumu backup_client rolü yapar. Önceki kopyalar yerinde."


def take(row: Device | VirtualMachine, settings: Settings) -> None:
    """Run all of the server's jobs and wait for their end. Raises NoAddress, JobsFailed."""
    address = row.dns_name or row.primary_ip4 or row.primary_ip6
    if not address:
        raise NoAddress(system=row.name)
    known = str(settings.known_hosts).replace("%", "%%")
    command = ["ssh", "-T", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"]
    command += [
        "-o",
        f'UserKnownHostsFile="{known}"',
        "-o",
        f"ConnectTimeout={max(1, round(settings.connect_timeout_s))}",
    ]
    if settings.ssh_config is not None:
        command += ["-F", str(settings.ssh_config)]
    done = subprocess.run(
        [*command, "--", hosts.host(address.split("/")[0]), COMMAND],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        said = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        raise JobsFailed(system=row.name, problem=(said or [f"exit code {done.returncode}"])[-1][:300])
