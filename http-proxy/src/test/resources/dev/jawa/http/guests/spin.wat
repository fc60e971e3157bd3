;; A guest whose initialisation never ends.
(module
  (memory (export "memory") 1)
  (func $init (loop $ever (br $ever)))
  (start $init)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "wasi:http/incoming-handler@0.2.12#handle") (param i32 i32)))
