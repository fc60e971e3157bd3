package dev.jawa.component.binary;

import dev.jawa.component.ast.CoreModuleShape;
import dev.jawa.component.ast.CoreTypeDef;
import dev.jawa.component.ast.SortIndex;
import dev.jawa.component.type.CoreExternDesc;
import java.util.ArrayList;
import java.util.List;

/// Decodes the [CoreModuleShape] of a core module: the order and sizes of all its sections, the
/// contents of those that say something about imports and exports. Spec: WebAssembly 3.0, binary
/// format, modules.
final class CoreModuleDecoder {

  /// The rank of every section id in the prescribed order; custom sections have none.
  private static final int[] RANK = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};

  private final CoreTypeDecoder types;
  private final List<CoreTypeDef.Rec> typeSection = new ArrayList<>();
  private final List<CoreModuleShape.Import> imports = new ArrayList<>();
  private final List<CoreExternDesc> funcs = new ArrayList<>();
  private final List<CoreExternDesc> tables = new ArrayList<>();
  private final List<CoreExternDesc> memories = new ArrayList<>();
  private final List<CoreExternDesc> globals = new ArrayList<>();
  private final List<CoreExternDesc> tags = new ArrayList<>();
  private final List<CoreModuleShape.Export> exports = new ArrayList<>();

  private CoreModuleDecoder(CoreTypeDecoder types) {
    this.types = types;
  }

  /// @param module positioned behind the preamble
  static CoreModuleShape shape(BinaryReader module, CoreTypeDecoder types) {
    CoreModuleDecoder decoder = new CoreModuleDecoder(types);
    decoder.sections(module);
    return new CoreModuleShape(
        decoder.typeSection,
        decoder.imports,
        decoder.funcs,
        decoder.tables,
        decoder.memories,
        decoder.globals,
        decoder.tags,
        decoder.exports);
  }

  private void sections(BinaryReader module) {
    int last = 0;
    while (!module.atEnd()) {
      int at = module.position();
      int id = module.u8();
      if (id >= RANK.length) {
        throw new MalformedException("malformed section id: " + id + " in a core module", at);
      }
      BinaryReader section = module.slice(module.length());
      if (id == 0) {
        section.name();
        continue;
      }
      if (RANK[id] <= last) {
        throw new MalformedException("section out of order in a core module", at);
      }
      last = RANK[id];
      section(id, section);
    }
  }

  private void section(int id, BinaryReader section) {
    switch (id) {
      case 8, 9, 10, 11, 12 -> {
        return;
      }
      default -> {
        for (int left = section.count(); left > 0; left--) {
          item(id, section);
        }
      }
    }
    section.expectEnd("section " + id + " of a core module");
  }

  private void item(int id, BinaryReader in) {
    switch (id) {
      case 1 -> typeSection.add(types.recType(in));
      case 2 -> importItem(in);
      case 3 -> funcs.add(new CoreExternDesc.Func(in.index()));
      case 4 -> tables.add(table(in));
      case 5 -> memories.add(types.memory(in));
      case 6 -> {
        globals.add(types.global(in));
        ConstantExpression.skip(in);
      }
      case 7 -> exports.add(export(in));
      case 13 -> tags.add(types.tag(in));
      default -> throw new IllegalStateException("section " + id);
    }
  }

  private void importItem(BinaryReader in) {
    String module = in.name();
    String name = in.name();
    CoreExternDesc type = types.externDesc(in);
    imports.add(new CoreModuleShape.Import(module, name, type));
    switch (type) {
      case CoreExternDesc.Func _ -> funcs.add(type);
      case CoreExternDesc.Table _ -> tables.add(type);
      case CoreExternDesc.Memory _ -> memories.add(type);
      case CoreExternDesc.Global _ -> globals.add(type);
      case CoreExternDesc.Tag _ -> tags.add(type);
    }
  }

  private CoreExternDesc table(BinaryReader in) {
    if (in.peek() != 0x40) {
      return types.table(in);
    }
    in.u8();
    int at = in.position();
    int reserved = in.u8();
    if (reserved != 0) {
      throw in.invalidLeadingByte(reserved, at, "table with an initial value");
    }
    CoreExternDesc table = types.table(in);
    ConstantExpression.skip(in);
    return table;
  }

  private static CoreModuleShape.Export export(BinaryReader in) {
    String name = in.name();
    int at = in.position();
    if (in.peek() > 0x04) {
      throw in.invalidLeadingByte(in.peek(), at, "external kind");
    }
    return new CoreModuleShape.Export(
        name, new SortIndex(DefinitionDecoder.Sorts.core(in, "external kind"), in.index()));
  }
}
