package dev.jawa.component.instantiate;

import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Types as WIT writes them, for messages.
final class TypeText {

  private TypeText() {}

  static String of(FuncType type) {
    String params =
        type.params().stream()
            .map(param -> param.label() + ": " + of(param.type()))
            .collect(Collectors.joining(", "));
    ValType result = type.result();
    return (type.async() ? "async func(" : "func(")
        + params
        + (result == null ? ")" : ") -> " + of(result));
  }

  static String of(ValType type) {
    return switch (type) {
      case ValType.Primitive primitive ->
          primitive.name().toLowerCase(Locale.ROOT).replace('_', '-');
      case ValType.RecordType(var fields) ->
          fields.stream()
              .map(field -> field.label() + ": " + of(field.type()))
              .collect(Collectors.joining(", ", "record { ", " }"));
      case ValType.VariantType(var cases) ->
          cases.stream().map(TypeText::of).collect(Collectors.joining(", ", "variant { ", " }"));
      case ValType.ListType(var element) -> "list<" + of(element) + ">";
      case ValType.FixedListType(var element, int length) ->
          "list<" + of(element) + ", " + length + ">";
      case ValType.MapType(var key, var value) -> "map<" + of(key) + ", " + of(value) + ">";
      case ValType.TupleType(var elements) ->
          elements.stream().map(TypeText::of).collect(Collectors.joining(", ", "tuple<", ">"));
      case ValType.FlagsType(var labels) -> labels("flags", labels);
      case ValType.EnumType(var labels) -> labels("enum", labels);
      case ValType.OptionType(var some) -> "option<" + of(some) + ">";
      case ValType.ResultType(var ok, var err) -> result(ok, err);
      case ValType.OwnType(var resource) -> "own<" + resource.name() + ">";
      case ValType.BorrowType(var resource) -> "borrow<" + resource.name() + ">";
      case ValType.StreamType(var element) -> payload("stream", element);
      case ValType.FutureType(var element) -> payload("future", element);
    };
  }

  private static String of(ValType.Case one) {
    ValType type = one.type();
    return type == null ? one.label() : one.label() + "(" + of(type) + ")";
  }

  private static String labels(String word, List<String> labels) {
    return labels.stream().collect(Collectors.joining(", ", word + " { ", " }"));
  }

  private static String payload(String word, @Nullable ValType type) {
    return type == null ? word : word + "<" + of(type) + ">";
  }

  private static String result(@Nullable ValType ok, @Nullable ValType err) {
    if (err == null) {
      return payload("result", ok);
    }
    return "result<" + (ok == null ? "_" : of(ok)) + ", " + of(err) + ">";
  }
}
