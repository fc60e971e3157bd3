#!/bin/sh
# demo.sh COMPONENT: a real containerd runs a wasi:http component on the JVM, curl asks it, everything is taken down.
# Exit code 0 only if the component answered 200. Needs root, as containerd does.
set -u
component=$(readlink -f "$1") && [ -r "$component" ] || { echo "jawa: no such component: $1" >&2; exit 1; }
cd "$(dirname "$0")/.." || exit
. scripts/needs.sh
use_jdk
[ "$(id -u)" -eq 0 ] || { echo "jawa: 'make demo' starts a containerd, which needs root" >&2; exit 1; }
need containerd:containerd runc:runc curl:curl
. scripts/containerd.sh

trap stop_containerd EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '\033[1m» %s\033[0m\n' "$*" >&2; }

start_containerd || exit 1
image=jawa.example/demo:latest
say "image $image of $component"
dist/jawa/bin/jawa image build --repo jawa.example --name demo --component "$component" -o "$work/demo.tar" >/dev/null &&
  $CTR image import --snapshotter native "$work/demo.tar" >/dev/null || exit 1

free_port
address=127.0.0.1:$port
say "ctr run --runtime io.containerd.jawa.v1, listening on $address"
$CTR run --detach --net-host --snapshotter native --runtime io.containerd.jawa.v1 \
  --env WASMTIME_HTTP_PROXY_SOCKET_ADDR="$address" "$image" demo || exit 1

say "curl http://$address/"
tries=0
until status=$(curl -s -o "$work/answer" -w '%{http_code}' "http://$address/"); do
  tries=$((tries + 1))
  if [ $tries -gt 100 ]; then
    echo "jawa: no answer from http://$address/" >&2
    exit 1
  fi
  sleep 0.1
done
cat "$work/answer"
[ -z "$(tail -c 1 "$work/answer")" ] || echo
if [ "$status" != 200 ]; then
  echo "jawa: the component answered $status, not 200" >&2
  exit 1
fi

say "stopping"
$CTR task kill -s SIGTERM demo
exit 0
