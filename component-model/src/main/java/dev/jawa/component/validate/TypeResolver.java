package dev.jawa.component.validate;

import dev.jawa.component.ast.CoreTypeDef;
import dev.jawa.component.ast.DefType;
import dev.jawa.component.ast.ValTypeRef;
import dev.jawa.component.type.CoreSubType.CompositeType;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.CoreValueType.Simple;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.validate.Gates.Gate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Resolves type definitions, other than those of components and instances, against a scope. Spec:
/// `Binary.md`, type definitions.
final class TypeResolver {

  /// A value must be smaller in memory; the bound keeps sizes within 32 bits. Spec: `Explainer.md`,
  /// type definitions.
  private static final long MAX_VALUE_BYTES = 1L << 28;

  private static final int MAX_FLAGS = 32;

  private final Scope scope;
  private final Session session;

  TypeResolver(Scope scope) {
    this.scope = scope;
    this.session = scope.session;
  }

  ValType valType(ValTypeRef ref, int offset) {
    return switch (ref) {
      case ValTypeRef.Index(int type) -> scope.valueType(type, offset);
      case ValTypeRef.Primitive(Primitive type) -> {
        if (type == Primitive.ERROR_CONTEXT) {
          session.require(Gate.ERROR_CONTEXT, "`error-context`", offset);
        }
        yield type;
      }
    };
  }

  @Nullable ValType optional(@Nullable ValTypeRef ref, int offset) {
    return ref == null ? null : valType(ref, offset);
  }

  ValType defValType(DefType.DefValType def, int offset) {
    ValType type = construct(def, offset);
    TypeFacts.Facts facts = session.facts.of(type);
    if (facts.bytes() >= MAX_VALUE_BYTES) {
      throw new InvalidException(
          "a value of this type exceeds maximum byte size of " + MAX_VALUE_BYTES, offset);
    }
    if (facts.depth() > session.limits.maxTypeDepth()) {
      throw new InvalidException(
          "type nesting is too deep: more than " + session.limits.maxTypeDepth() + " levels",
          offset);
    }
    return type;
  }

  private ValType construct(DefType.DefValType def, int offset) {
    return switch (def) {
      case DefType.Primitive(var type) -> valType(new ValTypeRef.Primitive(type), offset);
      case DefType.RecordDef(var fields) -> recordType(fields, offset);
      case DefType.VariantDef(var cases) -> variantType(cases, offset);
      case DefType.TupleDef(var elements) -> {
        notEmpty(elements, "tuple type must have at least one type", offset);
        yield new ValType.TupleType(elements.stream().map(t -> valType(t, offset)).toList());
      }
      case DefType.FlagsDef(var labels) -> flagsType(labels, offset);
      case DefType.EnumDef(var labels) -> {
        notEmpty(labels, "enum type must have at least one variant", offset);
        labels(labels, "enum tag", "tag", offset);
        yield new ValType.EnumType(labels);
      }
      case DefType.ListDef(var element) -> new ValType.ListType(valType(element, offset));
      case DefType.FixedListDef(var element, int length) -> fixedList(element, length, offset);
      case DefType.MapDef(var key, var value) -> mapType(key, value, offset);
      case DefType.OptionDef(var some) -> new ValType.OptionType(valType(some, offset));
      case DefType.ResultDef(var ok, var err) ->
          new ValType.ResultType(optional(ok, offset), optional(err, offset));
      case DefType.OwnDef(int type) -> {
        DefinedType.Resource entry = scope.resource(type, offset);
        yield handle(new ValType.OwnType(entry.type()), entry);
      }
      case DefType.BorrowDef(int type) -> {
        DefinedType.Resource entry = scope.resource(type, offset);
        yield handle(new ValType.BorrowType(entry.type()), entry);
      }
      case DefType.StreamDef(var element) ->
          new ValType.StreamType(channelElement("stream", element, offset));
      case DefType.FutureDef(var element) ->
          new ValType.FutureType(channelElement("future", element, offset));
    };
  }

  private ValType handle(ValType handle, DefinedType.Resource entry) {
    session.handles.remember(handle, entry);
    return handle;
  }

  private ValType recordType(List<DefType.Labelled> fields, int offset) {
    notEmpty(fields, "record type must have at least one field", offset);
    labels(fields.stream().map(DefType.Labelled::label).toList(), "record field", "field", offset);
    return new ValType.RecordType(
        fields.stream().map(f -> new ValType.Field(f.label(), valType(f.type(), offset))).toList());
  }

  private ValType variantType(List<DefType.Case> cases, int offset) {
    notEmpty(cases, "variant type must have at least one case", offset);
    labels(cases.stream().map(DefType.Case::label).toList(), "variant case", "case", offset);
    return new ValType.VariantType(
        cases.stream().map(c -> new ValType.Case(c.label(), optional(c.type(), offset))).toList());
  }

  private ValType flagsType(List<String> labels, int offset) {
    notEmpty(labels, "flags must have at least one entry", offset);
    if (labels.size() > MAX_FLAGS) {
      throw new InvalidException("cannot have more than 32 flags", offset);
    }
    labels(labels, "flag", "flag", offset);
    return new ValType.FlagsType(labels);
  }

  private ValType fixedList(ValTypeRef element, int length, int offset) {
    session.require(Gate.FIXED_LENGTH_LISTS, "a fixed-length list", offset);
    if (length == 0) {
      throw new InvalidException("fixed-length lists must have more than zero elements", offset);
    }
    return new ValType.FixedListType(valType(element, offset), length);
  }

  private ValType mapType(ValTypeRef keyRef, ValTypeRef valueRef, int offset) {
    session.require(Gate.MAP, "a map", offset);
    ValType key = valType(keyRef, offset);
    boolean allowed =
        key instanceof Primitive primitive
            && switch (primitive) {
              case BOOL, S8, U8, S16, U16, S32, U32, S64, U64, CHAR, STRING -> true;
              case F32, F64, ERROR_CONTEXT -> false;
            };
    if (!allowed) {
      throw new InvalidException("a map cannot have keys of type " + Describe.kind(key), offset);
    }
    return new ValType.MapType(key, valType(valueRef, offset));
  }

  private @Nullable ValType channelElement(String what, @Nullable ValTypeRef ref, int offset) {
    session.require(Gate.ASYNC, "a " + what, offset);
    ValType element = optional(ref, offset);
    if (element == null) {
      return null;
    }
    if (session.facts.of(element).borrow()) {
      throw new InvalidException(what + " element cannot contain a `borrow` type", offset);
    }
    if (what.equals("stream") && element == Primitive.CHAR) {
      throw new InvalidException(
          "`stream<char>` is not valid at this time; use `stream<u8>`", offset);
    }
    return element;
  }

  private static void notEmpty(List<?> parts, String message, int offset) {
    if (parts.isEmpty()) {
      throw new InvalidException(message, offset);
    }
  }

  /// @param what as in "record field"
  /// @param previous what an earlier one is called
  private static void labels(List<String> labels, String what, String previous, int offset) {
    Map<String, String> seen = new HashMap<>();
    for (String label : labels) {
      if (label.isEmpty()) {
        throw new InvalidException(what + " name cannot be empty", offset);
      }
      if (!ExternNames.isLabel(label)) {
        throw new InvalidException(what + " name `" + label + "` is not in kebab case", offset);
      }
      String earlier = seen.putIfAbsent(label.toLowerCase(Locale.ROOT), label);
      if (earlier != null) {
        throw new InvalidException(
            what
                + " name `"
                + label
                + "` conflicts with previous "
                + previous
                + " name `"
                + earlier
                + "`",
            offset);
      }
    }
  }

  FuncType func(DefType.FuncDef def, int offset) {
    if (def.async()) {
      session.require(Gate.ASYNC, "an async function type", offset);
    }
    List<String> names = def.params().stream().map(DefType.Labelled::label).toList();
    labels(names, "function parameter", "parameter", offset);
    List<FuncType.Param> params = new ArrayList<>();
    for (DefType.Labelled param : def.params()) {
      params.add(new FuncType.Param(param.label(), valType(param.type(), offset)));
    }
    ValType result = optional(def.result(), offset);
    if (result != null && session.facts.of(result).borrow()) {
      throw new InvalidException("function result cannot contain a `borrow` type", offset);
    }
    return new FuncType(def.async(), params, result);
  }

  /// A resource type of this component: fresh in every instance.
  DefinedType.Resource resource(DefType.ResourceDef def, int offset) {
    if (scope.kind != Scope.Kind.COMPONENT) {
      throw new InvalidException(
          "resources can only be defined within a concrete component", offset);
    }
    if (def.rep() == Simple.I64) {
      session.require(Gate.MEMORY64, "a resource represented by `i64`", offset);
    } else if (def.rep() != Simple.I32) {
      throw new InvalidException("resources can only be represented by `i32` or `i64`", offset);
    }
    destructor(def.rep(), def.dtor(), offset);
    ResourceType type = new ResourceType("resource" + scope.types.size());
    scope.definedResources.add(type);
    scope.representations.put(type, def.rep());
    return new DefinedType.Resource(type);
  }

  private void destructor(CoreValueType rep, OptionalInt dtor, int offset) {
    if (dtor.isPresent()) {
      int func = dtor.getAsInt();
      CompositeType type = session.coreTypes.get(scope.coreFuncs.get(func, offset).type()).type();
      if (!type.equals(new CompositeType.Func(List.of(rep), List.of()))) {
        throw new InvalidException(
            "core function " + func + " has wrong signature for a destructor", offset);
      }
    }
  }

  /// Adds the core types of a recursion group to the scope.
  void coreTypes(CoreTypeDef.Rec group, int offset) {
    int first =
        CoreTypeChecks.define(
            session.coreTypes,
            group,
            scope.coreTypes.size(),
            index -> coreType(index, offset),
            offset);
    for (int i = 0; i < group.members().size(); i++) {
      scope.coreTypes.add(new Scope.CoreTypeEntry.Sub(first + i));
    }
  }

  int coreType(int index, int offset) {
    return switch (scope.coreTypes.get(index, offset)) {
      case Scope.CoreTypeEntry.Sub(int number) -> number;
      case Scope.CoreTypeEntry.Module _ ->
          throw new InvalidException(
              "type index " + index + " is a module type, not a sub type", offset);
    };
  }
}
