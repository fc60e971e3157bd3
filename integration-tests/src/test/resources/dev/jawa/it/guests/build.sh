#!/bin/sh
# Builds the guest of the tests from its text: build.sh WIT_FOLDER, which has a folder for each WASI package.
set -eu
cd "$(dirname "$0")"
wit=$(mktemp -d)
trap 'rm -rf "$wit"' EXIT
cp world.wit "$wit"
mkdir "$wit/deps"
cp -r "$1"/* "$wit/deps"
wasm-tools component embed --world middleware "$wit" middleware.wat -o "$wit/core.wasm"
wasm-tools component new "$wit/core.wasm" -o middleware.wasm
wasm-tools strip --all middleware.wasm -o middleware.wasm
