package dev.jawa.component.validate;

import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Compares value types, which have no subtypes beyond themselves, and says where they differ.
/// Types share parts: a pair of objects is compared once.
final class ValueEquality {

  static final String RESOURCES_DIFFER = "resource types are not the same";

  private final BiPredicate<ResourceType, ResourceType> sameResource;
  private final Map<ValType, Set<ValType>> equal = new IdentityHashMap<>();

  ValueEquality(BiPredicate<ResourceType, ResourceType> sameResource) {
    this.sameResource = sameResource;
  }

  @Nullable String mismatch(ValType found, ValType expected) {
    if (found == expected) {
      return null;
    }
    Set<ValType> known = equal.computeIfAbsent(found, _ -> FreeResources.identitySet());
    if (known.contains(expected)) {
      return null;
    }
    String mismatch = compare(found, expected);
    if (mismatch == null) {
      known.add(expected);
    }
    return mismatch;
  }

  private @Nullable String compare(ValType found, ValType expected) {
    if (found instanceof ValType.Primitive && expected instanceof ValType.Primitive) {
      return "expected primitive `"
          + Describe.kind(expected)
          + "` found primitive `"
          + Describe.kind(found)
          + "`";
    }
    if (expected instanceof ValType.Primitive) {
      // Scripts look for either.
      return "expected %1$s, found %2$s (expected primitive, found %2$s)"
          .formatted(Describe.kind(expected), Describe.kind(found));
    }
    if (found.getClass() != expected.getClass()) {
      return "expected " + Describe.kind(expected) + ", found " + Describe.kind(found);
    }
    return switch (found) {
      case ValType.Primitive _ -> null;
      case ValType.RecordType(var fields) -> fields(fields, (ValType.RecordType) expected);
      case ValType.VariantType(var cases) -> cases(cases, (ValType.VariantType) expected);
      case ValType.TupleType(var elements) -> tuple(elements, (ValType.TupleType) expected);
      case ValType.FlagsType(var labels) ->
          labels.equals(((ValType.FlagsType) expected).labels())
              ? null
              : "mismatch in flags elements";
      case ValType.EnumType(var labels) ->
          labels.equals(((ValType.EnumType) expected).labels())
              ? null
              : "mismatch in enum elements";
      case ValType.ResultType result -> result(result, (ValType.ResultType) expected);
      case ValType.ListType(var element) ->
          part("list", element, ((ValType.ListType) expected).element());
      case ValType.FixedListType(var element, int length) -> {
        ValType.FixedListType other = (ValType.FixedListType) expected;
        yield length == other.length()
            ? part("list", element, other.element())
            : "expected a list of " + other.length() + " elements, found one of " + length;
      }
      case ValType.MapType(var key, var value) -> {
        ValType.MapType other = (ValType.MapType) expected;
        String keys = part("map key", key, other.key());
        yield keys != null ? keys : part("map value", value, other.value());
      }
      case ValType.OptionType(var some) ->
          part("option", some, ((ValType.OptionType) expected).some());
      case ValType.OwnType(var resource) -> same(resource, ((ValType.OwnType) expected).resource());
      case ValType.BorrowType(var resource) ->
          same(resource, ((ValType.BorrowType) expected).resource());
      case ValType.StreamType(var element) ->
          optional("stream element", element, ((ValType.StreamType) expected).element());
      case ValType.FutureType(var element) ->
          optional("future value", element, ((ValType.FutureType) expected).element());
    };
  }

  private @Nullable String same(ResourceType found, ResourceType expected) {
    return sameResource.test(found, expected) ? null : RESOURCES_DIFFER;
  }

  private @Nullable String part(String what, ValType found, ValType expected) {
    return Subtyping.within("type mismatch in " + what, mismatch(found, expected));
  }

  private @Nullable String optional(
      String what, @Nullable ValType found, @Nullable ValType expected) {
    if (found == null || expected == null) {
      return found == expected
          ? null
          : found == null
              ? "expected " + what + " type, but found none"
              : "expected " + what + " type to not be present";
    }
    return part(what, found, expected);
  }

  private @Nullable String fields(List<ValType.Field> found, ValType.RecordType expected) {
    if (found.size() != expected.fields().size()) {
      return "expected " + expected.fields().size() + " fields, found " + found.size();
    }
    for (int i = 0; i < found.size(); i++) {
      ValType.Field have = found.get(i);
      ValType.Field want = expected.fields().get(i);
      if (!have.label().equals(want.label())) {
        return "expected field name `" + want.label() + "`, found `" + have.label() + "`";
      }
      String mismatch = part("record field `" + want.label() + "`", have.type(), want.type());
      if (mismatch != null) {
        return mismatch;
      }
    }
    return null;
  }

  private @Nullable String cases(List<ValType.Case> found, ValType.VariantType expected) {
    if (found.size() != expected.cases().size()) {
      return "expected " + expected.cases().size() + " cases, found " + found.size();
    }
    for (int i = 0; i < found.size(); i++) {
      String mismatch = variantCase(found.get(i), expected.cases().get(i));
      if (mismatch != null) {
        return mismatch;
      }
    }
    return null;
  }

  private @Nullable String variantCase(ValType.Case found, ValType.Case expected) {
    String label = expected.label();
    if (!found.label().equals(label)) {
      return "expected case named `" + label + "`, found `" + found.label() + "`";
    }
    if (found.type() == null || expected.type() == null) {
      return found.type() == expected.type()
          ? null
          : found.type() == null
              ? "expected case `" + label + "` to have a type, found none"
              : "expected case `" + label + "` to have no type";
    }
    return part("variant case `" + label + "`", found.type(), expected.type());
  }

  private @Nullable String tuple(List<ValType> found, ValType.TupleType expected) {
    if (found.size() != expected.elements().size()) {
      return "expected " + expected.elements().size() + " types, found " + found.size();
    }
    for (int i = 0; i < found.size(); i++) {
      String mismatch = part("tuple field " + i, found.get(i), expected.elements().get(i));
      if (mismatch != null) {
        return mismatch;
      }
    }
    return null;
  }

  private @Nullable String result(ValType.ResultType found, ValType.ResultType expected) {
    String ok = variantOf("ok", found.ok(), expected.ok());
    return ok != null ? ok : variantOf("err", found.err(), expected.err());
  }

  private @Nullable String variantOf(
      String name, @Nullable ValType found, @Nullable ValType expected) {
    if (found == null || expected == null) {
      return optional(name, found, expected);
    }
    return part(name + " variant", found, expected);
  }
}
