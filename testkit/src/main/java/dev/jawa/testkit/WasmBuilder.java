package dev.jawa.testkit;

import dev.jawa.engine.CoreValType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Writes a core module in the binary format, section by section. Imports come before definitions
/// of their kind, or indices shift.
///
/// ```java
/// var wasm = new WasmBuilder();
/// int add = wasm.func(wasm.type(List.of(I32, I32), List.of(I32)), c -> c.localGet(0).localGet(1).op(Op.I32_ADD));
/// byte[] module = wasm.exportFunc("add", add).build();
/// ```
public final class WasmBuilder {

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

  private static final int FUNC = 0;
  private static final int TABLE = 1;
  private static final int MEMORY = 2;
  private static final int GLOBAL = 3;
  private static final int TAG = 4;

  /// Sections in the order that the format demands.
  private enum Section {
    TYPE(1),
    IMPORT(2),
    FUNCTION(3),
    TABLE(4),
    MEMORY(5),
    TAG(13),
    GLOBAL(6),
    EXPORT(7),
    START(8),
    ELEMENT(9),
    DATA_COUNT(12),
    CODE(10),
    DATA(11);

    private final int id;

    Section(int id) {
      this.id = id;
    }
  }

  private final Map<Section, List<byte[]>> entries = new TreeMap<>();
  private final List<byte[]> customSections = new ArrayList<>();
  private final int[] counts = new int[5];
  private boolean usesDataCount;

  /// A value type's byte.
  static int code(CoreValType type) {
    return switch (type) {
      case I32 -> 0x7F;
      case I64 -> 0x7E;
      case F32 -> 0x7D;
      case F64 -> 0x7C;
      case V128 -> 0x7B;
      case FUNCREF -> 0x70;
      case EXTERNREF -> 0x6F;
      case OTHER_REF -> 0x69;
    };
  }

  private WasmBuilder add(Section section, byte[] entry) {
    entries.computeIfAbsent(section, _ -> new ArrayList<>()).add(entry);
    return this;
  }

  private int size(Section section) {
    return entries.getOrDefault(section, List.of()).size();
  }

  /// Adds a function type; gives its index.
  public int type(List<CoreValType> params, List<CoreValType> results) {
    WasmWriter out = new WasmWriter().u8(0x60).u32(params.size());
    params.forEach(type -> out.u8(code(type)));
    out.u32(results.size());
    results.forEach(type -> out.u8(code(type)));
    add(Section.TYPE, out.bytes());
    return size(Section.TYPE) - 1;
  }

  // ---- imports; each gives the index of what it imports

  public int importFunc(String module, String name, int type) {
    return addImport(module, name, FUNC, out -> out.u32(type));
  }

  public int importTable(String module, String name, int min, int max) {
    return addImport(
        module, name, TABLE, out -> out.u8(code(CoreValType.FUNCREF)).limits(min, max));
  }

  public int importMemory(String module, String name, int min, int max) {
    return addImport(module, name, MEMORY, out -> out.limits(min, max));
  }

  public int importGlobal(String module, String name, CoreValType type, boolean mutable) {
    return addImport(module, name, GLOBAL, out -> out.u8(code(type)).u8(mutable ? 1 : 0));
  }

  public int importTag(String module, String name, int type) {
    return addImport(module, name, TAG, out -> out.u8(0).u32(type));
  }

  private int addImport(String module, String name, int kind, Consumer<WasmWriter> type) {
    WasmWriter out = new WasmWriter().name(module).name(name).u8(kind);
    type.accept(out);
    add(Section.IMPORT, out.bytes());
    return counts[kind]++;
  }

  // ---- definitions; each gives the index

  /// A function with locals beyond its parameters.
  public int func(int type, List<CoreValType> locals, Consumer<WasmCode> body) {
    WasmWriter out = new WasmWriter().u32(locals.size());
    locals.forEach(local -> out.u32(1).u8(code(local)));
    WasmCode code = new WasmCode();
    body.accept(code);
    out.raw(code.end().bytes());
    add(Section.FUNCTION, new WasmWriter().u32(type).bytes());
    add(Section.CODE, new WasmWriter().u32(out.bytes().length).raw(out.bytes()).bytes());
    return counts[FUNC]++;
  }

  public int func(int type, Consumer<WasmCode> body) {
    return func(type, List.of(), body);
  }

  /// A table of functions.
  ///
  /// @param max -1 for none
  public int table(int min, int max) {
    add(Section.TABLE, new WasmWriter().u8(code(CoreValType.FUNCREF)).limits(min, max).bytes());
    return counts[TABLE]++;
  }

  /// A memory.
  ///
  /// @param max in pages, -1 for none
  public int memory(int min, int max) {
    add(Section.MEMORY, new WasmWriter().limits(min, max).bytes());
    return counts[MEMORY]++;
  }

  /// A memory section entry as it is, for the flags of proposals.
  public int rawMemory(int... bytes) {
    WasmWriter out = new WasmWriter();
    for (int b : bytes) {
      out.u8(b);
    }
    add(Section.MEMORY, out.bytes());
    return counts[MEMORY]++;
  }

  public int global(CoreValType type, boolean mutable, Consumer<WasmCode> init) {
    WasmCode code = new WasmCode();
    init.accept(code);
    add(
        Section.GLOBAL,
        new WasmWriter().u8(code(type)).u8(mutable ? 1 : 0).raw(code.end().bytes()).bytes());
    return counts[GLOBAL]++;
  }

  public int tag(int type) {
    add(Section.TAG, new WasmWriter().u8(0).u32(type).bytes());
    return counts[TAG]++;
  }

  // ---- exports, start, segments

  public WasmBuilder exportFunc(String name, int index) {
    return export(name, FUNC, index);
  }

  public WasmBuilder exportTable(String name, int index) {
    return export(name, TABLE, index);
  }

  public WasmBuilder exportMemory(String name, int index) {
    return export(name, MEMORY, index);
  }

  public WasmBuilder exportGlobal(String name, int index) {
    return export(name, GLOBAL, index);
  }

  public WasmBuilder exportTag(String name, int index) {
    return export(name, TAG, index);
  }

  private WasmBuilder export(String name, int kind, int index) {
    return add(Section.EXPORT, new WasmWriter().name(name).u8(kind).u32(index).bytes());
  }

  public WasmBuilder start(int func) {
    return add(Section.START, new WasmWriter().u32(func).bytes());
  }

  /// An active segment of functions.
  public WasmBuilder elements(int table, int offset, int... funcs) {
    WasmWriter out = new WasmWriter().u32(2).u32(table);
    out.raw(new WasmCode().i32Const(offset).end().bytes()).u8(0).u32(funcs.length);
    for (int func : funcs) {
      out.u32(func);
    }
    return add(Section.ELEMENT, out.bytes());
  }

  /// A passive segment of functions.
  public WasmBuilder passiveElements(int... funcs) {
    WasmWriter out = new WasmWriter().u32(1).u8(0).u32(funcs.length);
    for (int func : funcs) {
      out.u32(func);
    }
    return add(Section.ELEMENT, out.bytes());
  }

  /// An active data segment.
  public WasmBuilder data(int memory, int offset, byte[] bytes) {
    WasmWriter out = new WasmWriter().u32(2).u32(memory);
    out.raw(new WasmCode().i32Const(offset).end().bytes());
    return add(Section.DATA, out.u32(bytes.length).raw(bytes).bytes());
  }

  /// A passive data segment.
  public WasmBuilder passiveData(byte[] bytes) {
    usesDataCount = true;
    return add(Section.DATA, new WasmWriter().u32(1).u32(bytes.length).raw(bytes).bytes());
  }

  public WasmBuilder custom(String name, byte[] content) {
    customSections.add(new WasmWriter().name(name).raw(content).bytes());
    return this;
  }

  /// The name section: the module's name and those of functions.
  public WasmBuilder names(String module, Map<Integer, String> functions) {
    byte[] moduleName = new WasmWriter().name(module).bytes();
    WasmWriter map = new WasmWriter().u32(functions.size());
    new TreeMap<>(functions).forEach((index, name) -> map.u32(index).name(name));
    WasmWriter content = new WasmWriter();
    content.u8(0).u32(moduleName.length).raw(moduleName);
    content.u8(1).u32(map.bytes().length).raw(map.bytes());
    return custom("name", content.bytes());
  }

  /// The module's bytes.
  public byte[] build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(HEADER);
    for (Section section : Section.values()) {
      if (section == Section.DATA_COUNT && usesDataCount) {
        section(out, section.id, new WasmWriter().u32(size(Section.DATA)).bytes());
      }
      if (entries.containsKey(section)) {
        WasmWriter content = new WasmWriter();
        if (section != Section.START) {
          content.u32(size(section));
        }
        entries.get(section).forEach(content::raw);
        section(out, section.id, content.bytes());
      }
    }
    customSections.forEach(content -> section(out, 0, content));
    return out.toByteArray();
  }

  private static void section(ByteArrayOutputStream out, int id, byte[] content) {
    out.writeBytes(new WasmWriter().u8(id).u32(content.length).raw(content).bytes());
  }

  /// The bytes of a text in UTF-8.
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
