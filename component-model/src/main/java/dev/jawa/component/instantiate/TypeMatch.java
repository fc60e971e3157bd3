package dev.jawa.component.instantiate;

import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Compares the type a component imports with the type the host provides: the same structure and
/// labels, and resource types that stand for each other. Names of parameters do not matter: a call
/// does not pass them.
///
/// @param sameResource whether a resource type of the component stands for one of the host
record TypeMatch(BiPredicate<ResourceType, ResourceType> sameResource) {

  boolean same(FuncType wanted, FuncType given) {
    if (wanted.async() != given.async() || wanted.params().size() != given.params().size()) {
      return false;
    }
    for (int i = 0; i < wanted.params().size(); i++) {
      if (!same(wanted.params().get(i).type(), given.params().get(i).type())) {
        return false;
      }
    }
    return same(wanted.result(), given.result());
  }

  private boolean same(@Nullable ValType wanted, @Nullable ValType given) {
    if (wanted == null || given == null) {
      return wanted == given;
    }
    return switch (wanted) {
      case ValType.RecordType(var fields) ->
          given instanceof ValType.RecordType(var others) && sameFields(fields, others);
      case ValType.VariantType(var cases) ->
          given instanceof ValType.VariantType(var others) && sameCases(cases, others);
      case ValType.TupleType(var elements) ->
          given instanceof ValType.TupleType(var others) && sameAll(elements, others);
      case ValType.ListType(var element) ->
          given instanceof ValType.ListType(var other) && same(element, other);
      case ValType.FixedListType(var element, int length) ->
          given instanceof ValType.FixedListType(var other, int otherLength)
              && length == otherLength
              && same(element, other);
      case ValType.MapType(var key, var value) ->
          given instanceof ValType.MapType(var otherKey, var otherValue)
              && same(key, otherKey)
              && same(value, otherValue);
      case ValType.OptionType(var some) ->
          given instanceof ValType.OptionType(var other) && same(some, other);
      case ValType.ResultType(var ok, var err) ->
          given instanceof ValType.ResultType(var otherOk, var otherErr)
              && same(ok, otherOk)
              && same(err, otherErr);
      case ValType.OwnType(var resource) ->
          given instanceof ValType.OwnType(var other) && sameResource.test(resource, other);
      case ValType.BorrowType(var resource) ->
          given instanceof ValType.BorrowType(var other) && sameResource.test(resource, other);
      case ValType.StreamType(var element) ->
          given instanceof ValType.StreamType(var other) && same(element, other);
      case ValType.FutureType(var element) ->
          given instanceof ValType.FutureType(var other) && same(element, other);
      case ValType.Primitive _, ValType.EnumType _, ValType.FlagsType _ -> wanted.equals(given);
    };
  }

  private boolean sameFields(List<ValType.Field> wanted, List<ValType.Field> given) {
    if (wanted.size() != given.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      ValType.Field a = wanted.get(i);
      ValType.Field b = given.get(i);
      if (!a.label().equals(b.label()) || !same(a.type(), b.type())) {
        return false;
      }
    }
    return true;
  }

  private boolean sameCases(List<ValType.Case> wanted, List<ValType.Case> given) {
    if (wanted.size() != given.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      ValType.Case a = wanted.get(i);
      ValType.Case b = given.get(i);
      if (!a.label().equals(b.label()) || !same(a.type(), b.type())) {
        return false;
      }
    }
    return true;
  }

  private boolean sameAll(List<ValType> wanted, List<ValType> given) {
    if (wanted.size() != given.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!same(wanted.get(i), given.get(i))) {
        return false;
      }
    }
    return true;
  }
}
