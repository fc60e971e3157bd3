;; A guest whose initialisation asks the host for a random number: it must be made anew each time.
(module
  (import "wasi:random/random@0.2.12" "get-random-u64" (func $random (result i64)))
  (import "wasi:http/types@0.2.12" "[constructor]fields" (func $fields (result i32)))
  (import "wasi:http/types@0.2.12" "[constructor]outgoing-response"
    (func $response (param i32) (result i32)))
  (import "wasi:http/types@0.2.12" "[method]outgoing-response.set-status-code"
    (func $status (param i32 i32) (result i32)))
  (import "wasi:http/types@0.2.12" "[static]response-outparam.set"
    (func $answer (param i32 i32 i32 i32 i64 i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (global $seed (mut i64) (i64.const 0))
  (global $uses (mut i32) (i32.const 0))
  (func $init (global.set $seed (call $random)))
  (start $init)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  ;; Status 200 and the number of requests before this one.
  (func (export "wasi:http/incoming-handler@0.2.12#handle") (param i32) (param $out i32)
    (local $head i32)
    (local.set $head (call $response (call $fields)))
    (drop (call $status (local.get $head) (i32.add (i32.const 200) (global.get $uses))))
    (global.set $uses (i32.add (global.get $uses) (i32.const 1)))
    (call $answer (local.get $out) (i32.const 0) (local.get $head) (i32.const 0) (i64.const 0)
      (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))
