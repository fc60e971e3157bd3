package dev.jawa.wast.run;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.component.type.ValType.Primitive.STRING;
import static dev.jawa.component.type.ValType.Primitive.U32;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.engine.Trap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What wasmtime's runner of scripts offers to components: the instances `host` and `wasmtime`, and
/// a few functions.
final class HostInstances {

  private HostInstances() {}

  /// The object behind a handle of the host.
  private record Rep(long value) {}

  static void addTo(Linker<Object> linker) {
    linker.add("host-return-two", func().returns(U32), (_, _) -> 2L);
    linker.add("host-echo-u32", func(param("v", U32)).returns(U32).asAsync(), (_, args) -> args[0]);
    linker.add(host());
  }

  private static HostInterface<Object> host() {
    AtomicLong drops = new AtomicLong();
    AtomicLong lastDrop = new AtomicLong();
    HostResource<Rep> resource1 =
        HostResource.of(
            "resource1",
            Rep.class,
            rep -> {
              drops.incrementAndGet();
              lastDrop.set(rep.value());
            });
    HostResource<Rep> resource2 = HostResource.of("resource2", Rep.class, _ -> {});
    return HostInterface.<Object>named("host", "")
        .resource(resource1)
        .resource(resource2)
        .func("return-three", func().returns(U32), (_, _) -> 3L)
        .func("return-hi", func().returns(STRING), (_, _) -> "hi")
        .func(
            "[constructor]resource1",
            func(param("r", U32)).returns(resource1.own()),
            (_, args) -> new Rep((Long) args[0]))
        .func(
            "[static]resource1.assert",
            func(param("r", resource1.own()), param("rep", U32)),
            (_, args) -> check(args))
        .func("[static]resource1.last-drop", func().returns(U32), (_, _) -> lastDrop.get())
        .func("[static]resource1.drops", func().returns(U32), (_, _) -> drops.get())
        .func(
            "[method]resource1.simple",
            func(param("self", resource1.borrow()), param("rep", U32)),
            (_, args) -> check(args))
        .func(
            "[method]resource1.take-borrow",
            func(param("self", resource1.borrow()), param("b", resource1.borrow())),
            (_, _) -> null)
        .func(
            "[method]resource1.take-own",
            func(param("self", resource1.borrow()), param("b", resource1.own())),
            (_, _) -> null)
        .build();
  }

  private static @Nullable Object check(Object[] args) {
    if (((Rep) args[0]).value() != (Long) args[1]) {
      throw new Trap(Trap.Kind.HOST, "the resource is " + args[0] + ", not " + args[1]);
    }
    return null;
  }
}
