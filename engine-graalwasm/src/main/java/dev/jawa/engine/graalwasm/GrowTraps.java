package dev.jawa.engine.graalwasm;

import dev.jawa.engine.Trap;
import dev.jawa.engine.binary.ByteReader;
import dev.jawa.engine.binary.ByteSink;
import dev.jawa.engine.binary.InstructionReader;
import dev.jawa.engine.binary.SectionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Changes a module so that it traps where growing fails, for stores that want it so: GraalWasm
/// only answers -1.
///
/// Behind each `memory.grow` and `table.grow` comes a call of an added function, which passes its
/// argument on unless it is -1. The functions are the module's last ones, so that no index changes.
final class GrowTraps {

  /// The added functions: what they check, and what reaching their `unreachable` means.
  private enum Check {
    MEMORY(Trap.Kind.MEMORY_LIMIT, 0),
    MEMORY64(Trap.Kind.MEMORY_LIMIT, 1),
    TABLE(Trap.Kind.TABLE_LIMIT, 0);

    private final Trap.Kind kind;
    private final int type;

    Check(Trap.Kind kind, int type) {
      this.kind = kind;
      this.type = type;
    }
  }

  /// How many functions are added.
  static final int FUNCTIONS = Check.values().length;

  private static final int I32 = 0x7F;
  private static final int I64 = 0x7E;

  private final byte[] wasm;
  private final int functions;
  private final List<Boolean> index64;
  private int types;

  private GrowTraps(byte[] wasm, int functions, List<Boolean> index64) {
    this.wasm = wasm;
    this.functions = functions;
    this.index64 = index64;
  }

  /// What an `unreachable` in a function means, `null` if the module's author wrote it.
  ///
  /// @param functions how many functions the module had before
  static Trap.@Nullable Kind kind(int function, int functions) {
    int added = function - functions;
    return added >= 0 && added < FUNCTIONS ? Check.values()[added].kind : null;
  }

  /// The changed module.
  ///
  /// @param wasm a valid module that has functions
  /// @param functions how many, imported ones included
  /// @param index64 for each of its memories, whether its addresses have 64 bits
  static byte[] add(byte[] wasm, int functions, List<Boolean> index64) {
    return new GrowTraps(wasm, functions, index64).rewritten();
  }

  private byte[] rewritten() {
    ByteSink out = new ByteSink().raw(wasm, 0, ByteReader.HEADER);
    ByteReader in = new ByteReader(wasm, ByteReader.HEADER);
    while (!in.atEnd()) {
      int start = in.position();
      int id = in.u8();
      int end = in.end(in.u32());
      switch (id) {
        case SectionId.TYPE -> out.section(id, types(in, end));
        case SectionId.FUNCTION -> out.section(id, functions(in, end));
        case SectionId.CODE -> out.section(id, code(in));
        default -> out.raw(wasm, start, end);
      }
      in.seek(end);
    }
    return out.bytes();
  }

  private ByteSink types(ByteReader in, int end) {
    types = in.u32();
    ByteSink content = new ByteSink().u32(types + 2).raw(wasm, in.position(), end);
    for (int type : new int[] {I32, I64}) {
      content.u8(0x60).u8(1).u8(type).u8(1).u8(type);
    }
    return content;
  }

  private ByteSink functions(ByteReader in, int end) {
    int count = in.u32();
    ByteSink content = new ByteSink().u32(count + FUNCTIONS).raw(wasm, in.position(), end);
    for (Check check : Check.values()) {
      content.u32(types + check.type);
    }
    return content;
  }

  private ByteSink code(ByteReader in) {
    int count = in.u32();
    ByteSink content = new ByteSink().u32(count + FUNCTIONS);
    for (int i = 0; i < count; i++) {
      int end = in.end(in.u32());
      ByteSink body = body(in, end);
      content.u32(body.size()).raw(body.bytes());
    }
    for (Check check : Check.values()) {
      ByteSink body = checkBody(check);
      content.u32(body.size()).raw(body.bytes());
    }
    return content;
  }

  private ByteSink body(ByteReader in, int end) {
    ByteSink body = new ByteSink();
    int copied = in.position();
    int groups = in.u32();
    for (int i = 0; i < groups; i++) {
      in.skipLeb();
      in.u8();
    }
    InstructionReader instructions = new InstructionReader(in);
    while (in.position() < end) {
      int start = in.position();
      Check check = check(instructions.next(), start);
      if (check != null) {
        body.raw(wasm, copied, in.position()).u8(0x10).u32(functions + check.ordinal());
        copied = in.position();
      }
    }
    return body.raw(wasm, copied, end);
  }

  private @Nullable Check check(int opcode, int start) {
    if (opcode == InstructionReader.TABLE_GROW) {
      return Check.TABLE;
    }
    if (opcode != InstructionReader.MEMORY_GROW) {
      return null;
    }
    int memory = new ByteReader(wasm, start + 1).u32();
    return index64.get(memory) ? Check.MEMORY64 : Check.MEMORY;
  }

  /// `(if (eq (local.get 0) (const -1)) (then unreachable)) (local.get 0)`
  private static ByteSink checkBody(Check check) {
    boolean wide = check.type == 1;
    return new ByteSink()
        .u32(0)
        .u8(0x20)
        .u32(0)
        .u8(wide ? 0x42 : 0x41)
        .u8(0x7F)
        .u8(wide ? 0x51 : 0x46)
        .u8(InstructionReader.IF)
        .u8(0x40)
        .u8(0x00)
        .u8(InstructionReader.END)
        .u8(0x20)
        .u32(0)
        .u8(InstructionReader.END);
  }
}
