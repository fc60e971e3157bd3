#!/bin/sh
# big.sh [ENGINE…]: makes a JavaScript and a Python component (12 and 18 MB) and runs them on each engine, beside wasmtime where it is
# installed. Needs node, npm, python3 and the two registries; everything lands in target/big. Exit 0 only if all print the same.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/dist/jawa/bin:$PATH:/opt/peers/bin
here=$PWD/examples/big
folder=$PWD/target/big
engines=${*:-chicory graalwasm}

[ -d ../shared/wit/0.2.12 ] || { echo "big.sh: ../shared/wit/0.2.12 is not there" >&2; exit 1; }
[ -x dist/jawa/bin/jawa ] || { echo "big.sh: run 'make dist' first" >&2; exit 1; }
mkdir -p "$folder/wit/deps" "$folder/npm"
cp "$here/world.wit" "$folder/wit/"
cp -r ../shared/wit/0.2.12/* "$folder/wit/deps/"

if [ ! -e "$folder/js.wasm" ]; then
  cp "$here/componentize.mjs" "$folder/npm/"
  (cd "$folder/npm" && npm install --silent --no-audit --no-fund --prefix . @bytecodealliance/componentize-js@0.19.3 \
    && node componentize.mjs "$here/command.js" "$folder/wit" command "$folder/js.wasm")
fi
if [ ! -e "$folder/py.wasm" ]; then
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install -q componentize-py==0.25.1
  (cd "$here" && "$folder/venv/bin/componentize-py" -q -d "$folder/wit" -w command componentize app -o "$folder/py.wasm")
fi

# says NAME COMMAND…: runs a command and keeps what it prints under a name.
says() {
  name=$1
  shift
  since=$(date +%s)
  "$@" a b </dev/null >"$folder/$name.out" 2>"$folder/$name.err" || { cat "$folder/$name.err" >&2; exit 1; }
  echo "$name: $(($(date +%s) - since)) s"
}

for guest in js py; do
  first=
  if command -v wasmtime >/dev/null; then
    says "$guest-wasmtime" wasmtime run -S http "$folder/$guest.wasm"
    first=$folder/$guest-wasmtime.out
  fi
  for engine in $engines; do
    says "$guest-$engine" jawa run --engine "$engine" "$folder/$guest.wasm"
    [ -z "$first" ] || cmp "$first" "$folder/$guest-$engine.out"
    first=${first:-$folder/$guest-$engine.out}
  done
done
