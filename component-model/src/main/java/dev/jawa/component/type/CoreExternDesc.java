package dev.jawa.component.type;

import java.util.OptionalLong;

/// The type of an import or export of a core module. A defined type is an index in the AST; once
/// resolved, a number that equal types share. Spec: WebAssembly 3.0, external types.
public sealed interface CoreExternDesc {

  record Func(int type) implements CoreExternDesc {}

  record Table(CoreValueType.Ref element, Limits limits) implements CoreExternDesc {}

  /// @param pageSizeLog2 16 unless the module states another
  record Memory(Limits limits, boolean shared, int pageSizeLog2) implements CoreExternDesc {}

  record Global(CoreValueType type, boolean mutable) implements CoreExternDesc {}

  record Tag(int type) implements CoreExternDesc {}

  /// Sizes of a table or memory, unsigned.
  record Limits(boolean index64, long min, OptionalLong max) {}
}
