#!/bin/sh
# Builds the examples anew. Only needed after a change: the .wasm files are committed, so that nobody needs Rust to try Jawa.
# Needs rustup's cargo; both wasm targets are added if they are missing.
set -eu
cd "$(dirname "$0")"
rustup target add wasm32-wasip1 wasm32-wasip2
build() {
  (cd "$1" && cargo build --quiet --release --locked --target "$2" --target-dir ../../target/examples)
  cp "../target/examples/$2/release/$3" "$1/$1.wasm"
}
build hello-http wasm32-wasip2 hello_http.wasm
build count-lines wasm32-wasip1 count-lines.wasm
build streams wasm32-wasip2 streams.wasm
build lookup wasm32-wasip2 lookup.wasm
build loads wasm32-wasip2 loads.wasm
