#!/usr/bin/env bash
# Measures every goal beside its baseline and writes docs/performance/REPORT.md, or measures only the parts named.
#
#   deploy/load/run.sh [part …] [--small] [--name value …]
#
# Parts: check-in profile list-profile burst flood screens browse enrolment two connections start search large; `write` only writes the report anew.
# --small tries the tool in a few minutes and writes to target/load; no figure of it counts.
# Options and their values are in org.youthhome.load.Options. Wants wrk and sysbench (apt-get install wrk sysbench), a
# quiet machine, and room for 10,000 connections (ulimit -n).
#
# REBUILD=no  uses what was packaged last
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
for tool in wrk sysbench; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install $tool" >&2; exit 2; }
done
ulimit -n "$(ulimit -Hn)" || true
JVM=${JVM:--Xmx2g} exec "$here/../stage.sh" org.youthhome.load.Report "$@"
