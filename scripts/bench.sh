#!/bin/sh
# Side by side with the peers that are installed (PATH and /opt/peers); the others are named and skipped.
# Writes target/bench/*.json and target/bench/README.md.
set -u
cd "$(dirname "$0")/.." || exit
. scripts/needs.sh
use_jdk
need curl:curl wrk:wrk python3:python3
PATH=$PWD/dist/jawa/bin:$PATH:/opt/peers/bin:/opt/peers/npm/bin
mkdir -p target/bench

if [ "$(id -u)" -eq 0 ]; then
  need containerd:containerd runc:runc
  . scripts/containerd.sh
  trap stop_containerd EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  start_containerd || exit 1
  BENCH_CONTAINERD=$socket
  export BENCH_CONTAINERD
else
  echo "skipped: ctr run (containerd needs root)" >&2
fi
if command -v node >/dev/null && examples/big/build.sh target/big; then
  BENCH_SCRIPT=target/big/js.wasm
  export BENCH_SCRIPT
else
  echo "skipped: serve JavaScript (needs node, npm and python3-pip)" >&2
fi
python3 scripts/bench.py target/bench
python3 scripts/calls.py target/bench
scripts/jmh.sh target/bench
grep -E '^Benchmark|avgt.*(ns|B)/op' target/bench/jmh.txt | grep -v ' ≈ 0'
[ -z "${BENCH_CONTAINERD:-}" ] || python3 scripts/bench_shim.py target/bench
python3 scripts/large.py target/bench
python3 scripts/sightglass.py ../shared/benchmarks/sightglass target/bench
