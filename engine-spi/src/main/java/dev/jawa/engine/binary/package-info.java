/// The binary format of core modules, as far as it has to be known outside an engine: to see what a
/// module uses before an engine is chosen for it, and to change it before an engine gets it.
///
/// [ByteReader] and [ByteSink] know the primitives, [InstructionReader] the instructions, and
/// [ModuleUse] says which proposals a module uses. None of them validates: that is the engine's.
@NullMarked
package dev.jawa.engine.binary;

import org.jspecify.annotations.NullMarked;
