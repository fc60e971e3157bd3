package dev.jawa.wasi.p2.keyvalue;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.list;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultErr;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.keyvalue.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `wasi:keyvalue/batch`. Each function happens at one moment, all of it or nothing.
public final class Batch {

  private static final FuncType.Param BUCKET = param("bucket", KeyValue.BUCKET.borrow());
  private static final FuncType.Param KEYS = param("keys", list(Primitive.STRING));
  private static final ValType PAIR = tuple(Primitive.STRING, list(Primitive.U8));

  private Batch() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:keyvalue/batch", KeyValue.VERSION)
        .func(
            "get-many",
            func(BUCKET, KEYS).returns(result(list(option(PAIR)), KeyValue.ERROR)),
            KeyValue.on((bucket, args) -> getMany(bucket, strings(args[1]))))
        .func(
            "set-many",
            func(BUCKET, param("key-values", list(PAIR))).returns(resultErr(KeyValue.ERROR)),
            KeyValue.on((bucket, args) -> {
              bucket.setAll(pairs((List<?>) args[1]));
              return null;
            }))
        .func(
            "delete-many",
            func(BUCKET, KEYS).returns(resultErr(KeyValue.ERROR)),
            KeyValue.on((bucket, args) -> {
              bucket.deleteAll(strings(args[1]));
              return null;
            }))
        .build();
  }

  private static List<Optional<Object[]>> getMany(Bucket bucket, List<String> keys) {
    List<byte @Nullable []> values = bucket.getAll(keys);
    List<Optional<Object[]>> pairs = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      byte[] value = values.get(i);
      pairs.add(value == null ? Optional.empty() : Optional.of(new Object[] {keys.get(i), value}));
    }
    return pairs;
  }

  private static List<String> strings(Object list) {
    return ((List<?>) list).stream().map(String.class::cast).toList();
  }

  private static List<Map.Entry<String, byte[]>> pairs(List<?> list) {
    List<Map.Entry<String, byte[]>> pairs = new ArrayList<>(list.size());
    for (Object pair : list) {
      Object[] both = (Object[]) pair;
      pairs.add(Map.entry((String) both[0], (byte[]) both[1]));
    }
    return pairs;
  }
}
