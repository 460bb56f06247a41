#!/usr/bin/env bash
# A Redis with two replicas and three Sentinels on this machine, for tests and drills.
#
#   deploy/cluster/redis-sentinel.sh start | settings | kill-primary | revive | stop
#
# start         starts it, waits until it serves, prints the settings
# settings      prints the program's settings that lead to it
# kill-primary  ends the primary with SIGKILL, as a power cut would; a replica takes over
# revive        starts again what was killed
# stop          stops all of it and deletes its files
#
# FILES  where its files are                         (target/cluster/redis-sentinel in the repository)
# PORT   first of three ports; Sentinels begin at + 10   (17101)
#
# Debian: apt-get install redis-server redis-sentinel
set -euo pipefail
FILES=${FILES:-$(cd "$(dirname "$0")/../.." && pwd)/target/cluster/redis-sentinel}
PORT=${PORT:-17101}
SERVERS=$(seq "$PORT" $((PORT + 2)))
SENTINELS=$(seq $((PORT + 10)) $((PORT + 12)))

password() { cat "$FILES/password"; }
ask() { REDISCLI_AUTH=$(password) redis-cli -h 127.0.0.1 --no-auth-warning "$@"; }
pid() { cat "$FILES/$1/redis.pid" 2>/dev/null; }
lives() { local found; found=$(pid "$1") && kill -0 "$found" 2>/dev/null; }
start_one() {
  if grep -q '^sentinel ' "$FILES/$1/redis.conf"; then
    redis-sentinel "$FILES/$1/redis.conf" >/dev/null
  else
    redis-server "$FILES/$1/redis.conf" >/dev/null
  fi
}

write() {
  mkdir -p "$FILES/$1"
  cat >"$FILES/$1/redis.conf" <<CONFIGURATION
bind 127.0.0.1
port $1
dir $FILES/$1
pidfile $FILES/$1/redis.pid
logfile $FILES/$1/redis.log
daemonize yes
requirepass $(password)
$2
CONFIGURATION
  chmod 600 "$FILES/$1/redis.conf"
  start_one "$1"
}

wait_for() {
  for _ in $(seq 150); do
    if "$@" 2>/dev/null; then return; fi
    sleep 0.2
  done
  echo "not ready: $*" >&2
  exit 1
}
answers() { [[ $(ask -p "$1" ping) == PONG ]]; }
primary() { ask -p $((PORT + 10)) sentinel get-master-addr-by-name youth-home | sed -n 2p; }
watches() {
  local told
  told=$(ask -p "$1" sentinel master youth-home | paste - - | tr -d '\r')
  grep -qE '^num-slaves\s2$' <<<"$told" && grep -qE '^num-other-sentinels\s2$' <<<"$told" && grep -qE '^flags\smaster$' <<<"$told"
}

case ${1:-} in
  start)
    "$0" stop
    mkdir -p "$FILES"
    (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$FILES/password")
    for port in $SERVERS; do
      replica=
      [[ $port == "$PORT" ]] || replica="replicaof 127.0.0.1 $PORT"
      write "$port" "save \"\"
appendonly no
repl-diskless-sync-delay 0
masterauth $(password)
$replica"
    done
    for port in $SERVERS; do wait_for answers "$port"; done
    for port in $SENTINELS; do
      write "$port" "sentinel sentinel-pass $(password)
sentinel monitor youth-home 127.0.0.1 $PORT 2
sentinel auth-pass youth-home $(password)
sentinel down-after-milliseconds youth-home 1500
sentinel failover-timeout youth-home 6000"
    done
    for port in $SENTINELS; do wait_for watches "$port"; done
    "$0" settings
    ;;
  settings)
    echo "SPRING_DATA_REDIS_SENTINEL_MASTER=youth-home"
    echo "SPRING_DATA_REDIS_SENTINEL_NODES=$(printf '127.0.0.1:%s\n' $SENTINELS | paste -sd,)"
    echo "SPRING_DATA_REDIS_SENTINEL_PASSWORD=$(password)"
    echo "SPRING_DATA_REDIS_PASSWORD=$(password)"
    ;;
  kill-primary)
    port=$(primary)
    kill -KILL "$(pid "$port")"
    while lives "$port"; do sleep 0.02; done
    echo "killed the primary at $port" >&2
    ;;
  revive)
    for port in $SERVERS $SENTINELS; do lives "$port" || start_one "$port"; done
    for port in $SENTINELS; do wait_for watches "$port"; done
    ;;
  stop)
    for port in $SENTINELS $SERVERS; do
      if lives "$port"; then kill "$(pid "$port")"; fi
    done
    for port in $SENTINELS $SERVERS; do
      while lives "$port"; do sleep 0.1; done
    done
    rm -rf "$FILES"
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
