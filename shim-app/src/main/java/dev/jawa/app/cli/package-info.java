/// The command line: one class for each command, option names and exit codes as wasmtime has them.
/// [JawaCommand] is the root; [CommonOptions] holds what `run` and `serve` share, [OptionGroup] the
/// `-W`, `-S`, … lists.
@NullMarked
package dev.jawa.app.cli;

import org.jspecify.annotations.NullMarked;
