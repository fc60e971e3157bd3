/// The option groups `-W -S -D -C -O -R`, in the one place where they are read, from the command
/// line and from the file of `--config`.
///
/// Every key is an [OptionKey]: its group, name, [OptionType], a line of help, and its [Handling]:
/// who honours it, or why nobody does. The keys stand as constants in [WasmKeys], [WasiKeys],
/// [DebugKeys], [CodegenKeys] and [OptimizeKeys]; [OptionRegistry] finds them by name.
/// [OptionValues] is what somebody gave: `values.get(WasmKeys.TIMEOUT)`. A key gets its meaning
/// where it is read, and changes its handling to [Handling.Honoured] in the same commit.
@NullMarked
package dev.jawa.app.options;

import org.jspecify.annotations.NullMarked;
