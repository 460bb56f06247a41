#!/usr/bin/env bash
# Redis forgets everything in the middle of scanning: no request may fail, and the count is right within five seconds
# after the last scan. Run it beside the program that `mvn spring-boot:test-run` started.
#
#   deploy/drill/flush-redis.sh [options of WalkThrough.java]
#   deploy/drill/flush-redis.sh --only        flushes, and nothing else
#
# DATA       the run command's data folder       (.data in the repository)
# REDIS_URL  another Redis: redis://[:PASSWORD@]HOST:PORT
set -euo pipefail
cd "$(dirname "$0")/../.."

setting() { sed -n "s/^$1 //p" "$DATA/redis/redis.conf"; }

DATA=${DATA:-.data}
if [[ -n ${REDIS_URL:-} ]]; then
  address=${REDIS_URL#redis://}
  password=
  if [[ $address == *@* ]]; then
    password=${address%@*}
    password=${password#*:}
    address=${address##*@}
  fi
  address=${address%%/*}
  host=${address%:*}
  port=${address##*:}
elif [[ -r $DATA/redis/redis.conf ]]; then
  host=127.0.0.1
  port=$(setting port)
  password=$(setting requirepass)
else
  echo "找不到 Redis：$DATA/redis/redis.conf。程序启动了吗？ No Redis there. Does the program run? See DATA and REDIS_URL in $0" >&2
  exit 2
fi

# Redis' own protocol is lines of text, so a shell is client enough.
flush() {
  exec 3<>"/dev/tcp/$host/$port"
  local answer
  if [[ -n $password ]]; then
    printf 'AUTH %s\r\n' "$password" >&3
    read -r -t 5 answer <&3
    [[ $answer == +OK* ]] || { echo "Redis: $answer" >&2; return 1; }
  fi
  printf 'FLUSHALL\r\n' >&3
  read -r -t 5 answer <&3
  exec 3>&-
  [[ $answer == +OK* ]] || { echo "Redis: $answer" >&2; return 1; }
}

if [[ ${1:-} == --only ]]; then
  flush
  echo "   ⚡ FLUSHALL：Redis 什么都不记得了 · Redis has forgotten everything"
else
  exec java deploy/demo/WalkThrough.java --pace 20 --halfway "'$PWD/deploy/drill/flush-redis.sh' --only" "$@"
fi
