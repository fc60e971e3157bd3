package dev.jawa.component.wave;

import dev.jawa.component.type.ValType;
import dev.jawa.component.value.NumberLists;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Prints values.
public final class WaveWriter {

  private final StringBuilder out = new StringBuilder();

  private WaveWriter() {}

  /// The text of what a function answered, `()` without a result.
  public static String results(@Nullable ValType type, @Nullable Object result) {
    return type == null || result == null ? "()" : value(type, result);
  }

  /// The text of a value.
  public static String value(ValType type, Object value) {
    WaveWriter writer = new WaveWriter();
    writer.write(type, value);
    return writer.out.toString();
  }

  private void write(ValType type, Object value) {
    switch (type) {
      case ValType.Primitive primitive -> primitive(primitive, value);
      case ValType.ListType(var element) -> all("[", element, NumberLists.unpack(element, value));
      case ValType.FixedListType(var element, int _) -> all("[", element, (List<?>) value);
      case ValType.MapType(var key, var mapped) ->
          all("[", new ValType.TupleType(List.of(key, mapped)), (List<?>) value);
      case ValType.TupleType(var types) -> tuple(types, (Object[]) value);
      case ValType.RecordType(var fields) -> record(fields, (Object[]) value);
      case ValType.VariantType(var cases) -> {
        Variant variant = (Variant) value;
        ValType.Case chosen = cases.get(variant.caseIndex());
        label(chosen.label());
        payload(chosen.type(), variant.payload());
      }
      case ValType.EnumType(var labels) -> label(labels.get((Integer) value));
      case ValType.FlagsType(var labels) -> flags(labels, (Integer) value);
      case ValType.OptionType(var some) -> {
        Object payload = ((Optional<?>) value).orElse(null);
        out.append(payload == null ? "none" : "some");
        payload(some, payload);
      }
      case ValType.ResultType(var ok, var err) -> {
        switch ((Result) value) {
          case Result.Ok(var payload) -> {
            out.append("ok");
            payload(ok, payload);
          }
          case Result.Err(var payload) -> {
            out.append("err");
            payload(err, payload);
          }
        }
      }
      case ValType.OwnType _, ValType.BorrowType _ -> out.append("<resource>");
      case ValType.StreamType _ -> out.append("<stream>");
      case ValType.FutureType _ -> out.append("<future>");
    }
  }

  private void primitive(ValType.Primitive type, Object value) {
    switch (type) {
      case BOOL, S8, U8, S16, U16, S32, U32, S64 -> out.append(value);
      case U64 -> out.append(Long.toUnsignedString((Long) value));
      case F32, F64 -> out.append(number((Number) value));
      case CHAR -> {
        out.append('\'');
        Strings.escape((Integer) value, out);
        out.append('\'');
      }
      case STRING -> {
        out.append('"');
        ((String) value).codePoints().forEach(c -> Strings.escape(c, out));
        out.append('"');
      }
      case ERROR_CONTEXT -> out.append("<error-context>");
    }
  }

  /// Without an exponent, and without a fraction of zero.
  private static String number(Number value) {
    double wide = value.doubleValue();
    if (Double.isNaN(wide)) {
      return "nan";
    }
    if (Double.isInfinite(wide)) {
      return wide < 0 ? "-inf" : "inf";
    }
    if (wide == 0) {
      return 1 / wide < 0 ? "-0" : "0";
    }
    return new BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
  }

  private void all(String open, ValType element, List<?> values) {
    out.append(open);
    String separator = "";
    for (Object value : values) {
      out.append(separator);
      write(element, value);
      separator = ", ";
    }
    out.append(']');
  }

  private void tuple(List<ValType> types, Object[] values) {
    out.append('(');
    for (int i = 0; i < values.length; i++) {
      out.append(i == 0 ? "" : ", ");
      write(types.get(i), values[i]);
    }
    out.append(')');
  }

  /// Fields that are `none` are left out.
  private void record(List<ValType.Field> fields, Object[] values) {
    String separator = "";
    out.append('{');
    for (int i = 0; i < values.length; i++) {
      if (!Optional.empty().equals(values[i])) {
        out.append(separator).append(fields.get(i).label()).append(": ");
        write(fields.get(i).type(), values[i]);
        separator = ", ";
      }
    }
    out.append(separator.isEmpty() ? ":}" : "}");
  }

  private void label(String label) {
    out.append(WaveReader.isKeyword(label) ? "%" : "").append(label);
  }

  private void payload(@Nullable ValType type, @Nullable Object payload) {
    if (type != null && payload != null) {
      out.append('(');
      write(type, payload);
      out.append(')');
    }
  }

  private void flags(List<String> labels, int bits) {
    String separator = "";
    out.append('{');
    for (int i = 0; i < labels.size(); i++) {
      if ((bits >>> i & 1) != 0) {
        out.append(separator).append(labels.get(i));
        separator = ", ";
      }
    }
    out.append('}');
  }
}
