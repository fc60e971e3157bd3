;; A guest that leaves a secret wherever it can, and one that looks for it: see CanaryTest.
;; Built by build.sh. The letter after the slash of the path says what to do; every answer that is
;; given has the digest of all state that a guest can see as its body.
(module
  (import "wasi:http/types@0.2.12" "[method]incoming-request.path-with-query"
    (func $path (param i32 i32)))
  (import "wasi:http/types@0.2.12" "[constructor]fields" (func $fields (result i32)))
  (import "wasi:http/types@0.2.12" "[constructor]outgoing-response"
    (func $response (param i32) (result i32)))
  (import "wasi:http/types@0.2.12" "[method]outgoing-response.body" (func $body (param i32 i32)))
  (import "wasi:http/types@0.2.12" "[method]outgoing-body.write" (func $stream (param i32 i32)))
  (import "wasi:http/types@0.2.12" "[static]outgoing-body.finish"
    (func $finish (param i32 i32 i32 i32)))
  (import "wasi:http/types@0.2.12" "[static]response-outparam.set"
    (func $answer (param i32 i32 i32 i32 i64 i32 i32 i32 i32)))
  (import "wasi:io/streams@0.2.12" "[method]output-stream.blocking-write-and-flush"
    (func $write (param i32 i32 i32 i32)))
  (import "wasi:io/streams@0.2.12" "[resource-drop]output-stream" (func $drop-stream (param i32)))

  (memory (export "memory") 2 64)
  (memory $other 1 64)
  (table $table 8 16 funcref)
  (elem (i32.const 0) $one $two)
  (elem $passive func $evil $evil $two)
  (data (i32.const 3000) "here from the beginning")
  (data $late "here when asked for")

  (global $heap (mut i32) (i32.const 4096))
  (global $count (mut i64) (i64.const 0))
  (global $i (mut i32) (i32.const 11))
  (global $l (mut i64) (i64.const 12))
  (global $f (mut f32) (f32.const 1.5))
  (global $d (mut f64) (f64.const 2.5))
  (global $ref (mut funcref) (ref.func $one))

  (type $number (func (result i32)))
  (func $one (type $number) (i32.const 1))
  (func $two (type $number) (i32.const 2))
  (func $evil (type $number) (i32.const 666))

  (func (export "cabi_realloc") (param i32 i32 i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get $size)))
    (local.get $at))

  ;; The secret, wherever a guest can write.
  (func $hide
    (local $at i32)
    (local.set $at (i32.const 8192))
    (loop $main
      (i64.store (local.get $at) (i64.const 0x5EC2E7C0DE5EC2E7))
      (local.set $at (i32.add (local.get $at) (i32.const 61)))
      (br_if $main
        (i32.lt_u (local.get $at) (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 8)))))
    (i64.store (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 8))
      (i64.const 0x5EC2E7C0DE5EC2E7))
    (local.set $at (i32.const 1))
    (loop $second
      (i64.store $other (local.get $at) (i64.const 0x5EC2E7C0DE5EC2E7))
      (local.set $at (i32.add (local.get $at) (i32.const 97)))
      (br_if $second
        (i32.lt_u (local.get $at)
          (i32.sub (i32.shl (memory.size $other) (i32.const 16)) (i32.const 8)))))
    (memory.copy $other 0 (i32.const 4090) (i32.const 8192) (i32.const 5000))
    (global.set $i (i32.const 0x5EC2E7))
    (global.set $l (i64.const 0x5EC2E7C0DE5EC2E7))
    (global.set $f (f32.reinterpret_i32 (i32.const 0x5EC2E7)))
    (global.set $d (f64.reinterpret_i64 (i64.const 0x5EC2E7C0DE5EC2E7)))
    (global.set $ref (ref.func $evil))
    (table.set $table (i32.const 0) (ref.func $evil))
    (table.init $table $passive (i32.const 3) (i32.const 0) (i32.const 3))
    (drop (call $fields))
    (drop (call $fields))
    (drop (call $fields)))

  (func $hunt-main (result i64)
    (local $at i32) (local $found i64)
    (loop $next
      (local.set $found (i64.add (local.get $found)
        (i64.extend_i32_u (i64.eq (i64.load (local.get $at)) (i64.const 0x5EC2E7C0DE5EC2E7)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next
        (i32.le_u (local.get $at) (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 8)))))
    (local.get $found))

  (func $hunt-other (result i64)
    (local $at i32) (local $found i64)
    (loop $next
      (local.set $found (i64.add (local.get $found)
        (i64.extend_i32_u
          (i64.eq (i64.load $other (local.get $at)) (i64.const 0x5EC2E7C0DE5EC2E7)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next
        (i32.le_u (local.get $at)
          (i32.sub (i32.shl (memory.size $other) (i32.const 16)) (i32.const 8)))))
    (local.get $found))

  (func $digest (result i64)
    (local $at i32) (local $hash i64)
    (loop $main
      (local.set $hash (i64.mul
        (i64.xor (local.get $hash) (i64.load (local.get $at))) (i64.const 0x100000001B3)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $main (i32.lt_u (local.get $at) (i32.shl (memory.size) (i32.const 16)))))
    (local.set $at (i32.const 0))
    (loop $second
      (local.set $hash (i64.mul
        (i64.xor (local.get $hash) (i64.load $other (local.get $at))) (i64.const 0x100000001B3)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $second (i32.lt_u (local.get $at) (i32.shl (memory.size $other) (i32.const 16)))))
    (local.get $hash))

  ;; What the table answers, and its size.
  (func $ask-table (result i64)
    (local $at i32) (local $sum i64)
    (loop $next
      (if (i32.eqz (ref.is_null (table.get $table (local.get $at))))
        (then
          (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 1000))
            (i64.extend_i32_u (call_indirect $table (type $number) (local.get $at)))))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (table.size $table))))
    (i64.add (local.get $sum) (i64.shl (i64.extend_i32_u (table.size $table)) (i64.const 56))))

  (func $ask-ref (result i64)
    (local $kept funcref) (local $answer i64)
    (local.set $kept (table.get $table (i32.const 7)))
    (table.set $table (i32.const 7) (global.get $ref))
    (local.set $answer (i64.extend_i32_u (call_indirect $table (type $number) (i32.const 7))))
    (table.set $table (i32.const 7) (local.get $kept))
    (local.get $answer))

  ;; Answers with 72 bytes: secrets found, sizes, globals, table, index of a new handle, uses, hash.
  (func $report (param $outparam i32)
    (local $head i32) (local $out i32)
    (global.set $count (i64.add (global.get $count) (i64.const 1)))
    (local.set $head (call $fields))
    (i64.store (i32.const 2048) (i64.add (call $hunt-main) (call $hunt-other)))
    (i64.store (i32.const 2056) (i64.or
      (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 32))
      (i64.extend_i32_u (memory.size $other))))
    (i64.store (i32.const 2064) (i64.add (i64.extend_i32_u (global.get $i)) (global.get $l)))
    (i64.store (i32.const 2072) (i64.add
      (i64.extend_i32_u (i32.reinterpret_f32 (global.get $f)))
      (i64.reinterpret_f64 (global.get $d))))
    (i64.store (i32.const 2080) (call $ask-table))
    (i64.store (i32.const 2088) (call $ask-ref))
    (i64.store (i32.const 2096) (i64.extend_i32_u (local.get $head)))
    (i64.store (i32.const 2104) (global.get $count))
    (i64.store (i32.const 2112) (call $digest))
    (local.set $head (call $response (local.get $head)))
    (call $body (local.get $head) (i32.const 1024))
    (local.set $out (i32.load (i32.const 1028)))
    (call $stream (local.get $out) (i32.const 1024))
    (call $answer (local.get $outparam) (i32.const 0) (local.get $head) (i32.const 0) (i64.const 0)
      (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))
    (call $write (i32.load (i32.const 1028)) (i32.const 2048) (i32.const 72) (i32.const 1040))
    (call $drop-stream (i32.load (i32.const 1028)))
    (call $finish (local.get $out) (i32.const 0) (i32.const 0) (i32.const 1024)))

  (func $deep (param i32) (result i32)
    (i32.store (i32.add (i32.const 20000) (i32.and (local.get 0) (i32.const 0xFFF8)))
      (i32.const 0x5EC2E7))
    (i32.add (i32.const 1) (call $deep (i32.add (local.get 0) (i32.const 8)))))

  (func $is (param $do i32) (param $letter i32) (result i32)
    (i32.eq (local.get $do) (local.get $letter)))

  (func (export "wasi:http/incoming-handler@0.2.12#handle") (param $request i32) (param $out i32)
    (local $do i32)
    (call $path (local.get $request) (i32.const 1024))
    (local.set $do (i32.load8_u offset=1 (i32.load (i32.const 1028))))
    ;; w: writes; g: grows first; t: grows the table; x: drops its segments; h: holds many handles
    (if (call $is (local.get $do) (i32.const 119 (; w ;))) (then (call $hide)))
    (if (call $is (local.get $do) (i32.const 103 (; g ;)))
      (then
        (drop (memory.grow (i32.const 20)))
        (drop (memory.grow $other (i32.const 1)))
        (call $hide)))
    (if (call $is (local.get $do) (i32.const 116 (; t ;)))
      (then
        (drop (table.grow $table (ref.func $evil) (i32.const 3)))
        (call $hide)))
    (if (call $is (local.get $do) (i32.const 120 (; x ;)))
      (then
        (memory.init $late (i32.const 5000) (i32.const 0) (i32.const 19))
        (data.drop $late)
        (call $hide)
        (elem.drop $passive)))
    (if (call $is (local.get $do) (i32.const 104 (; h ;)))
      (then
        (loop $more
          (drop (call $fields))
          (global.set $i (i32.add (global.get $i) (i32.const 1)))
          (br_if $more (i32.lt_u (global.get $i) (i32.const 3000))))))
    ;; u: traps; s: spins; e: exhausts the stack; a: answers, then traps
    (if (call $is (local.get $do) (i32.const 117 (; u ;))) (then (call $hide) (unreachable)))
    (if (call $is (local.get $do) (i32.const 115 (; s ;)))
      (then (call $hide) (loop $ever (br $ever))))
    (if (call $is (local.get $do) (i32.const 101 (; e ;)))
      (then (call $hide) (drop (call $deep (i32.const 0)))))
    (call $report (local.get $out))
    (if (call $is (local.get $do) (i32.const 97 (; a ;))) (then (call $hide) (unreachable)))))
