#!/bin/sh
# PAM, asked as a person asks it: by su with a password. login.sh PASSWORD
login() { printf '%s\n' "$2" | runuser -u games -- su - "$1" -c true >/dev/null 2>&1; }
cd /
tries=0
until login ayse "$1"; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || { echo 'the right password is refused'; exit 1; }
  sleep 2
done
login ayse yanlis && { echo 'a wrong password is taken'; exit 1; }
login mehmet "$1" && { echo 'somebody who is not in the group is let in'; exit 1; }
exit 0
