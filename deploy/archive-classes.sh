#!/usr/bin/env bash
# archive-classes.sh APP HOME: writes APP/class-path, an argument file for java, and APP/classes.jsa, the classes that a
# running system has loaded, in the form in which the JVM keeps them: a start that maps them takes half the processor time.
# The archive counts for one class path and one JVM; where it does not fit, the JVM does without it.
set -euo pipefail
app=$1
home=$2
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# In a fixed order, unlike that of a wildcard: another order would be another class path.
printf -- '-cp "%s"\n' "$(printf '%s:' "$app"/lib/*.jar)" >"$app/class-path"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$java" -XX:ArchiveClassesAtExit="$work/classes.jsa" '-Xlog:cds*=error' -Xmx3g -XX:+UseParallelGC \
  -Dgenhowto.home="$home" -Dai.djl.offline=true -Djava.awt.headless=true \
  "@$app/class-path" org.genhowto.launcher.cli.Genhowto \
  serve --data "$work/data" --http-port 0 --kafka-port 0 --registry-port 0 >"$work/out" 2>&1 &
process=$!
for _ in $(seq 600); do
  if grep -q '^stop with' "$work/out" || ! kill -0 "$process" 2>/dev/null; then break; fi
  sleep 0.2
done
kill -TERM "$process" 2>/dev/null || true
wait "$process" || true
if [ -s "$work/classes.jsa" ]; then
  # In one step, as others may start meanwhile; a file in use lives on for those who have it.
  cp "$work/classes.jsa" "$app/classes.jsa.new"
  mv -f "$app/classes.jsa.new" "$app/classes.jsa"
else
  echo "no archive of classes was made, starts take longer; it was told:" >&2
  tail -n 3 "$work/out" >&2
fi
