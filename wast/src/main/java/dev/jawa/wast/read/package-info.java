/// Reads scripts: `.wast` text, whose modules are encoded by a tool of the machine ([TextEncoder]),
/// or the JSON that `wast2json.py` and `wasm-tools json-from-wast` make of it. [ScriptFile] tells
/// them apart.
@NullMarked
package dev.jawa.wast.read;

import org.jspecify.annotations.NullMarked;
