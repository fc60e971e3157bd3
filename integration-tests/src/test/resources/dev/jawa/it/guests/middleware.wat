;; Says on stderr that a request comes by, and passes it on to whoever gives it the handler that it
;; imports. Built by build.sh.
(module
  (import "wasi:http/incoming-handler@0.2.12" "handle" (func $next (param i32 i32)))
  (import "wasi:cli/stderr@0.2.12" "get-stderr" (func $stderr (result i32)))
  (import "wasi:io/streams@0.2.12" "[method]output-stream.blocking-write-and-flush"
    (func $write (param i32 i32 i32 i32)))
  (import "wasi:io/streams@0.2.12" "[resource-drop]output-stream" (func $drop (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "a request comes by\n")
  (global $heap (mut i32) (i32.const 4096))
  (func (export "cabi_realloc") (param i32 i32 i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get $size)))
    (local.get $at))
  (func (export "wasi:http/incoming-handler@0.2.12#handle") (param $request i32) (param $out i32)
    (local $stream i32)
    (local.set $stream (call $stderr))
    (call $write (local.get $stream) (i32.const 64) (i32.const 19) (i32.const 0))
    (call $drop (local.get $stream))
    (call $next (local.get $request) (local.get $out))))
