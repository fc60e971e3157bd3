package dev.jawa.component.canon;

import dev.jawa.component.runtime.CopyEnd;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the codecs of one component, each once for a type object. Not for use by several threads.
public final class Codecs {

  private static final Codec STRING = new StringCodec();

  private final Map<ResourceType, Integer> slots = new IdentityHashMap<>();
  private final Map<ValType, Codec> made = new IdentityHashMap<>();
  private boolean usesChannels;

  /// @param resources the resource types of the component; the index is the slot
  public Codecs(List<ResourceType> resources) {
    for (int i = 0; i < resources.size(); i++) {
      slots.put(resources.get(i), i);
    }
  }

  Codec of(ValType type) {
    Codec known = made.get(type);
    if (known == null) {
      known = make(type);
      made.put(type, known);
    }
    return known;
  }

  private @Nullable Codec ofNullable(@Nullable ValType type) {
    return type == null ? null : of(type);
  }

  private List<Codec> all(List<ValType> types) {
    List<Codec> codecs = new ArrayList<>(types.size());
    types.forEach(type -> codecs.add(of(type)));
    return codecs;
  }

  private Codec make(ValType type) {
    return switch (type) {
      case ValType.Primitive primitive -> primitive(primitive);
      case ValType.RecordType(var fields) ->
          new RecordCodec(all(fields.stream().map(ValType.Field::type).toList()));
      case ValType.TupleType(var elements) -> new RecordCodec(all(elements));
      case ValType.VariantType(var cases) -> variant(cases);
      case ValType.EnumType(var labels) -> new EnumCodec(labels.size());
      case ValType.OptionType(var some) -> new OptionCodec(of(some));
      case ValType.ResultType(var ok, var err) -> new ResultCodec(ofNullable(ok), ofNullable(err));
      case ValType.FlagsType(var labels) -> new FlagsCodec(labels.size());
      case ValType.ListType(var element) -> list(element);
      case ValType.FixedListType(var element, int length) ->
          new FixedListCodec(of(element), length);
      case ValType.MapType(var key, var value) ->
          new ListCodec(new RecordCodec(List.of(of(key), of(value))));
      case ValType.OwnType(var resource) -> new HandleCodec.Own(slot(resource));
      case ValType.BorrowType(var resource) -> new HandleCodec.Borrow(slot(resource));
      case ValType.StreamType(var element) ->
          new HandleCodec.Channel(CopyEnd.Kind.READABLE_STREAM, streamElement(element));
      case ValType.FutureType(var element) ->
          new HandleCodec.Channel(CopyEnd.Kind.READABLE_FUTURE, futureElement(element));
    };
  }

  private Codec primitive(ValType.Primitive type) {
    return switch (type) {
      case STRING -> STRING;
      case ERROR_CONTEXT -> new HandleCodec.ErrorContextHandle();
      case BOOL, S8, U8, S16, U16, S32, U32, S64, U64, F32, F64, CHAR -> ScalarCodec.of(type);
    };
  }

  /// What a stream carries.
  public ElementType streamElement(@Nullable ValType type) {
    usesChannels = true;
    return new ElementType(type, ofNullable(type), type == null ? null : list(type), this::slot);
  }

  /// What a future carries; for the host a list of one, whatever the type.
  public ElementType futureElement(@Nullable ValType type) {
    usesChannels = true;
    RangeCodec list = type == null ? null : new ListCodec(of(type));
    return new ElementType(type, ofNullable(type), list, this::slot);
  }

  /// Whether one of the types made so far carries a stream or future.
  public boolean usesChannels() {
    return usesChannels;
  }

  private Codec variant(List<ValType.Case> cases) {
    @Nullable Codec[] payloads = new Codec[cases.size()];
    for (int i = 0; i < payloads.length; i++) {
      payloads[i] = ofNullable(cases.get(i).type());
    }
    return new VariantCodec(Collections.unmodifiableList(Arrays.asList(payloads)));
  }

  private RangeCodec list(ValType element) {
    if (element instanceof ValType.Primitive primitive) {
      switch (primitive) {
        case U8, S8 -> {
          return new NumberListCodec.Bytes();
        }
        case U16, S16 -> {
          return new NumberListCodec.Shorts();
        }
        case U32, S32 -> {
          return new NumberListCodec.Ints();
        }
        case U64, S64 -> {
          return new NumberListCodec.Longs();
        }
        case F32 -> {
          return new NumberListCodec.Floats();
        }
        case F64 -> {
          return new NumberListCodec.Doubles();
        }
        case BOOL, CHAR, STRING, ERROR_CONTEXT -> {}
      }
    }
    return new ListCodec(of(element));
  }

  private int slot(ResourceType resource) {
    Integer slot = slots.get(resource);
    if (slot == null) {
      throw new IllegalStateException("resource " + resource + " is not one of the component");
    }
    return slot;
  }
}
