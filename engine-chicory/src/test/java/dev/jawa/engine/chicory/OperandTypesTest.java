package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wasm.types.ValType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class OperandTypesTest {

  /// The first and the last of a range of operators, and what they give.
  private record Range(int first, int last, ValType type) {}

  static final List<Range> RANGES =
      List.of(
          new Range(0x28, 0x28, ValType.I32),
          new Range(0x29, 0x29, ValType.I64),
          new Range(0x2A, 0x2A, ValType.F32),
          new Range(0x2B, 0x2B, ValType.F64),
          new Range(0x2C, 0x2F, ValType.I32),
          new Range(0x30, 0x35, ValType.I64),
          new Range(0x3F, 0x41, ValType.I32),
          new Range(0x42, 0x42, ValType.I64),
          new Range(0x43, 0x43, ValType.F32),
          new Range(0x44, 0x44, ValType.F64),
          new Range(0x45, 0x78, ValType.I32),
          new Range(0x79, 0x8A, ValType.I64),
          new Range(0x8B, 0x98, ValType.F32),
          new Range(0x99, 0xA6, ValType.F64),
          new Range(0xA7, 0xAB, ValType.I32),
          new Range(0xAC, 0xB1, ValType.I64),
          new Range(0xB2, 0xB6, ValType.F32),
          new Range(0xB7, 0xBB, ValType.F64),
          new Range(0xBC, 0xBC, ValType.I32),
          new Range(0xBD, 0xBD, ValType.I64),
          new Range(0xBE, 0xBE, ValType.F32),
          new Range(0xBF, 0xBF, ValType.F64),
          new Range(0xC0, 0xC1, ValType.I32),
          new Range(0xC2, 0xC4, ValType.I64),
          new Range(0xD1, 0xD1, ValType.I32),
          new Range(0xFC00, 0xFC03, ValType.I32),
          new Range(0xFC04, 0xFC07, ValType.I64),
          new Range(0xFC0F, 0xFC10, ValType.I32));

  @ParameterizedTest
  @FieldSource("RANGES")
  void knowsWhatOperatorsGive(Range range) {
    for (int opcode = range.first(); opcode <= range.last(); opcode++) {
      OperandTypes operands = new OperandTypes();

      operands.apply(opcode, Operators.effect(opcode));

      assertThat(operands.areNumbers()).as("%x", opcode).isTrue();
      assertThat(operands.types()).as("%x", opcode).containsExactly(range.type());
    }
  }

  @ParameterizedTest
  @FieldSource("REFERENCES")
  void isNotSureOfWhatIsNoNumber(int opcode) {
    OperandTypes operands = new OperandTypes();

    operands.apply(opcode, Operators.effect(opcode));

    assertThat(operands.height()).isEqualTo(1);
    assertThat(operands.areNumbers()).isFalse();
  }

  /// `global.get`, `table.get`, `ref.null`, `ref.func`.
  static final List<Integer> REFERENCES = List.of(0x23, 0x25, 0xD0, 0xD2);
}
