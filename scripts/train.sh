#!/bin/sh
# train.sh DIST: makes the start-up caches of a distribution by running what users run. Without them everything works,
# slower. Only the JDK that trains them uses them; `jawa` goes without one on another JDK.
set -eu
dist=$(cd "$1" && pwd -P)
here=$(cd "$(dirname "$0")/.." && pwd -P)
jawa_home=$dist
. "$dist/lib/find-java.sh"
find_java || { no_java; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

rm -f "$dist"/lib/*.aot "$dist/lib/aot.release"

# train MODE COMMAND…: the JVM writes the cache when it ends.
train() {
  mode=$1
  shift
  JAWA_CACHE_DIR=$work/cache JAWA_AOT_OUTPUT=$dist/lib/$mode.aot \
    "$@" >"$work/log" 2>&1 || {
    echo "no start-up cache for '$mode':" >&2
    tail -5 "$work/log" >&2
    rm -f "$dist/lib/$mode.aot"
  }
}

# serve_once: answers a few requests and ends by SIGTERM (a shell starts what is in the background without SIGINT).
serve_once() {
  "$dist/bin/jawa" serve --addr 127.0.0.1:0 "$here/examples/hello-http/hello-http.wasm" >"$work/serve" 2>&1 &
  pid=$!
  url=
  tries=0
  # A busy machine takes its time, and a cache that is missing costs every later start.
  while [ $tries -lt 300 ] && kill -0 $pid 2>/dev/null; do
    tries=$((tries + 1))
    sleep 0.2
    url=$(sed -n 's/^Serving HTTP on //p' "$work/serve")
    [ -n "$url" ] && break
  done
  if [ -n "$url" ]; then
    for path in '' env log nothing; do curl -s -o /dev/null "$url$path" || true; done
    curl -s -o /dev/null -d some-data "${url}echo" || true
  fi
  kill $pid
  status=0
  wait $pid || status=$?
  [ $status -eq 143 ] || { cat "$work/serve"; return 1; }
}

# daemon_once: what containers do, by a real containerd where there is one. Made idle it ends by itself, which gives it the
# time to write its cache.
daemon_once() (
  training=$JAWA_AOT_OUTPUT
  unset JAWA_AOT_OUTPUT
  cd "$here"
  . scripts/containerd.sh
  trap stop_containerd EXIT
  JAWA_AOT_OUTPUT=$training JAWA_DAEMON_IDLE=3s start_containerd || return 1
  image=jawa.example/train:latest
  "$dist/bin/jawa" image build --repo jawa.example --name train --module examples/count-lines/count-lines.wasm \
    --module examples/hello-http/hello-http.wasm -o "$work/train.tar" && $CTR image import "$work/train.tar" || return 1
  echo one line | $CTR run --rm --runtime io.containerd.jawa.v1 $image one || return 1
  free_port
  $CTR run --detach --net-host --runtime io.containerd.jawa.v1 \
    --env WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:$port $image two /hello-http.wasm || return 1
  for path in '' env log nothing; do curl -s -o /dev/null "http://127.0.0.1:$port/$path" || true; done
  $CTR task rm --force two
  $CTR container rm two
  state=$(dirname "$(find "$work/jawa" -name pid -type f)")
  read -r daemon _ <"$state/pid"
  tries=0
  while kill -0 "$daemon" 2>/dev/null && [ $tries -lt 600 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  chmod 644 "$training"
)

# commands MODE ARGUMENTS…: several commands in one process, with + between them.
commands() (
  . "$dist/lib/launch.sh"
  mode=$1
  shift
  exec_jawa "$mode" dev.jawa.app.Training "$@"
)

lines=$here/examples/count-lines/count-lines.wasm
hello=$here/examples/hello-http/hello-http.wasm
train short commands short --version + inspect "$hello" + inspect "$lines" + --help
# The second time the code is in the cache. A component that serves is linked before it is refused.
train run commands run run --dir "$work" "$lines" "$work/log" + run "$hello" + \
  run --dir "$work" "$lines" "$work/log" + run "$hello" </dev/null
train serve serve_once
if [ "$(id -u)" -eq 0 ] && command -v containerd >/dev/null && command -v runc >/dev/null; then train daemon daemon_once; fi
grep '^JAVA_RUNTIME_VERSION=' "${JAVA%/bin/java}/release" >"$dist/lib/aot.release"
