#!/bin/sh
# Everything that must hold. The last line is `N passed, N failed, N skipped`; the exit code agrees with it.
set -eu
cd "$(dirname "$0")/.."
. scripts/needs.sh
use_jdk
need mvn:maven containerd:containerd runc:runc curl:curl wrk:wrk python3:python3 busybox:busybox-static docker:docker.io
. scripts/tools.sh
containerd_tools
big_guests
machine_image
# Encodes text for the conformance scripts; without it those are skipped, by name.
if ! command -v wasm-tools >/dev/null 2>&1 && ! python3 -c 'import wasmtime' 2>/dev/null; then
  python3 -m pip --version >/dev/null 2>&1 || { [ "$(id -u)" -ne 0 ] || need pip3:python3-pip; }
  python3 -m pip install --quiet wasmtime 2>/dev/null ||
    python3 -m pip install --quiet --break-system-packages wasmtime 2>/dev/null ||
    echo "no wasm-tools and no PyPI wasmtime: tests that need text encoded are skipped" >&2
fi

rm -rf ./*/target/surefire-reports ./*/target/failsafe-reports
status=0
# First the distribution, which the end-to-end tests run.
mvn -q -DskipTests package && scripts/dist.sh &&
  mvn -Dmaven.test.failure.ignore=true -Dstyle.color=never -q verify || status=$?
python3 scripts/sum_tests.py "$status"
