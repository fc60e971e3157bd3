package dev.jawa.wasi.p2.http;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.list;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultErr;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;
import static dev.jawa.wasi.p2.wit.WitTypes.unit;
import static dev.jawa.wasi.p2.wit.WitTypes.variant;

import dev.jawa.component.host.HostFunc;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.WasiContext;
import java.util.List;

/// The functions of the resource `fields`.
final class FieldsBinding {

  private static final ValType HEADER_ERROR =
      variant(unit("invalid-syntax"), unit("forbidden"), unit("immutable"));
  private static final ValType VALUE = list(Primitive.U8);
  private static final ValType ENTRIES = list(tuple(Primitive.STRING, VALUE));
  private static final ValType DONE = resultErr(HEADER_ERROR);

  private FieldsBinding() {}

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(Fields.RESOURCE)
        .func(
            "[constructor]fields",
            func().returns(Fields.RESOURCE.own()),
            (context, _) -> Fields.mutable(context.limits().fieldsBytes()))
        .func(
            "[static]fields.from-list",
            func(param("entries", ENTRIES)).returns(result(Fields.RESOURCE.own(), HEADER_ERROR)),
            call((context, args) -> fromList(context, (List<?>) args[0])))
        .func(
            "[method]fields.clone",
            method(Fields.RESOURCE).returns(Fields.RESOURCE.own()),
            (context, args) -> self(args).copy(context.limits().fieldsBytes()));
    bindReads(table);
    bindChanges(table);
  }

  private static void bindReads(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]fields.get",
            method(Fields.RESOURCE, param("name", Primitive.STRING)).returns(list(VALUE)),
            (_, args) -> self(args).get((String) args[1]))
        .func(
            "[method]fields.has",
            method(Fields.RESOURCE, param("name", Primitive.STRING)).returns(Primitive.BOOL),
            (_, args) -> self(args).has((String) args[1]))
        .func(
            "[method]fields.entries",
            method(Fields.RESOURCE).returns(ENTRIES),
            (_, args) ->
                self(args).entries().stream()
                    .map(entry -> new Object[] {entry.name(), entry.value()})
                    .toList());
  }

  private static void bindChanges(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]fields.set",
            method(Fields.RESOURCE, param("name", Primitive.STRING), param("value", list(VALUE)))
                .returns(DONE),
            call((_, args) -> {
              self(args).set((String) args[1], values((List<?>) args[2]));
              return Result.OK;
            }))
        .func(
            "[method]fields.delete",
            method(Fields.RESOURCE, param("name", Primitive.STRING)).returns(DONE),
            call((_, args) -> {
              self(args).delete((String) args[1]);
              return Result.OK;
            }))
        .func(
            "[method]fields.append",
            method(Fields.RESOURCE, param("name", Primitive.STRING), param("value", VALUE))
                .returns(DONE),
            call((_, args) -> {
              self(args).append((String) args[1], (byte[]) args[2]);
              return Result.OK;
            }));
  }

  private static Result fromList(WasiContext context, List<?> entries) throws FieldsException {
    Fields fields = Fields.mutable(context.limits().fieldsBytes());
    for (Object entry : entries) {
      Object[] pair = (Object[]) entry;
      fields.append((String) pair[0], (byte[]) pair[1]);
    }
    return Result.ok(fields);
  }

  private static List<byte[]> values(List<?> values) {
    return values.stream().map(byte[].class::cast).toList();
  }

  private static Fields self(Object[] args) {
    return (Fields) args[0];
  }

  private static HostFunc<WasiContext> call(Call call) {
    return (context, args) -> {
      try {
        return call.run(context, args);
      } catch (FieldsException e) {
        return e.toResult();
      }
    };
  }

  @FunctionalInterface
  private interface Call {
    Result run(WasiContext context, Object[] args) throws FieldsException;
  }
}
