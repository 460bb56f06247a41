#!/usr/bin/env bash
# kill -9 of the program in the middle of scanning, started again: every acknowledged check-in is there, once.
#
#   deploy/drill/kill-the-program.sh [start command …]      (mvn -q spring-boot:test-run)
#
# BASE     where the program will be                             (http://localhost:8080)
# DATA     the run command's data folder                         (.data in the repository)
# PIDFILE  file that holds the process id of the program's JVM   ($DATA/in-use)
# AFTER    acknowledged check-ins after which it is killed       (1000)
# KILLS    how often all of this is done                         (1)
# WAIT     seconds that a start may take                         (600: the first one downloads)
set -euo pipefail
cd "$(dirname "$0")/../.."

BASE=${BASE:-http://localhost:8080}
DATA=${DATA:-.data}
PIDFILE=${PIDFILE:-$DATA/in-use}
AFTER=${AFTER:-1000}
KILLS=${KILLS:-1}
WAIT=${WAIT:-600}
START=("$@")
((${#START[@]})) || START=(mvn -q spring-boot:test-run)

work=$(mktemp -d)
command=
walk() { java deploy/demo/WalkThrough.java --base "$BASE" "$@"; }
program() { tr -cd '0-9' <"$PIDFILE" 2>/dev/null || true; }
log() { printf '\n── %s\n' "$1"; }

start() {
  "${START[@]}" >>"$work/program.log" 2>&1 &
  command=$!
}

stop() {
  if [[ -n $command ]] && kill -0 "$command" 2>/dev/null; then
    local pid
    pid=$(program)
    kill -TERM "${pid:-$command}" 2>/dev/null || true
    wait "$command" 2>/dev/null || true
  fi
  command=
}
trap stop EXIT

hostport=${BASE#*://}
hostport=${hostport%%/*}
port=${hostport##*:}
[[ $port == "$hostport" ]] && port=80
if (exec 3<>"/dev/tcp/${hostport%%:*}/$port") 2>/dev/null; then
  echo "$BASE 已有程序在运行，请先停掉 · Something runs there already; stop it first, this drill starts its own" >&2
  exit 2
fi

log "启动 Start: ${START[*]}  ($work/program.log)"
start
for ((round = 1; round <= KILLS; round++)); do
  ledger=$work/ledger-$round
  : >"$ledger"
  walk --wait "$WAIT" --ledger "$ledger" &
  scanning=$!
  while acknowledged=$(awk -F'\t' '$5 != "-" && NF == 5' "$ledger" | wc -l) && ((acknowledged < AFTER)); do
    if ! kill -0 "$scanning" 2>/dev/null; then
      wait "$scanning" || { tail -n 30 "$work/program.log"; exit 1; }
      echo "签到在中断之前就结束了，减小 AFTER · The scanning ended before the kill; lower AFTER" >&2
      exit 1
    fi
    sleep 0.05
  done
  pid=$(program)
  log "kill -9 $pid  ($round/$KILLS)"
  kill -KILL "$pid"
  { wait "$command" || true; } 2>/dev/null
  wait "$scanning"

  log "再次启动 Start again"
  start
  walk --wait "$WAIT" --verify "$ledger" || { echo "账本 ledger: $ledger" >&2; exit 1; }
done
stop
rm -r "$work"
