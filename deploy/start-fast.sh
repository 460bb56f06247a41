#!/usr/bin/env bash
# Makes a folder from which the program starts fast: the jar laid out flat, and a cache of what the JVM would load, link and
# (from JDK 25) profile at every start. The cache is good for exactly this jar and this JVM: make it anew with each.
#
#   deploy/start-fast.sh FOLDER [JAR]        (JAR: api/target/youth-home.jar)
#   java @FOLDER/jvm -jar FOLDER/youth-home.jar
#
# JAVA       the java that will run it              (java)
# JVM_FLAGS  its other flags: they have to be the same now and later     (none)
#
# It starts the program once for training, on a port of its own, with stores that are not there and keys that are worth
# nothing; no settings are read and nothing is written but FOLDER.
set -euo pipefail
folder=${1:?a folder to make}
jar=${2:-$(cd "$(dirname "$0")/.." && pwd)/api/target/youth-home.jar}
JAVA=${JAVA:-java}
PORT=${PORT:-18599}

"$JAVA" -Djarmode=tools -jar "$jar" extract --destination "$folder" --force >/dev/null
folder=$(cd "$folder" && pwd)
name=$(basename "$jar")
[[ $name == youth-home.jar ]] || mv "$folder/$name" "$folder/youth-home.jar"
version=$("$JAVA" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
if ((${version%%.*} >= 25)); then
  cache=$folder/youth-home.aot make=-XX:AOTCacheOutput use=-XX:AOTCache
else
  cache=$folder/youth-home.jsa make=-XX:ArchiveClassesAtExit use=-XX:SharedArchiveFile
fi
rm -f "$cache"

key=$(head -c 32 /dev/zero | base64)
log=$(mktemp)
ask() { exec 3<>"/dev/tcp/127.0.0.1/$PORT" && printf '%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n' "$1" "${2:-}" >&3 && head -c 200 <&3; }
# shellcheck disable=SC2086
env -i PATH="$PATH" HOME="${HOME:-/}" \
  SERVER_PORT="$PORT" SERVER_ADDRESS=127.0.0.1 YOUTHHOME_PUBLICURL=https://localhost \
  SPRING_FLYWAY_ENABLED=false SPRING_R2DBC_URL=r2dbc:mysql://127.0.0.1:1/none SPRING_R2DBC_USERNAME=none \
  SPRING_R2DBC_PASSWORD=none SPRING_DATA_REDIS_URL=redis://127.0.0.1:1 WECHAT_APPID=none WECHAT_SECRET=none \
  YOUTHHOME_TOKENS_KEYS_K1="$key" YOUTHHOME_PRIVACY_KEYS_K1="$key" YOUTHHOME_PRIVACY_LOOKUPKEY="$key" \
  YOUTHHOME_CHECKIN_KEYS_0="$key" \
  "$JAVA" ${JVM_FLAGS:-} "$make=$cache" -jar "$folder/youth-home.jar" >"$log" 2>&1 &
program=$!
trap 'kill "$program" 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 300); do
  if (ask 'GET /actuator/health/liveness') 2>/dev/null | grep -q ' 200 '; then break; fi
  kill -0 "$program" 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.2
done
# A few answers, so that what the first requests need is in it, too.
for path in /actuator/health/readiness /api/v1/activities /api/v1/me /today; do
  (ask "GET $path" $'Accept: application/json\r\n') >/dev/null 2>&1 || true
done
kill "$program"
# 143: a JVM that ended because it was asked to.
wait "$program" || (($? == 143))
[[ -s $cache ]] || { cat "$log" >&2; echo "no cache was made" >&2; exit 1; }
printf '%s\n' ${JVM_FLAGS:-} "$use=$cache" >"$folder/jvm"
trap - EXIT
rm -f "$log"
echo "java @$folder/jvm -jar $folder/youth-home.jar"
