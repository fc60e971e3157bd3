package dev.jawa.engine.chicory;

import dev.jawa.engine.binary.SectionId;
import java.util.ArrayList;
import java.util.List;

/// Takes the names of imports and exports out of a module and numbers them instead.
///
/// For one, the SPI links by position and Chicory by name, and two imports may have one name. For
/// another, Chicory's parser calls names malformed that have characters beyond those of
/// identifiers. Custom sections go too, except the name section, as nothing needs them.
final class NumberedNames {

  /// The module name of every numbered import.
  static final String IMPORT_MODULE = "";

  private final byte[] wasm;
  private final List<ImportName> imports;
  private final List<String> exports;

  /// An import's two names.
  record ImportName(String module, String name) {}

  private NumberedNames(byte[] wasm, List<ImportName> imports, List<String> exports) {
    this.wasm = wasm;
    this.imports = List.copyOf(imports);
    this.exports = List.copyOf(exports);
  }

  /// The module with numbers for names.
  byte[] wasm() {
    return wasm;
  }

  /// The imports' names.
  List<ImportName> imports() {
    return imports;
  }

  /// The exports' names.
  List<String> exports() {
    return exports;
  }

  /// The name of the n-th import or export.
  static String number(int n) {
    return Integer.toString(n);
  }

  /// Bytes without a module's header are left alone, for the parser to complain.
  ///
  /// @throws dev.jawa.engine.MalformedModuleException if the sections do not end where they should
  static NumberedNames of(byte[] wasm) {
    if (wasm.length < WasmReader.HEADER || wasm[4] != 1 || wasm[6] != 0) {
      return new NumberedNames(wasm, List.of(), List.of());
    }
    List<ImportName> imports = new ArrayList<>();
    List<String> exports = new ArrayList<>();
    byte[] numbered =
        WasmReader.rewrite(
            wasm,
            (section, in, out) -> {
              switch (section.id()) {
                case SectionId.IMPORT -> imports(wasm, in, section.end(), imports, out);
                case SectionId.EXPORT -> exports(wasm, in, section.end(), exports, out);
                case SectionId.CUSTOM -> {
                  if (in.name().equals("name")) {
                    out.copy(wasm, section);
                  }
                }
                default -> out.copy(wasm, section);
              }
            });
    return new NumberedNames(numbered, imports, exports);
  }

  private static void imports(
      byte[] wasm, WasmReader in, int end, List<ImportName> names, WasmSink out) {
    int count = in.u32();
    WasmSink section = new WasmSink().u32(count);
    for (int i = 0; i < count; i++) {
      names.add(new ImportName(in.name(), in.name()));
      int start = in.position();
      skipExternType(in);
      section.name(IMPORT_MODULE).name(number(i)).raw(wasm, start, in.position());
    }
    // What is left over, if anything, is the parser's to find.
    out.section(SectionId.IMPORT, section.raw(wasm, in.position(), Math.max(end, in.position())));
  }

  private static void skipExternType(WasmReader in) {
    switch (in.u8()) {
      case 1 -> {
        skipValType(in);
        skipLimits(in);
      }
      case 2 -> skipLimits(in);
      case 3 -> {
        skipValType(in);
        in.u8();
      }
      case 4 -> {
        in.u8();
        in.skipLeb();
      }
      default -> in.skipLeb();
    }
  }

  /// One byte, but for `(ref null? heap-type)`.
  private static void skipValType(WasmReader in) {
    int first = in.u8();
    if (first == 0x63 || first == 0x64) {
      in.skipLeb();
    }
  }

  private static void skipLimits(WasmReader in) {
    boolean hasMax = (in.u8() & 1) != 0;
    in.skipLeb();
    if (hasMax) {
      in.skipLeb();
    }
  }

  private static void exports(
      byte[] wasm, WasmReader in, int end, List<String> names, WasmSink out) {
    int count = in.u32();
    WasmSink section = new WasmSink().u32(count);
    for (int i = 0; i < count; i++) {
      names.add(in.name());
      int start = in.position();
      in.u8();
      in.skipLeb();
      section.name(number(i)).raw(wasm, start, in.position());
    }
    out.section(SectionId.EXPORT, section.raw(wasm, in.position(), Math.max(end, in.position())));
  }
}
