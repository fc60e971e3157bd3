package dev.jawa.component.validate;

import dev.jawa.component.ast.Bytes;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Checks the encoded value of a value definition against its type: it must fit and end where it
/// says. Spec: `Binary.md`, value definitions.
final class ValueEncoding {

  private final Bytes encoded;
  private int position;

  private ValueEncoding(Bytes encoded) {
    this.encoded = encoded;
  }

  static void check(ValType type, Bytes encoded) {
    ValueEncoding reader = new ValueEncoding(encoded);
    reader.value(type);
    if (reader.position != encoded.length()) {
      throw reader.invalid("bytes left over behind the value");
    }
  }

  private InvalidException invalid(String message) {
    return new InvalidException("not a value of its type: " + message, encoded.offset() + position);
  }

  private int u8() {
    if (position == encoded.length()) {
      throw invalid("it ends too early");
    }
    return encoded.get(position++) & 0xFF;
  }

  private void value(ValType type) {
    switch (type) {
      case Primitive primitive -> primitive(primitive);
      case ValType.RecordType(var fields) -> fields.forEach(field -> value(field.type()));
      case ValType.TupleType(var elements) -> elements.forEach(this::value);
      case ValType.VariantType(var cases) -> payload(cases.get(index(cases.size())).type());
      case ValType.EnumType(var labels) -> index(labels.size());
      case ValType.FlagsType(var labels) -> skip((labels.size() + 7) / 8);
      case ValType.OptionType(var some) -> payload(choice() == 1 ? some : null);
      case ValType.ResultType(var ok, var err) -> payload(choice() == 0 ? ok : err);
      case ValType.ListType(var element) -> {
        for (long left = unsigned(32); left > 0; left--) {
          value(element);
        }
      }
      case ValType.FixedListType _,
          ValType.MapType _,
          ValType.OwnType _,
          ValType.BorrowType _,
          ValType.StreamType _,
          ValType.FutureType _ ->
          throw invalid("a " + Describe.kind(type) + " has no constants");
    }
  }

  private void payload(@Nullable ValType type) {
    if (type != null) {
      value(type);
    }
  }

  private int choice() {
    int choice = u8();
    if (choice > 1) {
      throw invalid("neither 0 nor 1");
    }
    return choice;
  }

  private int index(int size) {
    long index = unsigned(32);
    if (index >= size) {
      throw invalid("there is no case " + index);
    }
    return (int) index;
  }

  private void skip(int bytes) {
    for (int i = 0; i < bytes; i++) {
      u8();
    }
  }

  private void primitive(Primitive type) {
    switch (type) {
      case BOOL -> choice();
      case U8, S8 -> u8();
      case U16 -> unsigned(16);
      case U32 -> unsigned(32);
      case U64 -> unsigned(64);
      case S16 -> signed(16);
      case S32 -> signed(32);
      case S64 -> signed(64);
      case F32 -> float32();
      case F64 -> float64();
      case CHAR -> {
        int first = u8();
        int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        skip(more);
        if (text(more + 1).codePointCount(0, text(more + 1).length()) != 1) {
          throw invalid("not one character");
        }
      }
      case STRING -> {
        long length = unsigned(32);
        if (length > encoded.length() - position) {
          throw invalid("it ends too early");
        }
        position += (int) length;
        text((int) length);
      }
      case ERROR_CONTEXT -> throw invalid("an error-context has no constants");
    }
  }

  /// Of the many NaNs only one is a value.
  private void float32() {
    skip(4);
    int bits = encoded.view().order(ByteOrder.LITTLE_ENDIAN).getInt(position - 4);
    if (Float.isNaN(Float.intBitsToFloat(bits)) && bits != 0x7fc0_0000) {
      throw invalid("a NaN other than the canonical one");
    }
  }

  private void float64() {
    skip(8);
    long bits = encoded.view().order(ByteOrder.LITTLE_ENDIAN).getLong(position - 8);
    if (Double.isNaN(Double.longBitsToDouble(bits)) && bits != 0x7ff8_0000_0000_0000L) {
      throw invalid("a NaN other than the canonical one");
    }
  }

  /// The bytes just skipped, as UTF-8.
  private String text(int length) {
    ByteBuffer bytes = encoded.view().slice(position - length, length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw invalid("malformed UTF-8");
    }
  }

  private long unsigned(int bits) {
    long value = 0;
    for (int shift = 0; shift < bits; shift += 7) {
      int b = u8();
      int left = bits - shift;
      if (left < 7 && (b & 0x7F) >>> left != 0) {
        throw invalid("integer too large");
      }
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw invalid("integer representation too long");
  }

  private void signed(int bits) {
    for (int shift = 0; shift < bits; shift += 7) {
      int b = u8();
      int left = bits - shift;
      int sign = left >= 7 ? 0 : (b << 25) >> 25 >> left - 1;
      if (sign != 0 && sign != -1) {
        throw invalid("integer too large");
      }
      if (b < 0x80) {
        return;
      }
    }
    throw invalid("integer representation too long");
  }
}
