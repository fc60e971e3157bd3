package dev.jawa.component.validate;

import dev.jawa.component.type.ComponentType;
import dev.jawa.component.type.CoreModuleType;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What there is to know about a type as a whole. Types share parts, so a type that is small in
/// memory can be huge when written out: every type object is looked at once.
final class TypeFacts {

  /// @param size nodes of the type when written out
  /// @param depth levels of nesting
  /// @param borrow whether a borrow is inside
  /// @param pointer whether a string or list is inside: values need linear memory
  /// @param bytes the size in linear memory with 64-bit pointers
  /// @param alignment in linear memory with 64-bit pointers
  record Facts(long size, int depth, boolean borrow, boolean pointer, long bytes, int alignment) {

    /// A type around this one that lies elsewhere in memory.
    Facts behindPointer() {
      return new Facts(size + 1, depth + 1, borrow, true, 16, 8);
    }

    /// A handle to a channel of this type.
    Facts asHandle() {
      return new Facts(size + 1, depth + 1, borrow, false, 4, 4);
    }

    private Facts times(int length) {
      return new Facts(size + 1, depth + 1, borrow, pointer, bytes * length, alignment);
    }
  }

  private static final Facts NOTHING = scalar(0);
  private static final long SATURATED = Long.MAX_VALUE / 4;

  private final Map<ValType, Facts> values = new IdentityHashMap<>();
  private final Map<Object, Extent> extents = new IdentityHashMap<>();

  Facts of(ValType type) {
    if (type instanceof Primitive primitive) {
      return primitive(primitive);
    }
    Facts known = values.get(type);
    if (known == null) {
      known = compute(type);
      values.put(type, known);
    }
    return known;
  }

  private Facts ofNullable(@Nullable ValType type) {
    return type == null ? NOTHING : of(type);
  }

  private static Facts primitive(Primitive type) {
    return switch (type) {
      case BOOL, S8, U8 -> scalar(1);
      case S16, U16 -> scalar(2);
      case S32, U32, F32, CHAR, ERROR_CONTEXT -> scalar(4);
      case S64, U64, F64 -> scalar(8);
      case STRING -> new Facts(1, 1, false, true, 16, 8);
    };
  }

  private static Facts scalar(int bytes) {
    return new Facts(1, 1, false, false, bytes, Math.max(1, bytes));
  }

  private Facts compute(ValType type) {
    return switch (type) {
      case Primitive primitive -> primitive(primitive);
      case ValType.RecordType(var fields) -> product(fields.stream().map(ValType.Field::type));
      case ValType.TupleType(var elements) -> product(elements.stream());
      case ValType.VariantType(var cases) -> sum(ValTypes.payloads(cases));
      case ValType.OptionType(var some) -> sum(ValTypes.payloads(null, some));
      case ValType.ResultType(var ok, var err) -> sum(ValTypes.payloads(ok, err));
      case ValType.EnumType(var labels) ->
          labelled(labels.size(), discriminantBytes(labels.size()));
      case ValType.FlagsType(var labels) -> labelled(labels.size(), flagBytes(labels.size()));
      case ValType.ListType(var element) -> of(element).behindPointer();
      case ValType.FixedListType(var element, int length) -> of(element).times(length);
      case ValType.MapType(var key, var value) -> product(Stream.of(key, value)).behindPointer();
      case ValType.OwnType _ -> scalar(4);
      case ValType.BorrowType _ -> new Facts(1, 1, true, false, 4, 4);
      case ValType.StreamType(var element) -> ofNullable(element).asHandle();
      case ValType.FutureType(var element) -> ofNullable(element).asHandle();
    };
  }

  private static Facts labelled(int labels, int bytes) {
    return new Facts(1 + (long) labels, 1, false, false, bytes, bytes);
  }

  private Facts product(Stream<ValType> parts) {
    Fold fold = new Fold();
    parts.forEach(part -> fold.add(of(part)));
    return fold.result(alignTo(fold.sequential, fold.alignment), fold.alignment);
  }

  private Facts sum(List<@Nullable ValType> cases) {
    Fold fold = new Fold();
    for (ValType payload : cases) {
      fold.add(ofNullable(payload));
    }
    int discriminant = discriminantBytes(cases.size());
    int alignment = Math.max(discriminant, fold.alignment);
    long bytes = alignTo(alignTo(discriminant, fold.alignment) + fold.largest, alignment);
    return fold.result(bytes, alignment);
  }

  private static int discriminantBytes(int cases) {
    return cases <= 256 ? 1 : cases <= 65536 ? 2 : 4;
  }

  private static int flagBytes(int labels) {
    return labels <= 8 ? 1 : labels <= 16 ? 2 : 4;
  }

  private static long alignTo(long offset, int alignment) {
    return (offset + alignment - 1) / alignment * alignment;
  }

  private static final class Fold {
    private long size = 1;
    private int depth;
    private boolean borrow;
    private boolean pointer;
    private int alignment = 1;
    private long sequential;
    private long largest;

    void add(Facts part) {
      size = Math.min(SATURATED, size + part.size);
      depth = Math.max(depth, part.depth);
      borrow |= part.borrow;
      pointer |= part.pointer;
      alignment = Math.max(alignment, part.alignment);
      sequential = Math.min(SATURATED, alignTo(sequential, part.alignment) + part.bytes);
      largest = Math.max(largest, part.bytes);
    }

    Facts result(long bytes, int alignment) {
      return new Facts(size, depth + 1, borrow, pointer, bytes, alignment);
    }
  }

  /// How large a type other than a value type is.
  ///
  /// @param size nodes of the type when written out
  /// @param depth levels of instances and components in it
  record Extent(long size, int depth) {
    private static final Extent LEAF = new Extent(1, 0);

    private Extent plus(Extent part) {
      return new Extent(Math.min(SATURATED, size + part.size), Math.max(depth, part.depth));
    }

    private Extent nested() {
      return new Extent(size, depth + 1);
    }
  }

  Extent extent(DefinedType type) {
    return switch (type) {
      case DefinedType.Value(var value) -> new Extent(of(value).size, 0);
      case DefinedType.Resource _ -> Extent.LEAF;
      case DefinedType.Func(var func) -> extent(func);
      case DefinedType.Instance(var instance) -> extent(instance);
      case DefinedType.Component(var component) -> extent(component);
    };
  }

  Extent extent(ExternType type) {
    return switch (type) {
      case ExternType.Func(var func) -> extent(func);
      case ExternType.Instance(var instance) -> extent(instance);
      case ExternType.Component(var component) -> extent(component);
      case ExternType.Module(CoreModuleType module) ->
          new Extent(1L + module.imports().size() + module.exports().size(), 0);
      case ExternType.Value(var value) -> new Extent(of(value).size, 0);
      case ExternType.Type(var defined) -> extent(defined);
    };
  }

  private Extent extent(FuncType type) {
    return once(
        type,
        () -> {
          long size = 1 + ofNullable(type.result()).size;
          for (FuncType.Param param : type.params()) {
            size = Math.min(SATURATED, size + of(param.type()).size);
          }
          return new Extent(size, 0);
        });
  }

  private Extent extent(InstanceType type) {
    return once(type, () -> extent(type.exports().values()).nested());
  }

  private Extent extent(ComponentType type) {
    return once(
        type, () -> extent(type.imports().values()).plus(extent(type.exports().values())).nested());
  }

  private Extent extent(Collection<ExternType> types) {
    Extent extent = Extent.LEAF;
    for (ExternType type : types) {
      extent = extent.plus(extent(type));
    }
    return extent;
  }

  private Extent once(Object type, Supplier<Extent> compute) {
    Extent known = extents.get(type);
    if (known == null) {
      known = compute.get();
      extents.put(type, known);
    }
    return known;
  }
}
