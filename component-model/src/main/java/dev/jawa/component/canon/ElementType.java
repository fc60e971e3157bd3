package dev.jawa.component.canon;

import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The values that a stream or future of one component carries. Spec: `CanonicalABI.md`, buffer
/// state.
public final class ElementType {

  private final @Nullable ValType type;
  private final @Nullable Codec codec;
  private final @Nullable RangeCodec list;
  private final ToIntFunction<ResourceType> slots;

  /// @param codec of one value, `null` for values without content
  /// @param list of several
  /// @param slots of the resource types of the component
  ElementType(
      @Nullable ValType type,
      @Nullable Codec codec,
      @Nullable RangeCodec list,
      ToIntFunction<ResourceType> slots) {
    this.type = type;
    this.codec = codec;
    this.list = list;
    this.slots = slots;
  }

  @Nullable Codec codec() {
    return codec;
  }

  @Nullable RangeCodec list() {
    return list;
  }

  /// The type with resource types that are the same for all components of a store.
  @Nullable ValType in(InstanceState instance) {
    return type == null ? null : new Identities(instance, slots).of(type);
  }

  private record Identities(InstanceState instance, ToIntFunction<ResourceType> slots) {

    ResourceType of(ResourceType resource) {
      return instance.resource(slots.applyAsInt(resource)).identity();
    }

    private @Nullable ValType ofNullable(@Nullable ValType part) {
      return part == null ? null : of(part);
    }

    private List<ValType> all(List<ValType> parts) {
      return parts.stream().map(this::of).toList();
    }

    ValType of(ValType part) {
      return switch (part) {
        case ValType.Primitive _, ValType.FlagsType _, ValType.EnumType _ -> part;
        case ValType.OwnType(var resource) -> new ValType.OwnType(of(resource));
        case ValType.BorrowType(var resource) -> new ValType.BorrowType(of(resource));
        case ValType.RecordType(var fields) ->
            new ValType.RecordType(
                fields.stream()
                    .map(field -> new ValType.Field(field.label(), of(field.type())))
                    .toList());
        case ValType.VariantType(var cases) ->
            new ValType.VariantType(
                cases.stream()
                    .map(one -> new ValType.Case(one.label(), ofNullable(one.type())))
                    .toList());
        case ValType.ListType(var element) -> new ValType.ListType(of(element));
        case ValType.FixedListType(var element, int length) ->
            new ValType.FixedListType(of(element), length);
        case ValType.MapType(var key, var value) -> new ValType.MapType(of(key), of(value));
        case ValType.TupleType(var elements) -> new ValType.TupleType(all(elements));
        case ValType.OptionType(var some) -> new ValType.OptionType(of(some));
        case ValType.ResultType(var ok, var err) ->
            new ValType.ResultType(ofNullable(ok), ofNullable(err));
        case ValType.StreamType(var element) -> new ValType.StreamType(ofNullable(element));
        case ValType.FutureType(var element) -> new ValType.FutureType(ofNullable(element));
      };
    }
  }
}
