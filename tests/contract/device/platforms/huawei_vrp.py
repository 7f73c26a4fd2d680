"""Huawei VRP5, where a line takes effect at once, and VRP8, where lines wait for a commit."""

from __future__ import annotations

from dataclasses import replace

from tests.contract.device.case import Case


def _vrp(*more: str, filler: str = "") -> str:
    lines = ["#", "sysname sw1", "#", "vlan batch 10 20 30", "#", *more, "aaa"]
    lines += [" local-user admin password irreversible-cipher admin1234", " local-user admin privilege level 15", "#"]
    lines += ["interface Vlanif10", " ip address 10.0.0.2 255.255.255.0", "#"]
    for port in range(1, 49):
        lines += [f"interface GigabitEthernet0/0/{port}", f" description kat {port}", " port link-type access", "#"]
    return "\n".join(
        [
            *lines,
            filler + "user-interface con 0",
            "user-interface vty 0 4",
            " authentication-mode aaa",
            "#",
            "return",
            "",
        ]
    )


_FILLER = "".join(
    f"acl number {2000 + n}\n rule 5 permit source 10.0.{n % 256}.0 0.0.0.255\n rule 10 deny\n#\n" for n in range(999)
)
VRP5 = Case(
    platform="huawei_vrp",
    name="huawei_vrp5",
    config=_vrp(),
    config_without_revert=None,
    config_with_neighbours=_vrp("lldp enable", "#"),
    config_large=_vrp(filler=_FILLER),
    strongest="scheduled-reboot",
    lines=("interface GigabitEthernet0/0/1", "description yeni", "stp edged-port enable"),
    after=" description yeni",
    bad_line="port link-type acces-yanlis",
    refusals=(
        "Error: Unrecognized command found at '^' position.",
        "Error:Incomplete command found at '^' position.",
        "Error: Wrong parameter found at '^' position.",
        "Error: Please renew the default configurations.",
        "Error: The VLAN does not exist.",
        "Error: You do not have permission to run the command or the command is incomplete.",
        "Error: Failed to pass the authorization.",
    ),
    cutting_line=r"^ip address 10\.9\.9\.9",
    cutting=("interface Vlanif10", "ip address 10.9.9.9 255.255.255.0"),
    rename=("sysname obb-mrk-ahb01-ers001", "interface GigabitEthernet0/0/2", "description sonra"),
    renamed=" description sonra",
    banner='header login information "\nYetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ\n\n<sw1> kayıt altındadır\n"',
    banner_line="Yetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ",
    many=tuple(
        text
        for port in range(1, 49)
        for text in (f"interface GigabitEthernet0/0/{port}", f"description toplu {port}", "stp edged-port enable")
    ),
    many_after=" description toplu 48",
    unsaved="sysname unsaved",
    unsaved_after="sysname unsaved",
    show="display version",
    unknown="display yok-boyle-bir-sey",
    save="^save",
    save_refusal="Error: The flash: has no space left to save the configuration file.",
    save_word="flash",
    syslog=(
        "Nov 21 2026 10:11:12+03:00 sw1 %%01IFNET/4/IF_STATE(l)[7]:Interface GigabitEthernet0/0/7 has turned into UP state.",
        "#Nov 21 2026 10:11:12+03:00 sw1 DS/4/DATASYNC_CFGCHANGE:OID 1.3.6.1.4.1.2011.5.25.191.3.1 error invalid failed",
    ),
    port="GigabitEthernet0/0/1",
    far_port="GigabitEthernet0/0/24",
    serial="2102353VUF10N8001234",
    setup_commands=1,
)
VRP8 = replace(
    VRP5,
    name="huawei_vrp8",
    model="CE6857-48S6CQ-EI",
    version="V200R021C10SPC600",
    strongest="commit-trial",
    weaker="scheduled-reboot",
)
VRP8_OLD = replace(VRP8, name="huawei_vrp8_old", version="V200R005C10SPC800", ends_with_session=True)
CASES = (VRP5, VRP8, VRP8_OLD)
