#!/bin/sh
# Runs on a Linux gateway, as root: loads a table, goes back by itself unless it is confirmed, saves. The driver brings it along.
#
#   arm SECONDS USER   remember what stands, and go back to it after so many seconds
#   load FILE          the table in FILE in place of the one that stands, in one transaction
#   forward NAME N     a kernel setting
#   confirm            keep what stands; nothing goes back any more
#   revert             go back now
#   expire TOKEN       what the timer calls
#   save               what stands is also there after a reboot
#   status             idle | pending USER | reverting USER
#
# Whatever is done says "done" at the end; a sentence that begins with % says why it was not.
set -u
umask 077
export LC_ALL=C.UTF-8 VTYSH_PAGER=cat PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
state=/run/altyapi
table='inet altyapi'
watched='inet altyapi_watch'
reload=/usr/lib/frr/frr-reload.py
settings='net.ipv4.ip_forward net.ipv6.conf.all.forwarding'

fail() { echo "% $*"; exit 1; }

links() { ip -d -o link show type vlan | sed -n 's/^[0-9]*: \([^@:]*\)@\([^:]*\):.* id \([0-9]*\) .*/\1 \2 \3/p'; }

addresses() { ip -o -4 addr show scope global | sed -n 's/^[0-9]*: \([^ ]*\) *inet \([^ ]*\) .*/\2 \1/p'; }

routing() { vtysh -c 'show running-config' | sed '/^Building configuration/d; /^Current configuration/d; /^frr version /d; /^$/d'; }

# A kernel that follows no connections yet would begin with the table that is loaded, and take this login for one that the gateway
# itself began, if it is the first to speak. So connections are followed from the arming on: the login is known as what it is.
watch() {
    printf 'table %s\ndelete table %s\ntable %s { chain arriving { type filter hook prerouting priority -300; ct state established counter; } }\n' \
        "$watched" "$watched" "$watched" | nft -f - 2>/dev/null
}

unwatch() { nft delete table $watched 2>/dev/null; }

# What keeps tunnels, where it was brought: each remembers, goes back and saves by the same words. Says what went wrong.
tunnels() {
    for one in "wireguard sh" "openvpn python3 -I"; do
        kind=${one%% *} program=$state/altyapi-${one%% *}
        [ -e "$program" ] || continue
        [ "$1" = save ] || mkdir -p "$2/$kind"
        why=$(${one#* } "$program" "$1" ${2:+"$2/$kind"} 2>&1)
        [ "${why##*
}" = done ] || { echo "$kind: ${why#% }"; return 1; }
    done
}

# -- going back

# A directory that is renamed belongs to one of those who would move it, whatever happens at the same moment.
back() {
    mv -T "$state/pending" "$state/reverting" 2>/dev/null || return 1
    restore "$state/reverting"
    unwatch
    rm -rf "$state/reverted"
    mv -T "$state/reverting" "$state/reverted"
}

restore() {
    # the way in first: everything else can wait for it
    { printf 'table %s\ndelete table %s\n' "$table" "$table"; cat "$1/table"; } >"$1/undo.nft"
    nft -f "$1/undo.nft" 2>>"$1/log"
    while read -r name value; do sysctl -qw "$name=$value" 2>>"$1/log"; done <"$1/settings"
    while read -r name parent vid; do
        ip link show dev "$name" >/dev/null 2>&1 && continue
        ip link add link "$parent" name "$name" type vlan id "$vid" 2>>"$1/log" && ip link set "$name" up
    done <"$1/links"
    # before FRR, which gives a tunnel its address
    tunnels back "$1" >>"$1/log" 2>&1
    for _ in 1 2; do
        routing 2>/dev/null | cmp -s - "$1/frr.conf" && break
        # named as the file that is loaded at boot, below a folder of its own: otherwise it would also be saved
        python3 "$reload" --reload --confdir "$1" --stdout "$1/frr.conf" >>"$1/log" 2>&1
    done
    # FRR takes away an address that was there before it was told of it
    while read -r address name; do
        addresses | grep -qx "$address $name" || ip addr add "$address" brd + dev "$name" 2>>"$1/log"
    done <"$1/addresses"
    tunnels clear "$1" >>"$1/log" 2>&1
    links | while read -r name parent vid; do
        grep -qx "$name $parent $vid" "$1/links" || ip link del dev "$name" 2>>"$1/log"
    done
}

# Whether a unit of the system's would run where this does: not in another network namespace.
by_systemd() {
    [ -d /run/systemd/system ] && [ "$(readlink /proc/self/ns/net)" = "$(readlink /proc/1/ns/net)" ]
}

start_timer() {
    if by_systemd; then
        systemd-run --quiet --collect --unit="altyapi-revert-$2" --on-active="${1}s" --timer-property=AccuracySec=1s \
            /bin/sh "$state/gateway" expire "$2"
        return
    fi
    # a session of its own: it outlives the login that a wrong rule cuts
    setsid sh -c 'sleep "$1"; exec sh "$2" expire "$3"' altyapi-revert "$1" "$state/gateway" "$2" \
        </dev/null >/dev/null 2>&1 &
    echo $! >"$state/pending/timer"
}

stop_timer() {
    if [ -s "$1/timer" ]; then
        kill -- "-$(cat "$1/timer")" 2>/dev/null
    else
        systemctl stop "altyapi-revert-$(cat "$1/token").timer" 2>/dev/null
    fi
}

case ${1:-} in
arm)
    [ -e "$reload" ] || fail "frr-reload.py is missing (Debian package frr-pythontools): nothing could go back"
    [ ! -e "$state/reverting" ] || fail 'a change is going back'
    mkdir "$state/pending" 2>/dev/null || fail "a change is pending, armed by $(cat "$state/pending/user")"
    echo "$3" >"$state/pending/user"
    nft list table $table >"$state/pending/table" 2>/dev/null || : >"$state/pending/table"
    for name in $settings; do echo "$name $(sysctl -n "$name")"; done >"$state/pending/settings"
    links >"$state/pending/links"
    addresses >"$state/pending/addresses"
    routing >"$state/pending/frr.conf"
    if [ "$(tail -n 1 "$state/pending/frr.conf")" != end ]; then
        rm -rf "$state/pending"
        fail 'FRR does not answer: nothing could go back'
    fi
    # without one, each call of vtysh says that it is missing
    : >"$state/pending/vtysh.conf"
    [ ! -e /etc/frr/vtysh.conf ] || cp /etc/frr/vtysh.conf "$state/pending/vtysh.conf"
    why=$(tunnels keep "$state/pending") || { rm -rf "$state/pending"; fail "$why"; }
    token=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
    echo "$token" >"$state/pending/token"
    watch
    start_timer "$2" "$token" || { rm -rf "$state/pending"; fail 'no timer could be started'; }
    ;;
load)
    nft -c -f "$2" || fail 'nft refuses the table'
    nft -f "$2" || fail 'nft refuses the table'
    ;;
forward) sysctl -qw "$2=$3" || fail 'the kernel refuses the setting' ;;
confirm)
    rm -rf "$state/confirmed"
    mv -T "$state/pending" "$state/confirmed" 2>/dev/null || fail 'nothing is pending'
    stop_timer "$state/confirmed"
    unwatch
    rm -rf "$state/confirmed"
    ;;
revert)
    [ -d "$state/pending" ] || fail 'nothing is pending'
    # what has begun to go back goes on when this login ends
    setsid sh "$state/gateway" expire "$(cat "$state/pending/token")" </dev/null >/dev/null 2>&1 &
    wait
    [ ! -d "$state/pending" ] || fail 'did not go back'
    stop_timer "$state/reverted"
    ;;
expire)
    [ "$(cat "$state/pending/token" 2>/dev/null)" = "$2" ] || exit 0
    back
    ;;
save)
    mkdir -p /etc/nftables.d /etc/sysctl.d
    if nft -s list table $table >"$state/listed" 2>/dev/null; then
        { printf 'table %s\ndelete table %s\n' "$table" "$table"; cat "$state/listed"; } >/etc/nftables.d/altyapi.nft.new &&
            sync /etc/nftables.d/altyapi.nft.new && mv /etc/nftables.d/altyapi.nft.new /etc/nftables.d/altyapi.nft ||
            fail 'the table could not be written'
    else
        : >/etc/nftables.d/altyapi.nft || fail 'the table could not be written'
    fi
    if ! grep -q '^include "/etc/nftables.d/altyapi.nft"' /etc/nftables.conf 2>/dev/null; then
        printf 'include "/etc/nftables.d/altyapi.nft"\n' >>/etc/nftables.conf || fail '/etc/nftables.conf could not be written'
    fi
    for name in $settings; do echo "$name = $(sysctl -n "$name")"; done >/etc/sysctl.d/90-altyapi.conf.new &&
        mv /etc/sysctl.d/90-altyapi.conf.new /etc/sysctl.d/90-altyapi.conf || fail 'the settings could not be written'
    if [ -n "$(links)" ] || [ -e /etc/network/interfaces.d/altyapi ]; then
        mkdir -p /etc/network/interfaces.d
        links | while read -r name parent vid; do
            printf 'auto %s\niface %s inet manual\n    vlan-raw-device %s\n    vlan-id %s\n' "$name" "$name" "$parent" "$vid"
        done >/etc/network/interfaces.d/altyapi || fail 'the links could not be written'
    fi
    why=$(tunnels save) || fail "$why"
    if by_systemd && ! systemctl is-enabled --quiet nftables; then
        systemctl enable --quiet nftables || fail 'the unit nftables could not be enabled'
    fi
    vtysh -c 'write memory' 2>&1 | grep -q '^\[OK\]' || fail 'FRR could not write its configuration'
    ;;
status)
    for what in pending reverting; do
        [ -d "$state/$what" ] && echo "$what $(cat "$state/$what/user")" && exit
    done
    echo idle
    exit
    ;;
*) fail "unknown: ${1:-}" ;;
esac
echo done
