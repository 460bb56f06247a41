#!/usr/bin/env bash
# The check-in part of the tests against a Redis Cluster, a Redis with Sentinels and a Galera cluster, each started on this
# machine and led to by configuration alone; then a drill in which each loses its primary under load.
#
#   deploy/cluster/nightly.sh [redis-cluster] [redis-sentinel] [galera]      (all three)
#
# MVN     the build tool   (mvn -B -ntp)
# DRILL   no: only the tests
#
# Debian: apt-get install redis-server redis-sentinel mariadb-server galera-4 rsync lsof haproxy
set -euo pipefail
cd "$(dirname "$0")/../.."
HERE=deploy/cluster
MVN=${MVN:-mvn -B -ntp}
TESTS=${TESTS:-CheckInTest,CrowdTest,EnrolmentTest,HeadcountTest,ScreenTest,HeadcountProjectionTest,GroupCommitTest,TurnsTest}
(($#)) || set -- redis-cluster redis-sentinel galera

say() { printf '\n── %s\n' "$1"; }
current=
stop() { [[ -z $current ]] || "$HERE/$current.sh" stop; }
trap stop EXIT

for current in "$@"; do
  say "$current"
  "$HERE/$current.sh" start >/dev/null
  # In a subshell, so that the next one's settings are not mixed with these.
  (
    set -a
    # shellcheck disable=SC1090
    source <("$HERE/$current.sh" settings)
    YOUTHHOME_TEST_ENGINES=outside
    set +a
    # shellcheck disable=SC2086
    $MVN test -Dtest="$TESTS" -Dsurefire.failIfNoSpecifiedTests=false
    if [[ ${DRILL:-yes} != no ]]; then
      case $current in
        galera) hurt=kill-writer ;;
        *) hurt=kill-primary ;;
      esac
      say "$current: $hurt under load"
      deploy/drill/failover.sh "$HERE/$current.sh" "$hurt"
    fi
  )
  "$HERE/$current.sh" stop
done
current=
say "All of it is well."
