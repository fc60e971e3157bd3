#!/bin/sh
# build.sh FOLDER: makes js.wasm (14 MB, wasi:cli/run and wasi:http/incoming-handler) and py.wasm (18 MB, wasi:cli/run) there, each once.
# Needs node, npm and python3 with pip, the registries npm and PyPI, and ../shared/wit/0.2.12. Leaves nothing else behind.
set -eu
cd "$(dirname "$0")"
wit=../../../shared/wit/0.2.12
mkdir -p "$1"
folder=$(cd "$1" && pwd)
[ -d $wit ] || { echo "$wit is not there" >&2; exit 1; }
work=$(mktemp -d "$folder/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/wit/deps" "$work/npm"
cp world.wit "$work/wit/"
cp -r $wit/* "$work/wit/deps/"

# Renamed when whole: who is interrupted leaves nothing half.
if [ ! -e "$folder/js.wasm" ]; then
  cp componentize.mjs both.js "$work/npm/"
  (cd "$work/npm" && npm install --silent --no-audit --no-fund --prefix . @bytecodealliance/componentize-js@0.19.3 \
    && node componentize.mjs both.js "$work/wit" both "$work/js.wasm")
  mv "$work/js.wasm" "$folder/js.wasm"
fi
if [ ! -e "$folder/py.wasm" ]; then
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$work/pip" componentize-py==0.25.1
  cp app.py "$work/pip/"
  cd "$work/pip"
  PYTHONPATH=$work/pip "$work/pip/bin/componentize-py" -q -d "$work/wit" -w command componentize app -o "$work/py.wasm"
  mv "$work/py.wasm" "$folder/py.wasm"
fi
