#!/usr/bin/env bash
# Runs a main class of the tests' class path: benchmarks and drills, against the packaged program.
#
#   deploy/stage.sh org.youthhome.load.Report …
#
# REBUILD=no  uses what was packaged last
# JVM         arguments for the class's own JVM            (-Xmx3g)
set -euo pipefail
cd "$(dirname "$0")/.."

classpath=api/target/test.classpath
if [[ ${REBUILD:-yes} != no || ! -s $classpath || ! -s api/target/youth-home.jar ]]; then
  mvn -B -ntp -q -DskipTests package dependency:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile="$PWD/$classpath"
fi
# shellcheck disable=SC2086
exec java ${JVM:--Xmx3g} -cp "api/target/test-classes:api/target/classes:$(cat "$classpath")" "$@"
