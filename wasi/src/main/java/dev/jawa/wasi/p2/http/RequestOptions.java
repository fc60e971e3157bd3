package dev.jawa.wasi.p2.http;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.result;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.HttpTimeouts;
import dev.jawa.wasi.ctx.WasiContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The resource `request-options`: unsigned nanoseconds, or none.
public final class RequestOptions {

  public static final HostResource<RequestOptions> RESOURCE =
      HostResource.of("request-options", RequestOptions.class, _ -> {});

  private final Map<Timeout, Long> nanos = new EnumMap<>(Timeout.class);

  private enum Timeout {
    CONNECT("connect-timeout"),
    FIRST_BYTE("first-byte-timeout"),
    BETWEEN_BYTES("between-bytes-timeout");

    private final String label;

    Timeout(String label) {
      this.label = label;
    }
  }

  RequestOptions() {}

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[constructor]request-options",
            func().returns(RESOURCE.own()),
            (_, _) -> new RequestOptions());
    for (Timeout timeout : Timeout.values()) {
      table
          .func(
              "[method]request-options." + timeout.label,
              method(RESOURCE).returns(option(Primitive.U64)),
              (_, args) -> Optional.ofNullable(self(args).nanos.get(timeout)))
          .func(
              "[method]request-options.set-" + timeout.label,
              method(RESOURCE, param("duration", option(Primitive.U64))).returns(result()),
              (_, args) -> self(args).set(timeout, (Optional<?>) args[1]));
    }
  }

  HttpTimeouts timeouts() {
    return new HttpTimeouts(
        duration(Timeout.CONNECT), duration(Timeout.FIRST_BYTE), duration(Timeout.BETWEEN_BYTES));
  }

  private Result set(Timeout timeout, Optional<?> duration) {
    if (duration.isPresent()) {
      nanos.put(timeout, (Long) duration.get());
    } else {
      nanos.remove(timeout);
    }
    return Result.OK;
  }

  private @Nullable Duration duration(Timeout timeout) {
    Long value = nanos.get(timeout);
    // More than 292 years do not fit; nobody will wait for them.
    return value == null ? null : Duration.ofNanos(value < 0 ? Long.MAX_VALUE : value);
  }

  private static RequestOptions self(Object[] args) {
    return (RequestOptions) args[0];
  }
}
