package dev.jawa.wasi.p2.keyvalue;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.field;
import static dev.jawa.wasi.p2.wit.WitTypes.list;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.record;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultErr;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.keyvalue.Bucket;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `wasi:keyvalue/store`.
public final class Store {

  private static final FuncType.Param KEY = param("key", Primitive.STRING);
  private static final ValType KEY_RESPONSE =
      record(field("keys", list(Primitive.STRING)), field("cursor", option(Primitive.U64)));

  private Store() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:keyvalue/store", KeyValue.VERSION)
        .resource(KeyValue.BUCKET)
        .func(
            "open",
            func(param("identifier", Primitive.STRING))
                .returns(result(KeyValue.BUCKET.own(), KeyValue.ERROR)),
            (context, args) -> open(context, (String) args[0]))
        .func(
            "[method]bucket.get",
            method(KeyValue.BUCKET, KEY)
                .returns(result(option(list(Primitive.U8)), KeyValue.ERROR)),
            KeyValue.on((bucket, args) -> Optional.ofNullable(bucket.get((String) args[1]))))
        .func(
            "[method]bucket.set",
            method(KeyValue.BUCKET, KEY, param("value", list(Primitive.U8)))
                .returns(resultErr(KeyValue.ERROR)),
            KeyValue.on((bucket, args) -> {
              bucket.setAll(List.of(Map.entry((String) args[1], (byte[]) args[2])));
              return null;
            }))
        .func(
            "[method]bucket.delete",
            method(KeyValue.BUCKET, KEY).returns(resultErr(KeyValue.ERROR)),
            KeyValue.on((bucket, args) -> {
              bucket.deleteAll(List.of((String) args[1]));
              return null;
            }))
        .func(
            "[method]bucket.exists",
            method(KeyValue.BUCKET, KEY).returns(result(Primitive.BOOL, KeyValue.ERROR)),
            KeyValue.on((bucket, args) -> bucket.get((String) args[1]) != null))
        .func(
            "[method]bucket.list-keys",
            method(KeyValue.BUCKET, param("cursor", option(Primitive.U64)))
                .returns(result(KEY_RESPONSE, KeyValue.ERROR)),
            KeyValue.on((bucket, args) -> keys(bucket, (Optional<?>) args[1])))
        .build();
  }

  private static Result open(WasiContext context, String name) {
    Bucket bucket = context.keyValue().open(name);
    return bucket == null ? Result.err(KeyValue.NO_SUCH_STORE) : Result.ok(bucket);
  }

  /// All keys from the cursor on, so there never is a next cursor.
  private static Object[] keys(Bucket bucket, Optional<?> cursor) {
    List<String> keys = bucket.keys();
    long from = cursor.isPresent() ? (Long) cursor.get() : 0;
    int start = Long.compareUnsigned(from, keys.size()) > 0 ? keys.size() : (int) from;
    return new Object[] {keys.subList(start, keys.size()), Optional.empty()};
  }
}
