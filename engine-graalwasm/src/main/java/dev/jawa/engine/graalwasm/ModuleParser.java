package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.binary.ByteReader;
import dev.jawa.engine.binary.ByteSink;
import dev.jawa.engine.binary.InstructionReader;
import dev.jawa.engine.binary.SectionId;
import dev.jawa.engine.graalwasm.LinkableModule.Definition;
import dev.jawa.engine.graalwasm.LinkableModule.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what the SPI wants to know of a module and makes it a [LinkableModule].
///
/// Checks only what GraalWasm could not see any more, or sees too late.
final class ModuleParser {

  /// The names of the imports that stand for definitions; nothing looks at them.
  private static final String OWN = "jawa:own";

  private static final int SHARED = 0x02;
  private static final int INDEX64 = 0x04;
  private static final long NO_MAX = -1;

  private final byte[] wasm;
  private final ByteReader in;
  private final List<CoreFuncType> types = new ArrayList<>();
  private final List<ImportDescriptor> imports = new ArrayList<>();
  private final Map<Kind, List<ExternType>> spaces = new EnumMap<>(Kind.class);
  private final List<ExternType.Memory> memories = new ArrayList<>();
  private final List<ExternType.Table> tables = new ArrayList<>();
  private final List<ExportDescriptor> exports = new ArrayList<>();
  private final List<Definition> definitions = new ArrayList<>();
  private final ByteSink ownImports = new ByteSink();
  private byte @Nullable [] importEntries;

  private ModuleParser(byte[] wasm) {
    this.wasm = wasm;
    this.in = new ByteReader(wasm, ByteReader.HEADER);
    for (Kind kind : Kind.values()) {
      spaces.put(kind, new ArrayList<>());
    }
  }

  /// @throws MalformedModuleException if it cannot be read
  static LinkableModule parse(byte[] wasm) {
    ModuleParser parser = new ModuleParser(wasm);
    parser.read();
    return new LinkableModule(
        parser.rewritten(),
        parser.imports,
        parser.exports,
        parser.definitions,
        parser.memories,
        parser.tables);
  }

  private void read() {
    int last = 0;
    while (!in.atEnd()) {
      int id = in.u8();
      int end = in.end(in.u32());
      if (id != SectionId.CUSTOM) {
        if (order(id) <= last) {
          throw new MalformedModuleException("unexpected content after last section");
        }
        last = order(id);
      }
      section(id);
      if (id == SectionId.CUSTOM || !isRead(id)) {
        in.seek(end);
      } else if (in.position() != end) {
        throw new MalformedModuleException("section size mismatch");
      }
    }
  }

  /// Sections come in the order of their numbers, but for the data count.
  private static int order(int id) {
    return id == SectionId.DATA_COUNT ? 2 * SectionId.CODE - 1 : 2 * id;
  }

  private static boolean isRead(int id) {
    return switch (id) {
      case SectionId.TYPE,
          SectionId.IMPORT,
          SectionId.FUNCTION,
          SectionId.TABLE,
          SectionId.MEMORY,
          SectionId.GLOBAL,
          SectionId.EXPORT ->
          true;
      default -> false;
    };
  }

  private void section(int id) {
    switch (id) {
      case SectionId.CUSTOM -> in.name();
      case SectionId.TYPE -> repeat(this::type);
      case SectionId.IMPORT -> imports();
      case SectionId.FUNCTION -> repeat(() -> space(Kind.FUNC).add(func()));
      case SectionId.TABLE -> repeat(this::ownTable);
      case SectionId.MEMORY -> repeat(this::ownMemory);
      case SectionId.GLOBAL -> repeat(this::ownGlobal);
      case SectionId.EXPORT -> repeat(this::export);
      default -> {}
    }
  }

  private void repeat(Runnable entry) {
    int count = in.u32();
    for (int i = 0; i != count; i++) {
      entry.run();
    }
  }

  private List<ExternType> space(Kind kind) {
    return spaces.getOrDefault(kind, List.of());
  }

  private void type() {
    if (in.u8() != 0x60) {
      throw new MalformedModuleException("unknown type form");
    }
    types.add(new CoreFuncType(valTypes(), valTypes()));
  }

  private List<CoreValType> valTypes() {
    List<CoreValType> list = new ArrayList<>();
    repeat(() -> list.add(valType()));
    return list;
  }

  private CoreValType valType() {
    int code = in.u8();
    return switch (code) {
      case 0x7F -> CoreValType.I32;
      case 0x7E -> CoreValType.I64;
      case 0x7D -> CoreValType.F32;
      case 0x7C -> CoreValType.F64;
      case 0x7B -> CoreValType.V128;
      case 0x70 -> CoreValType.FUNCREF;
      case 0x6F -> CoreValType.EXTERNREF;
      default -> throw new MalformedModuleException("malformed value type");
    };
  }

  private ExternType.Func func() {
    int index = in.u32();
    if (Integer.compareUnsigned(index, types.size()) >= 0) {
      throw new InvalidModuleException("unknown type " + Integer.toUnsignedString(index));
    }
    return new ExternType.Func(types.get(index));
  }

  private void imports() {
    int start = in.position();
    int count = in.u32();
    int entries = in.position();
    for (int i = 0; i != count; i++) {
      String module = in.name();
      String name = in.name();
      ExternType type =
          switch (in.u8()) {
            case 0 -> func();
            case 1 -> table();
            case 2 -> memory();
            case 3 -> global();
            default -> throw new MalformedModuleException("malformed import kind");
          };
      imports.add(new ImportDescriptor(module, name, type));
      space(LinkableModule.kind(type)).add(type);
    }
    if (entries > start) {
      importEntries = in.since(entries);
    }
  }

  private ExternType.Table table() {
    CoreValType element = valType();
    if (element != CoreValType.FUNCREF && element != CoreValType.EXTERNREF) {
      throw new MalformedModuleException("malformed reference type");
    }
    int flags = in.u8();
    if ((flags & ~1) != 0) {
      throw new MalformedModuleException("malformed limits flags");
    }
    long min = Integer.toUnsignedLong(in.u32());
    long max = (flags & 1) != 0 ? Integer.toUnsignedLong(in.u32()) : NO_MAX;
    return new ExternType.Table(element, min, max, false);
  }

  private ExternType.Memory memory() {
    int flags = in.u8();
    if ((flags & ~(1 | SHARED | INDEX64)) != 0) {
      throw new MalformedModuleException("malformed limits flags");
    }
    long min = in.u64();
    long max = (flags & 1) != 0 ? in.u64() : NO_MAX;
    return new ExternType.Memory(min, max, (flags & SHARED) != 0, (flags & INDEX64) != 0);
  }

  private ExternType.Global global() {
    CoreValType type = valType();
    int mutability = in.u8();
    if (mutability > 1) {
      throw new MalformedModuleException("malformed mutability");
    }
    return new ExternType.Global(type, mutability == 1);
  }

  private void ownTable() {
    int start = in.position();
    ExternType.Table type = table();
    tables.add(type);
    space(Kind.TABLE).add(type);
    ownImports.name(OWN).name("").u8(1).raw(in.since(start));
  }

  private void ownMemory() {
    int start = in.position();
    ExternType.Memory type = memory();
    memories.add(type);
    space(Kind.MEMORY).add(type);
    ownImports.name(OWN).name("").u8(2).raw(in.since(start));
  }

  private void ownGlobal() {
    space(Kind.GLOBAL).add(global());
    InstructionReader initializer = new InstructionReader(in);
    while (initializer.depth() >= 0) {
      initializer.next();
    }
  }

  private void export() {
    String name = in.name();
    int kind = in.u8();
    if (kind >= Kind.values().length) {
      throw new MalformedModuleException("malformed export kind");
    }
    Definition definition = new Definition(Kind.values()[kind], in.u32());
    List<ExternType> space = space(definition.kind());
    if (Integer.compareUnsigned(definition.index(), space.size()) >= 0) {
      throw new InvalidModuleException(
          "unknown %s %s in export \"%s\""
              .formatted(
                  definition.kind().toString().toLowerCase(java.util.Locale.ROOT),
                  Integer.toUnsignedString(definition.index()),
                  name));
    }
    exports.add(new ExportDescriptor(name, space.get(definition.index())));
    definitions.add(definition);
  }

  /// The module with its own tables and memories as its last imports, in this order.
  private byte[] rewritten() {
    if (tables.isEmpty() && memories.isEmpty()) {
      return wasm;
    }
    ByteSink out = new ByteSink().raw(wasm, 0, ByteReader.HEADER);
    ByteReader sections = new ByteReader(wasm, ByteReader.HEADER);
    boolean pending = true;
    while (!sections.atEnd()) {
      int start = sections.position();
      int id = sections.u8();
      int end = sections.end(sections.u32());
      if (pending && id != SectionId.CUSTOM && id >= SectionId.IMPORT) {
        importSection(out);
        pending = false;
      }
      if (id != SectionId.IMPORT && id != SectionId.TABLE && id != SectionId.MEMORY) {
        out.raw(wasm, start, end);
      }
      sections.seek(end);
    }
    return out.bytes();
  }

  private void importSection(ByteSink out) {
    ByteSink content = new ByteSink().u32(imports.size() + tables.size() + memories.size());
    if (importEntries != null) {
      content.raw(importEntries);
    }
    out.section(SectionId.IMPORT, content.raw(ownImports.bytes()));
  }
}
