#!/usr/bin/env bash
# Two processes behind HAProxy, their clocks three seconds apart; in a burst of check-ins one is killed and the other one
# stopped. Every acknowledged check-in is there, once, and both show the same number.
#
#   deploy/drill/two-processes.sh             exit code 0 when all is as it should be
#   deploy/drill/two-processes.sh --control   the same with people who never repeat: has to end with exit code 1
#
# Debian: apt-get install haproxy
set -euo pipefail
JVM=${JVM:--Xmx768m} exec "$(dirname "$0")/../stage.sh" org.youthhome.drill.TwoProcesses "$@"
