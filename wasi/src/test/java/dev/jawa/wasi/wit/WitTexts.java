package dev.jawa.wasi.wit;

import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Writes function types out, all names resolved, so that what the WIT says and what is bound
/// compare as texts.
public final class WitTexts {

  private final Map<String, WitInterface> interfaces;

  public WitTexts(Map<String, WitInterface> interfaces) {
    this.interfaces = interfaces;
  }

  /// The type of a function as the WIT says it.
  public String text(WitInterface in, WitFunc func) {
    return func.params().stream()
            .map(param -> param.label() + ": " + text(in, param.type()))
            .collect(Collectors.joining(", ", "func(", ")"))
        + (func.result() == null ? "" : " -> " + text(in, func.result()));
  }

  /// The type of a function as it is bound.
  public static String text(FuncType func) {
    return func.params().stream()
            .map(param -> param.label() + ": " + text(param.type()))
            .collect(Collectors.joining(", ", "func(", ")"))
        + (func.result() == null ? "" : " -> " + text(func.result()));
  }

  private String text(WitInterface in, WitType type) {
    return switch (type) {
      case WitType.Nothing _ -> "_";
      case WitType.Named(String name) ->
          in.types().containsKey(name) ? text(in, in.types().get(name)) : name;
      case WitType.Alias(WitType target) -> text(in, target);
      case WitType.Used(String from, String name) ->
          text(interfaces.get(from), interfaces.get(from).types().get(name));
      case WitType.Generic(String name, List<WitType> arguments) -> generic(in, name, arguments);
      case WitType.Record(var fields) -> labelled(in, "record", fields);
      case WitType.Variant(var cases) -> labelled(in, "variant", cases);
      case WitType.Enum(var labels) -> "enum " + labels;
      case WitType.Flags(var labels) -> "flags " + labels;
      case WitType.Resource(String name) -> "own<" + name + ">";
    };
  }

  private String generic(WitInterface in, String name, List<WitType> arguments) {
    if (name.equals("borrow")) {
      return text(in, arguments.getFirst()).replaceFirst("^own", "borrow");
    }
    if (name.equals("result")) {
      return "result<"
          + (arguments.isEmpty() ? "_" : text(in, arguments.getFirst()))
          + ", "
          + (arguments.size() < 2 ? "_" : text(in, arguments.get(1)))
          + ">";
    }
    return arguments.stream()
        .map(argument -> text(in, argument))
        .collect(Collectors.joining(", ", name + "<", ">"));
  }

  private String labelled(WitInterface in, String word, List<WitType.Labelled> parts) {
    return joined(
        word,
        parts,
        part -> part.label() + (part.type() == null ? "" : ": " + text(in, part.type())));
  }

  private static String text(ValType type) {
    return switch (type) {
      case ValType.Primitive primitive -> primitive.name().toLowerCase(Locale.ROOT);
      case ValType.RecordType(var fields) ->
          joined("record", fields, field -> field.label() + ": " + text(field.type()));
      case ValType.VariantType(var cases) ->
          joined(
              "variant", cases, c -> c.label() + (c.type() == null ? "" : ": " + text(c.type())));
      case ValType.ListType(ValType element) -> "list<" + text(element) + ">";
      case ValType.TupleType(var elements) ->
          elements.stream().map(WitTexts::text).collect(Collectors.joining(", ", "tuple<", ">"));
      case ValType.FlagsType(var labels) -> "flags " + labels;
      case ValType.EnumType(var labels) -> "enum " + labels;
      case ValType.OptionType(ValType some) -> "option<" + text(some) + ">";
      case ValType.ResultType(ValType ok, ValType err) ->
          "result<" + (ok == null ? "_" : text(ok)) + ", " + (err == null ? "_" : text(err)) + ">";
      case ValType.OwnType(var resource) -> "own<" + resource.name() + ">";
      case ValType.BorrowType(var resource) -> "borrow<" + resource.name() + ">";
      case ValType.FixedListType _, ValType.MapType _, ValType.StreamType _, ValType.FutureType _ ->
          throw new IllegalArgumentException("WASI 0.2 has no " + type);
    };
  }

  private static <T> String joined(String word, List<T> parts, Function<T, String> text) {
    return parts.stream().map(text).collect(Collectors.joining(", ", word + "{", "}"));
  }

  /// The resources that a function type mentions.
  public static Set<ResourceType> resources(FuncType func) {
    Set<ResourceType> found = new HashSet<>();
    func.params().forEach(param -> collect(param.type(), found));
    collect(func.result(), found);
    return found;
  }

  private static void collect(ValType type, Set<ResourceType> into) {
    switch (type) {
      case null -> {}
      case ValType.OwnType(var resource) -> into.add(resource);
      case ValType.BorrowType(var resource) -> into.add(resource);
      case ValType.ListType(ValType element) -> collect(element, into);
      case ValType.OptionType(ValType some) -> collect(some, into);
      case ValType.TupleType(var elements) -> elements.forEach(it -> collect(it, into));
      case ValType.RecordType(var fields) -> fields.forEach(it -> collect(it.type(), into));
      case ValType.VariantType(var cases) -> cases.forEach(it -> collect(it.type(), into));
      case ValType.ResultType(ValType ok, ValType err) -> {
        collect(ok, into);
        collect(err, into);
      }
      default -> {}
    }
  }
}
