package dev.jawa.wasi.p2.keyvalue;

import static dev.jawa.wasi.p2.wit.WitTypes.of;
import static dev.jawa.wasi.p2.wit.WitTypes.unit;
import static dev.jawa.wasi.p2.wit.WitTypes.variant;

import dev.jawa.component.host.HostFunc;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.keyvalue.Bucket;
import dev.jawa.wasi.keyvalue.BucketException;
import org.jspecify.annotations.Nullable;

/// What the interfaces of `wasi:keyvalue` share.
final class KeyValue {

  static final String VERSION = "0.2.0-draft";

  /// The resource `bucket`; buckets live longer than handles to them.
  static final HostResource<Bucket> BUCKET = HostResource.of("bucket", Bucket.class, _ -> {});

  static final ValType ERROR =
      variant(unit("no-such-store"), unit("access-denied"), of("other", Primitive.STRING));

  /// `no-such-store`.
  static final Variant NO_SUCH_STORE = new Variant(0, null);

  private static final int OTHER = 2;

  private KeyValue() {}

  /// Does something with a bucket; the answer of an action without one is `null`.
  @FunctionalInterface
  interface Call {
    @Nullable Object run(Bucket bucket, Object[] args) throws BucketException;
  }

  /// A function whose first argument is the bucket, and whose failures become its err.
  static HostFunc<WasiContext> on(Call call) {
    return (_, args) -> {
      try {
        Object answer = call.run((Bucket) args[0], args);
        return answer == null ? Result.OK : Result.ok(answer);
      } catch (BucketException e) {
        return Result.err(new Variant(OTHER, e.getMessage()));
      }
    };
  }
}
