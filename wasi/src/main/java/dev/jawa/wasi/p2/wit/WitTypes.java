package dev.jawa.wasi.p2.wit;

import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Case;
import dev.jawa.component.type.ValType.EnumType;
import dev.jawa.component.type.ValType.Field;
import dev.jawa.component.type.ValType.FlagsType;
import dev.jawa.component.type.ValType.ListType;
import dev.jawa.component.type.ValType.OptionType;
import dev.jawa.component.type.ValType.RecordType;
import dev.jawa.component.type.ValType.ResultType;
import dev.jawa.component.type.ValType.TupleType;
import dev.jawa.component.type.ValType.VariantType;
import java.util.List;

/// Types, named as WIT writes them; to be imported statically by binding tables.
public final class WitTypes {

  /// The newest 0.2 that is provided.
  public static final String VERSION = "0.2.12";

  private WitTypes() {}

  public static ValType list(ValType element) {
    return new ListType(element);
  }

  public static ValType option(ValType some) {
    return new OptionType(some);
  }

  public static ValType tuple(ValType... elements) {
    return new TupleType(List.of(elements));
  }

  /// `result`.
  public static ValType result() {
    return new ResultType(null, null);
  }

  /// `result<ok>`.
  public static ValType resultOk(ValType ok) {
    return new ResultType(ok, null);
  }

  /// `result<_, err>`.
  public static ValType resultErr(ValType err) {
    return new ResultType(null, err);
  }

  /// `result<ok, err>`.
  public static ValType result(ValType ok, ValType err) {
    return new ResultType(ok, err);
  }

  public static ValType record(Field... fields) {
    return new RecordType(List.of(fields));
  }

  public static Field field(String label, ValType type) {
    return new Field(label, type);
  }

  public static ValType variant(Case... cases) {
    return new VariantType(List.of(cases));
  }

  /// A case without a payload.
  public static Case unit(String label) {
    return new Case(label, null);
  }

  /// A case with a payload.
  public static Case of(String label, ValType type) {
    return new Case(label, type);
  }

  public static ValType enumeration(String... labels) {
    return new EnumType(List.of(labels));
  }

  public static ValType flags(String... labels) {
    return new FlagsType(List.of(labels));
  }

  /// The type of a method: `self` is borrowed.
  public static FuncType method(HostResource<?> resource, FuncType.Param... more) {
    FuncType.Param[] params = new FuncType.Param[more.length + 1];
    params[0] = FuncType.param("self", resource.borrow());
    System.arraycopy(more, 0, params, 1, more.length);
    return FuncType.func(params);
  }
}
