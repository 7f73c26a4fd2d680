#!/bin/sh
# pam_faillock, asked as a person asks it: by su with a password
right='Doğru-Parola-1'
try() { printf '%s\n' "$1" | runuser -u games -- su ayse -c true >/dev/null 2>&1; }
cd /
faillock --user ayse --reset
try "$right" || { echo 'the right password is refused'; exit 1; }
for number in 1 2 3; do try yanlis && { echo 'a wrong password is taken'; exit 1; }; done
try "$right" && { echo 'the account is not locked'; exit 1; }
faillock --user ayse --reset
try "$right" || { echo 'the account is not released'; exit 1; }
