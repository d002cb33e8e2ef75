#!/bin/sh
# The official image is built without protected mode; Debian's server has it on, so it is switched off where the file says nothing of it.
set -eu
cd /data
if [ $# -gt 0 ] && [ "$1" = redis-server ]; then shift; fi
if [ $# -gt 0 ] && [ -f "$1" ] && grep -q '^protected-mode' "$1"; then exec redis-server "$@"; fi
exec redis-server "$@" --protected-mode no
