package dev.jawa.wasi;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.host.LentBytes;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.MemorySink;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.P2;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Stands in for a guest: calls what is bound, as the linker would.
public final class FakeGuest {

  public final FakeClock clock = new FakeClock();
  public final MemorySink stdout = new MemorySink(1 << 20);
  public final MemorySink stderr = new MemorySink(1 << 20);
  public final WasiContext context;

  public FakeGuest() {
    this(builder -> builder);
  }

  public FakeGuest(UnaryOperator<WasiContext.Builder> more) {
    this("", more);
  }

  public FakeGuest(String stdin, UnaryOperator<WasiContext.Builder> more) {
    Stdio stdio = new Stdio(new MemorySource(stdin.getBytes()), stdout, stderr, false, true, false);
    context = more.apply(WasiContext.builder(stdio, new FakeRandom()).clock(clock)).build();
  }

  /// A guest with a context of its own making.
  public FakeGuest(WasiContext context) {
    this.context = context;
  }

  /// Calls a function named as in `wasi:io/poll#poll`.
  public Object call(String function, Object... args) {
    int hash = function.indexOf('#');
    return taken(
        bound(function.substring(0, hash))
            .functions()
            .get(function.substring(hash + 1))
            .body()
            .call(context, args));
  }

  /// A value with what was lent taken out, as the lowering into a guest does it.
  public static Object taken(Object value) {
    return switch (value) {
      case Result.Ok(LentBytes lent) -> Result.ok(lent.copy());
      case Result.Ok(Object[] fields) when fields[0] instanceof LentBytes lent ->
          Result.ok(new Object[] {lent.copy(), fields[1]});
      case null, default -> value;
    };
  }

  /// Calls a function and unwraps its ok.
  public <T> T ok(Class<T> type, String function, Object... args) {
    return type.cast(((Result.Ok) call(function, args)).value());
  }

  /// Calls a function and unwraps its err.
  public <T> T err(Class<T> type, String function, Object... args) {
    return type.cast(((Result.Err) call(function, args)).error());
  }

  /// Calls a function and unwraps its some.
  public Object some(String function, Object... args) {
    return ((Optional<?>) call(function, args)).orElseThrow();
  }

  /// Drops an owned handle, as a guest does it.
  public void drop(Object handle) {
    drop(resourceOf(handle), handle);
  }

  /// Drops an owned handle as the closing of a store does it, in no order.
  public void destroy(Object handle) {
    destroy(resourceOf(handle), handle);
  }

  private static HostResource<?> resourceOf(Object handle) {
    return P2.all().stream()
        .flatMap(bound -> bound.resources().values().stream())
        .filter(resource -> resource.javaType().isInstance(handle))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(handle + " is no resource"));
  }

  private static <T> void drop(HostResource<T> resource, Object handle) {
    resource.beforeDrop().accept(resource.javaType().cast(handle));
    destroy(resource, handle);
  }

  private static <T> void destroy(HostResource<T> resource, Object handle) {
    resource.destructor().accept(resource.javaType().cast(handle));
  }

  private static HostInterface<WasiContext> bound(String name) {
    return Stream.concat(P2.all().stream(), P2.proposals().stream())
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
