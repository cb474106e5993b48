#!/bin/sh
# Prints the newest finished Python on the PATH, 3.11 or later, able to make virtual environments.
# A name alone proves nothing (a version manager puts names there that only print an error): each one is run.
set -u

ask='import sys
base = getattr(sys, "_base_executable", None) or sys.executable  # not the virtual environment we are about to clear
if sys.version_info >= (3, 11) and sys.version_info.releaselevel == "final":
    print(sys.version_info.major * 1000 + sys.version_info.minor, base)'

say() { echo "make: $*" >&2; }

best=0
python=
IFS=:
for folder in $PATH; do
    for name in "$folder"/python3.[0-9] "$folder"/python3.[0-9][0-9] "$folder"/python3 "$folder"/python; do
        [ -x "$name" ] || continue
        found=$("$name" -c "$ask" 2>/dev/null </dev/null) || continue
        [ "${found%% *}" -gt "$best" ] 2>/dev/null || continue
        best=${found%% *}
        python=${found#* }
    done
done
unset IFS

if [ -z "$python" ]; then
    say "no Python 3.11 or later on the PATH; install one, for example: apt-get install python3 python3-venv"
    exit 1
fi

can_make_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
install() { apt-get install -y "$1" || { apt-get update && apt-get install -y "$1"; }; }

if ! can_make_venv && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    install python3-venv >&2
    # python3-venv serves the system's own Python; another one has a package of its own name
    can_make_venv || install "python3.$((best % 1000))-venv" >&2
fi
if ! can_make_venv; then
    say "$python lacks ensurepip; install it first, for example: apt-get install python3-venv"
    exit 1
fi
echo "$python"
