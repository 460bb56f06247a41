#!/usr/bin/env bash
# A Redis Cluster of six servers (three primaries, each with a replica) on this machine, for tests and drills.
#
#   deploy/cluster/redis-cluster.sh start | settings | kill-primary | revive | stop
#
# start         starts it, waits until it serves, prints the settings
# settings      prints the program's settings that lead to it
# kill-primary  ends one primary with SIGKILL, as a power cut would; its replica takes over
# revive        starts again what was killed
# stop          stops all of it and deletes its files
#
# FILES  where its files are   (target/cluster/redis-cluster in the repository)
# PORT   first of six ports    (17001; each also uses its port + 10000)
#
# Debian: apt-get install redis-server
set -euo pipefail
FILES=${FILES:-$(cd "$(dirname "$0")/../.." && pwd)/target/cluster/redis-cluster}
PORT=${PORT:-17001}
PORTS=$(seq "$PORT" $((PORT + 5)))

password() { cat "$FILES/password"; }
ask() { REDISCLI_AUTH=$(password) redis-cli -h 127.0.0.1 --no-auth-warning "$@"; }
pid() { cat "$FILES/$1/redis.pid" 2>/dev/null; }
lives() { local found; found=$(pid "$1") && kill -0 "$found" 2>/dev/null; }

serve() {
  mkdir -p "$FILES/$1"
  cat >"$FILES/$1/redis.conf" <<CONFIGURATION
bind 127.0.0.1
port $1
dir $FILES/$1
pidfile $FILES/$1/redis.pid
logfile $FILES/$1/redis.log
daemonize yes
save ""
appendonly no
requirepass $(password)
masterauth $(password)
cluster-enabled yes
cluster-config-file nodes.conf
# How soon a primary that is gone is replaced, in milliseconds: Redis' own 15000 would leave numbers old for as long.
cluster-node-timeout 1500
cluster-replica-validity-factor 0
# Occurrences whose slots are well are counted although others' are not.
cluster-require-full-coverage no
CONFIGURATION
  chmod 600 "$FILES/$1/redis.conf"
  redis-server "$FILES/$1/redis.conf" >/dev/null
}

wait_for() {
  for _ in $(seq 150); do
    if "$@" 2>/dev/null; then return; fi
    sleep 0.2
  done
  echo "the cluster is not ready: $*" >&2
  exit 1
}
answers() { [[ $(ask -p "$1" ping) == PONG ]]; }
serves() { ask -p "$1" cluster info | tr -d '\r' | grep -q '^cluster_state:ok' && (($(ask -p "$1" cluster nodes | grep -c 'slave.* connected') == 3)); }

case ${1:-} in
  start)
    "$0" stop
    mkdir -p "$FILES"
    (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$FILES/password")
    for port in $PORTS; do serve "$port"; done
    for port in $PORTS; do wait_for answers "$port"; done
    # shellcheck disable=SC2046
    ask --cluster create $(printf '127.0.0.1:%s ' $PORTS) --cluster-replicas 1 --cluster-yes >"$FILES/create.log" 2>&1 ||
      { cat "$FILES/create.log" >&2; exit 1; }
    for port in $PORTS; do wait_for serves "$port"; done
    "$0" settings
    ;;
  settings)
    # The program learns the others from any of them; three are named, so that one may be away when it starts.
    # shellcheck disable=SC2086
    set -- $PORTS
    echo "SPRING_DATA_REDIS_CLUSTER_NODES=127.0.0.1:$1,127.0.0.1:$2,127.0.0.1:$3"
    echo "SPRING_DATA_REDIS_PASSWORD=$(password)"
    ;;
  kill-primary)
    for port in $PORTS; do
      if lives "$port" && [[ $(ask -p "$port" role | head -1) == master ]] && (($(ask -p "$port" role | wc -l) > 2)); then
        kill -KILL "$(pid "$port")"
        while lives "$port"; do sleep 0.02; done
        echo "killed the primary at $port" >&2
        exit
      fi
    done
    echo "no primary with a replica is there" >&2
    exit 1
    ;;
  revive)
    for port in $PORTS; do lives "$port" || redis-server "$FILES/$port/redis.conf" >/dev/null; done
    for port in $PORTS; do wait_for serves "$port"; done
    ;;
  stop)
    for port in $PORTS; do
      if lives "$port"; then kill "$(pid "$port")"; fi
    done
    for port in $PORTS; do
      while lives "$port"; do sleep 0.1; done
    done
    rm -rf "$FILES"
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
