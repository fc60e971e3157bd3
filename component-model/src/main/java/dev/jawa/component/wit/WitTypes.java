package dev.jawa.component.wit;

import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Type expressions. A type that has a name in the interface at hand is called by it.
final class WitTypes {

  private final Map<Object, String> names = new IdentityHashMap<>();

  /// Gives a value type or resource type its name; the first one counts.
  void name(Object type, String name) {
    if (!(type instanceof ValType.Primitive)) {
      names.putIfAbsent(type, name);
    }
  }

  String value(ValType type) {
    String name = names.get(type);
    return name == null ? structure(type) : WitText.identifier(name);
  }

  /// The type itself, whatever it is called.
  String structure(ValType type) {
    return switch (type) {
      case ValType.Primitive primitive ->
          primitive.name().toLowerCase(Locale.ROOT).replace('_', '-');
      case ValType.ListType(var element) -> "list<" + value(element) + ">";
      case ValType.FixedListType(var element, int length) ->
          "list<" + value(element) + ", " + length + ">";
      case ValType.MapType(var key, var value) -> "map<" + value(key) + ", " + value(value) + ">";
      case ValType.TupleType(var elements) ->
          "tuple<" + elements.stream().map(this::value).collect(Collectors.joining(", ")) + ">";
      case ValType.OptionType(var some) -> "option<" + value(some) + ">";
      case ValType.ResultType(var ok, var err) -> result(ok, err);
      case ValType.OwnType(var resource) -> resource(resource);
      case ValType.BorrowType(var resource) -> "borrow<" + resource(resource) + ">";
      case ValType.StreamType(var element) -> "stream" + argument(element);
      case ValType.FutureType(var element) -> "future" + argument(element);
      case ValType.RecordType _, ValType.VariantType _, ValType.FlagsType _, ValType.EnumType _ ->
          head(type) + " { " + String.join(" ", members(type)) + " }";
    };
  }

  private String result(@Nullable ValType ok, @Nullable ValType err) {
    if (err == null) {
      return "result" + argument(ok);
    }
    return "result<" + (ok == null ? "_" : value(ok)) + ", " + value(err) + ">";
  }

  private String argument(@Nullable ValType type) {
    return type == null ? "" : "<" + value(type) + ">";
  }

  private String resource(ResourceType type) {
    return WitText.identifier(names.getOrDefault(type, type.name()));
  }

  /// The keyword of a type that has members.
  static String head(ValType type) {
    return switch (type) {
      case ValType.RecordType _ -> "record";
      case ValType.VariantType _ -> "variant";
      case ValType.FlagsType _ -> "flags";
      case ValType.EnumType _ -> "enum";
      default -> "type";
    };
  }

  /// One line per field, case or label.
  List<String> members(ValType type) {
    return switch (type) {
      case ValType.RecordType(var fields) ->
          fields.stream()
              .map(field -> WitText.identifier(field.label()) + ": " + value(field.type()) + ",")
              .toList();
      case ValType.VariantType(var cases) -> cases.stream().map(this::variantCase).toList();
      case ValType.FlagsType(var labels) ->
          labels.stream().map(label -> WitText.identifier(label) + ",").toList();
      case ValType.EnumType(var labels) ->
          labels.stream().map(label -> WitText.identifier(label) + ",").toList();
      default -> List.of();
    };
  }

  private String variantCase(ValType.Case item) {
    String payload = item.type() == null ? "" : "(" + value(item.type()) + ")";
    return WitText.identifier(item.label()) + payload + ",";
  }

  String func(FuncType type) {
    return (type.async() ? "async " : "") + "func" + signature(type.params(), type.result());
  }

  /// Parameters and result.
  String signature(List<FuncType.Param> params, @Nullable ValType result) {
    String list =
        params.stream()
            .map(param -> WitText.identifier(param.label()) + ": " + value(param.type()))
            .collect(Collectors.joining(", "));
    return "(" + list + ")" + (result == null ? "" : " -> " + value(result));
  }
}
