#!/bin/sh
# big.sh [ENGINE…]: makes the components of examples/big (14 and 18 MB) and runs them on each engine, beside wasmtime where it is
# installed. Everything lands in target/big. Exit 0 only if all print the same.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/dist/jawa/bin:$PATH:/opt/peers/bin
folder=$PWD/target/big
engines=${*:-chicory graalwasm}

[ -x dist/jawa/bin/jawa ] || { echo "big.sh: run 'make dist' first" >&2; exit 1; }
examples/big/build.sh "$folder"

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
