#!/usr/bin/env bash
# The program against stores that the environment leads to; in a burst of check-ins a command takes the primary away.
# deploy/cluster/nightly.sh does it for a Redis Cluster, a Redis with Sentinels and a Galera cluster. One alone:
#
#   deploy/cluster/redis-cluster.sh start
#   set -a; source <(deploy/cluster/redis-cluster.sh settings); set +a
#   deploy/drill/failover.sh deploy/cluster/redis-cluster.sh kill-primary
set -euo pipefail
JVM=${JVM:--Xmx512m} exec "$(dirname "$0")/../stage.sh" org.youthhome.drill.Failover "$@"
