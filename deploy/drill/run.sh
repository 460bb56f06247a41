#!/usr/bin/env bash
# Fault drills under load, against the packaged program with a MariaDB and a Redis of its own; see docs/performance/DRILLS.md.
#
#   deploy/drill/run.sh                              all of them, about 25 minutes; writes docs/performance/DRILLS.md
#   deploy/drill/run.sh --kills 2 --others 1         a short version of each, about 4 minutes (--report FILE: elsewhere)
#   deploy/drill/run.sh mariadb-kill redis-flush     some; the report goes to api/target/drill
#   deploy/drill/run.sh --list                       which there are
#
# A full disk needs root, clocks need Linux and a C compiler (cc); without them these are left out, and the report says so.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec deploy/stage.sh org.youthhome.drill.Drills "$@"
