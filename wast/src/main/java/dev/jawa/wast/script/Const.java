package dev.jawa.wast.script;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A constant of a script: an argument, a result that is expected, or a result that came. Prints as
/// scripts write it.
public sealed interface Const {

  /// An integer of the core language or of components.
  ///
  /// @param value unsigned types of 64 bits as their bits
  record Int(IntType type, long value) implements Const {
    @Override
    public String toString() {
      String digits = type == IntType.U64 ? Long.toUnsignedString(value) : Long.toString(value);
      return head(type) + digits + ")";
    }
  }

  /// The types of integers.
  enum IntType {
    I32,
    I64,
    S8,
    U8,
    S16,
    U16,
    S32,
    U32,
    S64,
    U64
  }

  /// An `f32`, of the core language or of components.
  record F32(FloatPattern value) implements Const {
    @Override
    public String toString() {
      return "(f32.const " + value.text32() + ")";
    }
  }

  /// An `f64`, of the core language or of components.
  record F64(FloatPattern value) implements Const {
    @Override
    public String toString() {
      return "(f64.const " + value.text64() + ")";
    }
  }

  /// A vector; only carried, as it stands there.
  record V128(String text) implements Const {
    @Override
    public String toString() {
      return "(v128.const " + text + ")";
    }
  }

  /// A reference.
  ///
  /// @param type as in `func`; empty for a null of any type
  record Ref(Nullness nullness, String type, @Nullable Long value) implements Const {
    @Override
    public String toString() {
      String head = nullness == Nullness.NULL ? "(ref.null " + type : "(ref." + type;
      return (head + (value == null ? "" : " " + value)).strip() + ")";
    }
  }

  /// Whether a reference is null.
  enum Nullness {
    NULL,
    NOT_NULL
  }

  /// Any of these.
  record Either(List<Const> choices) implements Const {
    public Either {
      choices = List.copyOf(choices);
    }

    @Override
    public String toString() {
      return "(either " + all(choices) + ")";
    }
  }

  record Bool(boolean value) implements Const {
    @Override
    public String toString() {
      return "(bool.const " + value + ")";
    }
  }

  /// @param value a Unicode scalar value
  record Char(int value) implements Const {
    @Override
    public String toString() {
      return "(char.const " + Quoted.of(Character.toString(value)) + ")";
    }
  }

  record Str(String value) implements Const {
    @Override
    public String toString() {
      return "(str.const " + Quoted.of(value) + ")";
    }
  }

  record ListOf(List<Const> elements) implements Const {
    public ListOf {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return "(list.const" + spaced(elements) + ")";
    }
  }

  record MapOf(List<Entry> entries) implements Const {
    public MapOf {
      entries = List.copyOf(entries);
    }

    @Override
    public String toString() {
      return "(map.const"
          + entries.stream()
              .map(entry -> " (entry " + entry.key + " " + entry.value + ")")
              .collect(Collectors.joining())
          + ")";
    }
  }

  /// One entry of a map.
  record Entry(Const key, Const value) {}

  record RecordOf(List<Field> fields) implements Const {
    public RecordOf {
      fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
      return "(record.const"
          + fields.stream()
              .map(field -> " (field " + Quoted.of(field.label) + " " + field.value + ")")
              .collect(Collectors.joining())
          + ")";
    }
  }

  /// One field of a record.
  record Field(String label, Const value) {}

  record TupleOf(List<Const> elements) implements Const {
    public TupleOf {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return "(tuple.const" + spaced(elements) + ")";
    }
  }

  record VariantOf(String label, @Nullable Const payload) implements Const {
    @Override
    public String toString() {
      return "(variant.const " + Quoted.of(label) + (payload == null ? "" : " " + payload) + ")";
    }
  }

  record EnumOf(String label) implements Const {
    @Override
    public String toString() {
      return "(enum.const " + Quoted.of(label) + ")";
    }
  }

  record OptionOf(@Nullable Const payload) implements Const {
    @Override
    public String toString() {
      return payload == null ? "(option.none)" : "(option.some " + payload + ")";
    }
  }

  record OkOf(@Nullable Const payload) implements Const {
    @Override
    public String toString() {
      return "(result.ok" + (payload == null ? "" : " " + payload) + ")";
    }
  }

  record ErrOf(@Nullable Const payload) implements Const {
    @Override
    public String toString() {
      return "(result.err" + (payload == null ? "" : " " + payload) + ")";
    }
  }

  record FlagsOf(List<String> labels) implements Const {
    public FlagsOf {
      labels = List.copyOf(labels);
    }

    @Override
    public String toString() {
      return "(flags.const"
          + labels.stream().map(label -> " " + Quoted.of(label)).collect(Collectors.joining())
          + ")";
    }
  }

  /// A result that scripts have no constant for, as a resource.
  record Opaque(String description) implements Const {
    @Override
    public String toString() {
      return "(" + description + ")";
    }
  }

  /// All of them, as scripts write them.
  static String all(List<Const> constants) {
    return constants.stream().map(Const::toString).collect(Collectors.joining(" "));
  }

  private static String spaced(List<Const> constants) {
    return constants.isEmpty() ? "" : " " + all(constants);
  }

  private static String head(IntType type) {
    return "(" + type.name().toLowerCase(Locale.ROOT) + ".const ";
  }
}
