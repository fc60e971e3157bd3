package dev.jawa.component.validate;

import dev.jawa.component.ast.CoreTypeDef;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreSubType;
import dev.jawa.component.type.CoreSubType.CompositeType;
import dev.jawa.component.type.CoreSubType.FieldType;
import dev.jawa.component.type.CoreSubType.StorageType;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.CoreValueType.HeapType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/// Gives every distinct core type one number, however many modules and components define it.
/// Recursion groups are equal if they are equal member by member. Spec: WebAssembly 3.0, type
/// equivalence.
final class CoreTypes {

  /// Numbers of finished types are shifted to the even ones, so that members of the group at hand
  /// can have the odd ones.
  private final Map<CoreTypeDef.Rec, Integer> groups = new HashMap<>();

  private final List<CoreSubType> types = new ArrayList<>();

  /// Adds a recursion group.
  ///
  /// @param firstIndex the index that its first member gets in the index space it is defined in
  /// @param lookup from an index below that to the number of the type
  /// @return the number of the first member; the others follow
  int define(CoreTypeDef.Rec group, int firstIndex, IntUnaryOperator lookup) {
    int members = group.members().size();
    CoreTypeDef.Rec key =
        rename(
            group,
            i ->
                i >= firstIndex && i - firstIndex < members
                    ? 2 * (i - firstIndex) + 1
                    : 2 * lookup.applyAsInt(i));
    Integer known = groups.get(key);
    if (known != null) {
      return known;
    }
    int first = types.size();
    groups.put(key, first);
    types.addAll(rename(key, i -> i % 2 == 1 ? first + i / 2 : i / 2).members());
    return first;
  }

  /// The number of a plain function type.
  int func(List<? extends CoreValueType> params, List<? extends CoreValueType> results) {
    CompositeType type = new CompositeType.Func(List.copyOf(params), List.copyOf(results));
    CoreSubType plain = new CoreSubType(true, List.of(), type);
    return define(
        new CoreTypeDef.Rec(List.of(plain)), Integer.MAX_VALUE, IntUnaryOperator.identity());
  }

  CoreSubType get(int number) {
    return types.get(number);
  }

  /// Whether one is the other or declares it as a supertype, directly or not.
  boolean isSubtype(int sub, int sup) {
    int current = sub;
    while (current != sup) {
      List<Integer> supertypes = types.get(current).supertypes();
      if (supertypes.isEmpty() || supertypes.getFirst() >= current) {
        return false;
      }
      current = supertypes.getFirst();
    }
    return true;
  }

  private static CoreTypeDef.Rec rename(CoreTypeDef.Rec group, IntUnaryOperator index) {
    return new CoreTypeDef.Rec(group.members().stream().map(m -> rename(m, index)).toList());
  }

  private static CoreSubType rename(CoreSubType type, IntUnaryOperator index) {
    return new CoreSubType(
        type.isFinal(),
        type.supertypes().stream().map(index::applyAsInt).toList(),
        rename(type.type(), index));
  }

  private static CompositeType rename(CompositeType type, IntUnaryOperator index) {
    return switch (type) {
      case CompositeType.Func(var params, var results) ->
          new CompositeType.Func(rename(params, index), rename(results, index));
      case CompositeType.Struct(var fields) ->
          new CompositeType.Struct(fields.stream().map(f -> rename(f, index)).toList());
      case CompositeType.Array(var element) -> new CompositeType.Array(rename(element, index));
    };
  }

  private static FieldType rename(FieldType field, IntUnaryOperator index) {
    return switch (field.type()) {
      case StorageType.Packed _ -> field;
      case StorageType.Full(var type) ->
          new FieldType(field.mutable(), new StorageType.Full(rename(type, index)));
    };
  }

  private static List<CoreValueType> rename(List<CoreValueType> types, IntUnaryOperator index) {
    return types.stream().map(t -> rename(t, index)).toList();
  }

  static CoreValueType rename(CoreValueType type, IntUnaryOperator index) {
    return type instanceof CoreValueType.Ref ref ? rename(ref, index) : type;
  }

  static CoreValueType.Ref rename(CoreValueType.Ref ref, IntUnaryOperator index) {
    return ref.heap() instanceof HeapType.Defined(int defined)
        ? new CoreValueType.Ref(ref.nullable(), new HeapType.Defined(index.applyAsInt(defined)))
        : ref;
  }

  static CoreExternDesc rename(CoreExternDesc type, IntUnaryOperator index) {
    return switch (type) {
      case CoreExternDesc.Func(int func) -> new CoreExternDesc.Func(index.applyAsInt(func));
      case CoreExternDesc.Table(var element, var limits) ->
          new CoreExternDesc.Table(rename(element, index), limits);
      case CoreExternDesc.Memory memory -> memory;
      case CoreExternDesc.Global(var value, boolean mutable) ->
          new CoreExternDesc.Global(rename(value, index), mutable);
      case CoreExternDesc.Tag(int tag) -> new CoreExternDesc.Tag(index.applyAsInt(tag));
    };
  }
}
