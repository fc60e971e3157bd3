package dev.jawa.component.validate;

import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ValType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which types of a component or component type its users can name: those that an import or export
/// introduced. Types are told apart as objects, since equal types can be introduced under several
/// names. Spec: `Explainer.md`, external visibility of types.
final class Visibility {

  /// The direction of an item.
  enum Direction {
    IMPORT,
    EXPORT
  }

  private final ResourceNames handles;
  private final Set<Object> imported = FreeResources.identitySet();
  private final Set<Object> exported = FreeResources.identitySet();

  Visibility(ResourceNames handles) {
    this.handles = handles;
  }

  /// Whether an item may be imported or exported; the types that it brings become visible on the
  /// way.
  boolean admit(Direction direction, ExternType type) {
    Set<Object> visible = direction == Direction.IMPORT ? imported : exported;
    return switch (type) {
      case ExternType.Func(var func) -> func(func, visible);
      case ExternType.Value(var value) -> named(value, visible);
      case ExternType.Component _, ExternType.Module _ -> true;
      case ExternType.Instance(var instance) -> {
        boolean admitted = true;
        for (ExternType item : instance.exports().values()) {
          admitted &= admit(direction, item);
        }
        yield admitted;
      }
      case ExternType.Type(var defined) -> {
        boolean admitted = definition(defined, visible);
        Object key = defined instanceof DefinedType.Value(var value) ? value : defined;
        exported.add(key);
        if (direction == Direction.IMPORT) {
          imported.add(key);
        }
        yield admitted;
      }
    };
  }

  /// Whether all parts of a type are named; the type itself is just getting its name.
  private boolean definition(DefinedType type, Set<Object> visible) {
    return switch (type) {
      case DefinedType.Value(var value) -> parts(value, visible);
      case DefinedType.Func(var func) -> func(func, visible);
      case DefinedType.Instance(var instance) -> instance(instance, visible);
      case DefinedType.Resource _, DefinedType.Component _ -> true;
    };
  }

  private boolean instance(InstanceType type, Set<Object> visible) {
    return type.exports().values().stream()
        .allMatch(item ->
            switch (item) {
              case ExternType.Func(var func) -> func(func, visible);
              case ExternType.Type(var defined) -> definition(defined, visible);
              case ExternType.Value(var value) -> parts(value, visible);
              case ExternType.Instance(var nested) -> instance(nested, visible);
              case ExternType.Component _, ExternType.Module _ -> true;
            });
  }

  private boolean func(FuncType type, Set<Object> visible) {
    return type.params().stream().allMatch(param -> named(param.type(), visible))
        && named(type.result(), visible);
  }

  private boolean parts(ValType type, Set<Object> visible) {
    return switch (type) {
      case ValType.OwnType _, ValType.BorrowType _ -> visible.contains(handles.entry(type));
      default -> ValTypes.parts(type).stream().allMatch(part -> named(part, visible));
    };
  }

  /// Whether a type has a name or, as a tuple or list may, does without.
  private boolean named(@Nullable ValType type, Set<Object> visible) {
    return switch (type) {
      case null -> true;
      case ValType.Primitive _ -> true;
      case ValType.RecordType _, ValType.VariantType _, ValType.FlagsType _, ValType.EnumType _ ->
          visible.contains(type);
      case ValType.OwnType _, ValType.BorrowType _ -> parts(type, visible);
      default -> {
        if (visible.contains(type)) {
          yield true;
        }
        boolean named = parts(type, visible);
        if (named) {
          visible.add(type);
        }
        yield named;
      }
    };
  }
}
