/// Runs scripts against an engine: [ScriptRunner] takes one command after the other, [CoreWorld]
/// and [ComponentWorld] hold what was made so far, and the hosts offer what scripts import
/// (`spectest`, and wasmtime's `host`).
@NullMarked
package dev.jawa.wast.run;

import org.jspecify.annotations.NullMarked;
