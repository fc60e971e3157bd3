package dev.jawa.testkit;

/// Writes the instructions of one function or constant expression. What has no method of its own is
/// written with [#op] and the bytes of the format's instruction index.
public final class WasmCode {

  /// The block type of a block without parameters and results.
  public static final int EMPTY = 0x40;

  public static final int UNREACHABLE = 0x00;
  public static final int NOP = 0x01;
  public static final int RETURN = 0x0F;
  public static final int DROP = 0x1A;
  public static final int I32_EQZ = 0x45;
  public static final int I32_EQ = 0x46;
  public static final int I32_LT_U = 0x49;
  public static final int I32_ADD = 0x6A;
  public static final int I32_SUB = 0x6B;
  public static final int I32_MUL = 0x6C;
  public static final int I32_DIV_S = 0x6D;
  public static final int I32_DIV_U = 0x6E;
  public static final int I32_REM_S = 0x6F;
  public static final int I64_ADD = 0x7C;
  public static final int I64_DIV_S = 0x7F;
  public static final int I32_TRUNC_F32_S = 0xA8;
  public static final int I32_TRUNC_F64_S = 0xAA;

  private final WasmWriter out = new WasmWriter();

  /// Bytes as they are: an opcode without operands, or with operands below 128.
  public WasmCode op(int... bytes) {
    for (int b : bytes) {
      out.u8(b);
    }
    return this;
  }

  private WasmCode indexed(int opcode, int... indices) {
    out.u8(opcode);
    for (int index : indices) {
      out.u32(index);
    }
    return this;
  }

  public WasmCode i32Const(int value) {
    out.u8(0x41).s64(value);
    return this;
  }

  public WasmCode i64Const(long value) {
    out.u8(0x42).s64(value);
    return this;
  }

  public WasmCode f32Bits(int bits) {
    out.u8(0x43).littleEndian(bits, Float.BYTES);
    return this;
  }

  public WasmCode f64Bits(long bits) {
    out.u8(0x44).littleEndian(bits, Double.BYTES);
    return this;
  }

  public WasmCode localGet(int index) {
    return indexed(0x20, index);
  }

  public WasmCode localSet(int index) {
    return indexed(0x21, index);
  }

  public WasmCode localTee(int index) {
    return indexed(0x22, index);
  }

  public WasmCode globalGet(int index) {
    return indexed(0x23, index);
  }

  public WasmCode globalSet(int index) {
    return indexed(0x24, index);
  }

  public WasmCode tableGet(int table) {
    return indexed(0x25, table);
  }

  public WasmCode tableSet(int table) {
    return indexed(0x26, table);
  }

  public WasmCode call(int func) {
    return indexed(0x10, func);
  }

  public WasmCode callIndirect(int type, int table) {
    return indexed(0x11, type, table);
  }

  public WasmCode returnCall(int func) {
    return indexed(0x12, func);
  }

  public WasmCode block(int blockType) {
    return op(0x02, blockType);
  }

  public WasmCode loop(int blockType) {
    return op(0x03, blockType);
  }

  public WasmCode ifElse(int blockType) {
    return op(0x04, blockType);
  }

  public WasmCode otherwise() {
    return op(0x05);
  }

  public WasmCode br(int label) {
    return indexed(0x0C, label);
  }

  public WasmCode brIf(int label) {
    return indexed(0x0D, label);
  }

  /// Jumps by a number.
  ///
  /// @param labels the last one is the default
  public WasmCode brTable(int... labels) {
    out.u8(0x0E).u32(labels.length - 1);
    for (int label : labels) {
      out.u32(label);
    }
    return this;
  }

  public WasmCode end() {
    return op(0x0B);
  }

  public WasmCode throwTag(int tag) {
    return indexed(0x08, tag);
  }

  /// A load or store of the first memory without alignment hint, such as `i32.load` = 0x28.
  public WasmCode access(int opcode, int offset) {
    return indexed(opcode, 0, offset);
  }

  public WasmCode i32Load(int offset) {
    return access(0x28, offset);
  }

  public WasmCode i32Store(int offset) {
    return access(0x36, offset);
  }

  public WasmCode i32Load8u(int offset) {
    return access(0x2D, offset);
  }

  public WasmCode memorySize(int memory) {
    return indexed(0x3F, memory);
  }

  public WasmCode memoryGrow(int memory) {
    return indexed(0x40, memory);
  }

  public WasmCode refNullFunc() {
    return op(0xD0, 0x70);
  }

  public WasmCode refFunc(int func) {
    return indexed(0xD2, func);
  }

  /// An instruction behind a prefix byte, such as `memory.copy` = 0xFC 10.
  public WasmCode prefixed(int prefix, int opcode, int... indices) {
    out.u8(prefix).u32(opcode);
    for (int index : indices) {
      out.u32(index);
    }
    return this;
  }

  byte[] bytes() {
    return out.bytes();
  }
}
