package dev.jawa.engine.graalwasm;

import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import java.util.List;
import java.util.stream.Stream;

/// A module as GraalWasm gets it, and what the SPI wants to know of it.
///
/// @param wasm the bytes, in which the memories and tables that the module defines have become its
///   last imports: indices stay as they are, and the store makes them with its own limits
/// @param imports the module's own imports
/// @param exports what it exports
/// @param definitions what each export stands for
/// @param memories the memories that it defines
/// @param tables the tables that it defines
record LinkableModule(
    byte[] wasm,
    List<ImportDescriptor> imports,
    List<ExportDescriptor> exports,
    List<Definition> definitions,
    List<ExternType.Memory> memories,
    List<ExternType.Table> tables) {

  /// An index space.
  enum Kind {
    FUNC,
    TABLE,
    MEMORY,
    GLOBAL
  }

  /// An entry of an index space.
  record Definition(Kind kind, int index) {}

  LinkableModule {
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
    definitions = List.copyOf(definitions);
    memories = List.copyOf(memories);
    tables = List.copyOf(tables);
  }

  static Kind kind(ExternType type) {
    return switch (type) {
      case ExternType.Func _ -> Kind.FUNC;
      case ExternType.Table _ -> Kind.TABLE;
      case ExternType.Memory _ -> Kind.MEMORY;
      case ExternType.Global _ -> Kind.GLOBAL;
      case ExternType.Tag _ -> throw new IllegalArgumentException("GraalWasm has no tags");
    };
  }

  /// The position among the imports of an index, or -1 if the module defines it.
  int importOf(Definition definition) {
    int seen = 0;
    for (int i = 0; i < imports.size(); i++) {
      if (kind(imports.get(i).type()) == definition.kind() && seen++ == definition.index()) {
        return i;
      }
    }
    return -1;
  }

  /// For each memory, the imported ones first, whether its addresses have 64 bits.
  List<Boolean> memoryIndex64() {
    Stream<ExternType.Memory> given =
        imports.stream()
            .map(ImportDescriptor::type)
            .filter(ExternType.Memory.class::isInstance)
            .map(ExternType.Memory.class::cast);
    return Stream.concat(given, memories.stream()).map(ExternType.Memory::index64).toList();
  }

  /// The module with other bytes that keep all indices.
  LinkableModule with(byte[] changed) {
    return new LinkableModule(changed, imports, exports, definitions, memories, tables);
  }

  /// How many entries of an index space are imported.
  int imported(Kind kind) {
    return (int) imports.stream().filter(entry -> kind(entry.type()) == kind).count();
  }
}
