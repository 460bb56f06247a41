#!/usr/bin/env bash
# A Galera cluster of three MariaDB servers on this machine, with HAProxy in front of it, for tests and drills.
#
#   deploy/cluster/galera.sh start | settings | kill-writer | revive | stop
#
# start        starts it, waits until it serves, prints the settings
# settings     prints the program's settings that lead to it: to HAProxy, which has one writer at a time
# kill-writer  ends the writer with SIGKILL, as a power cut would; HAProxy moves to the next server
# revive       starts again what was killed
# stop         stops all of it and deletes its files
#
# FILES  where its files are   (target/cluster/galera in the repository; as root /var/tmp/youth-home-galera)
# PORT   of HAProxy; servers have the next three, and these + 100, + 200, + 300 among themselves   (13300)
#
# Debian: apt-get install mariadb-server galera-4 rsync lsof haproxy
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
# MariaDB and rsync do not work as root: they become mysql, who has to reach the files.
if (($(id -u) == 0)); then
  USER_OF_SERVERS=mysql
  FILES=${FILES:-/var/tmp/youth-home-galera}
else
  USER_OF_SERVERS=$(id -un)
  FILES=${FILES:-$(cd "$HERE/../.." && pwd)/target/cluster/galera}
fi
PORT=${PORT:-13300}
PORTS=$(seq $((PORT + 1)) $((PORT + 3)))
LIBRARY=${LIBRARY:-/usr/lib/galera/libgalera_smm.so}

password() { cat "$FILES/password"; }
pid() { cat "$FILES/$1.pid" 2>/dev/null; }
lives() { local found; found=$(pid "$1") && kill -0 "$found" 2>/dev/null; }
ask() { mariadb --no-defaults --socket="$FILES/$1.sock" --user=root --batch --skip-column-names --execute="$2"; }
members() { printf '127.0.0.1:%s\n' $(seq $((PORT + 101)) $((PORT + 103))) | paste -sd,; }

serve() {
  local port=$1
  shift
  rm -f "$FILES/$port.pid"
  setsid mariadbd --no-defaults --datadir="$FILES/$port" --user="$USER_OF_SERVERS" \
    --bind-address=127.0.0.1 --port="$port" --socket="$FILES/$port.sock" --pid-file="$FILES/$port.pid" \
    --skip-name-resolve --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci \
    --default-time-zone=+08:00 --max-connections=300 \
    --innodb-buffer-pool-size=128M --innodb-log-file-size=48M --innodb-flush-log-at-trx-commit=1 \
    --binlog-format=ROW --default-storage-engine=InnoDB --innodb-autoinc-lock-mode=2 \
    --wsrep-on=ON --wsrep-provider="$LIBRARY" --wsrep-cluster-name=youth-home \
    --wsrep-cluster-address="gcomm://$(members)" --wsrep-node-address=127.0.0.1 --wsrep-node-name="node-$port" \
    --wsrep-sst-method=rsync --wsrep-sst-receive-address="127.0.0.1:$((port + 300))" --wsrep-slave-threads=2 \
    --wsrep-sync-wait=0 \
    --wsrep-provider-options="gmcast.listen_addr=tcp://127.0.0.1:$((port + 100));ist.recv_addr=127.0.0.1:$((port + 200));gcache.size=64M;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT3S;evs.keepalive_period=PT0.5S" \
    "$@" >>"$FILES/$port.log" 2>&1 </dev/null &
}

wait_for() {
  for _ in $(seq 300); do
    if "$@" 2>/dev/null; then return; fi
    sleep 0.2
  done
  echo "not ready: $*" >&2
  tail -n 5 "$FILES"/*.log >&2
  exit 1
}
synced() { [[ $(ask "$1" "SHOW STATUS LIKE 'wsrep_local_state_comment'") == *Synced ]]; }
all() { [[ $(ask "$((PORT + 1))" "SHOW STATUS LIKE 'wsrep_cluster_size'") == *3 ]]; }
through_haproxy() { MYSQL_PWD=$(password) mariadb --no-defaults -h 127.0.0.1 -P "$PORT" -u youthhome -BNe "$1" youthhome; }

case ${1:-} in
  start)
    "$0" stop
    mkdir -p "$FILES"
    (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$FILES/password")
    first=$((PORT + 1))
    for port in $PORTS; do mkdir "$FILES/$port"; done
    if (($(id -u) == 0)); then chown -R mysql: "$FILES"; fi
    mariadb-install-db --no-defaults --datadir="$FILES/$first" --user="$USER_OF_SERVERS" --skip-test-db \
      --auth-root-authentication-method=normal >"$FILES/install.log" 2>&1
    serve "$first" --wsrep-new-cluster
    wait_for synced "$first"
    ask "$first" "CREATE DATABASE youthhome CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
      CREATE USER youthhome@'127.0.0.1' IDENTIFIED BY '$(password)';
      GRANT ALL ON youthhome.* TO youthhome@'127.0.0.1';
      CREATE USER haproxy@'127.0.0.1';"
    for port in $((PORT + 2)) $((PORT + 3)); do
      serve "$port"
      wait_for synced "$port"
    done
    wait_for all
    LISTEN=$PORT FIRST=$((PORT + 1)) SECOND=$((PORT + 2)) THIRD=$((PORT + 3)) \
      haproxy -D -p "$FILES/haproxy.pid" -f "$HERE/../haproxy/database.cfg"
    wait_for through_haproxy 'DO 1'
    "$0" settings
    ;;
  settings)
    echo "SPRING_R2DBC_URL=r2dbc:mysql://127.0.0.1:$PORT/youthhome"
    echo "SPRING_R2DBC_USERNAME=youthhome"
    echo "SPRING_R2DBC_PASSWORD=$(password)"
    echo "SPRING_FLYWAY_URL=jdbc:mariadb://127.0.0.1:$PORT/youthhome"
    ;;
  kill-writer)
    writer=$(through_haproxy 'SELECT @@port')
    for port in $PORTS; do
      if [[ $port == "$writer" ]]; then
        kill -KILL "$(pid "$port")"
        while lives "$port"; do sleep 0.02; done
        echo "killed the writer at $port" >&2
        exit
      fi
    done
    exit 1
    ;;
  revive)
    for port in $PORTS; do
      if ! lives "$port"; then
        serve "$port"
        wait_for synced "$port"
      fi
    done
    ;;
  stop)
    if lives haproxy; then kill "$(pid haproxy)"; fi
    # The last one to stop knows that it was the last.
    for port in $(tac <<<"$PORTS"); do
      if lives "$port"; then kill "$(pid "$port")"; fi
      while lives "$port"; do sleep 0.1; done
    done
    rm -rf "$FILES"
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
