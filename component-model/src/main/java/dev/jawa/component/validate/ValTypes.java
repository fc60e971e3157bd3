package dev.jawa.component.validate;

import dev.jawa.component.type.ValType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The parts of value types.
final class ValTypes {

  private ValTypes() {}

  /// The types that a type is made of directly, in order.
  static List<ValType> parts(ValType type) {
    return switch (type) {
      case ValType.RecordType(var fields) -> fields.stream().map(ValType.Field::type).toList();
      case ValType.VariantType(var cases) -> {
        List<ValType> parts = new ArrayList<>();
        cases.forEach(c -> add(parts, c.type()));
        yield parts;
      }
      case ValType.ListType(var element) -> List.of(element);
      case ValType.FixedListType(var element, int _) -> List.of(element);
      case ValType.MapType(var key, var value) -> List.of(key, value);
      case ValType.TupleType(var elements) -> elements;
      case ValType.OptionType(var some) -> List.of(some);
      case ValType.ResultType(var ok, var err) -> {
        List<ValType> parts = new ArrayList<>();
        add(parts, ok);
        add(parts, err);
        yield parts;
      }
      case ValType.StreamType(var element) -> element == null ? List.of() : List.of(element);
      case ValType.FutureType(var element) -> element == null ? List.of() : List.of(element);
      case ValType.Primitive _, ValType.FlagsType _, ValType.EnumType _ -> List.of();
      case ValType.OwnType _, ValType.BorrowType _ -> List.of();
    };
  }

  /// What the cases of a variant carry, `null` for nothing.
  static List<@Nullable ValType> payloads(List<ValType.Case> cases) {
    List<@Nullable ValType> payloads = new ArrayList<>(cases.size());
    cases.forEach(c -> payloads.add(c.type()));
    return payloads;
  }

  /// What the two cases of an option or result carry.
  static List<@Nullable ValType> payloads(@Nullable ValType first, @Nullable ValType second) {
    List<@Nullable ValType> payloads = new ArrayList<>(2);
    payloads.add(first);
    payloads.add(second);
    return payloads;
  }

  private static void add(List<ValType> parts, @Nullable ValType part) {
    if (part != null) {
      parts.add(part);
    }
  }

  /// The same constructor over other parts; always a new object, except for primitives.
  static ValType map(ValType type, UnaryOperator<ValType> change) {
    return switch (type) {
      case ValType.RecordType(var fields) ->
          new ValType.RecordType(
              fields.stream()
                  .map(f -> new ValType.Field(f.label(), change.apply(f.type())))
                  .toList());
      case ValType.VariantType(var cases) ->
          new ValType.VariantType(
              cases.stream()
                  .map(c -> new ValType.Case(c.label(), nullable(c.type(), change)))
                  .toList());
      case ValType.ListType(var element) -> new ValType.ListType(change.apply(element));
      case ValType.FixedListType(var element, int length) ->
          new ValType.FixedListType(change.apply(element), length);
      case ValType.MapType(var key, var value) ->
          new ValType.MapType(change.apply(key), change.apply(value));
      case ValType.TupleType(var elements) ->
          new ValType.TupleType(elements.stream().map(change).toList());
      case ValType.FlagsType(var labels) -> new ValType.FlagsType(labels);
      case ValType.EnumType(var labels) -> new ValType.EnumType(labels);
      case ValType.OptionType(var some) -> new ValType.OptionType(change.apply(some));
      case ValType.ResultType(var ok, var err) ->
          new ValType.ResultType(nullable(ok, change), nullable(err, change));
      case ValType.OwnType(var resource) -> new ValType.OwnType(resource);
      case ValType.BorrowType(var resource) -> new ValType.BorrowType(resource);
      case ValType.StreamType(var element) -> new ValType.StreamType(nullable(element, change));
      case ValType.FutureType(var element) -> new ValType.FutureType(nullable(element, change));
      case ValType.Primitive _ -> type;
    };
  }

  private static @Nullable ValType nullable(@Nullable ValType type, UnaryOperator<ValType> change) {
    return type == null ? null : change.apply(type);
  }

  /// Whether the parts of two types of one constructor are the very same objects.
  static boolean sameParts(ValType a, ValType b) {
    Iterator<ValType> left = parts(a).iterator();
    Iterator<ValType> right = parts(b).iterator();
    while (left.hasNext() && right.hasNext()) {
      if (left.next() != right.next()) {
        return false;
      }
    }
    return left.hasNext() == right.hasNext();
  }
}
