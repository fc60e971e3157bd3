#!/bin/sh
# Builds the guests of the tests from their text: build.sh WIT_FOLDER, which has a folder for each WASI package.
set -eu
cd "$(dirname "$0")"
wit=$(mktemp -d)
trap 'rm -rf "$wit"' EXIT
cp world.wit "$wit"
mkdir "$wit/deps"
cp -r "$1"/* "$wit/deps"
for guest in canary early spin; do
  wasm-tools component embed --world handler "$wit" "$guest.wat" -o "$wit/$guest.core.wasm"
  wasm-tools component new "$wit/$guest.core.wasm" -o "$guest.wasm"
  wasm-tools strip --all "$guest.wasm" -o "$guest.wasm"
done
