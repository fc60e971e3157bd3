package dev.jawa.wast.run;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.component.type.ValType.Primitive.S32;
import static dev.jawa.component.type.ValType.Primitive.STRING;
import static dev.jawa.component.type.ValType.Primitive.U32;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.engine.Engine;
import dev.jawa.engine.Trap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What wasmtime's runner of scripts offers to components: the instances `host` and `wasmtime`, and
/// a few functions.
final class HostInstances {

  private HostInstances() {}

  /// The object behind a handle of the host.
  private record Rep(long value) {}

  static void addTo(Linker<ScriptContext> linker, Engine engine) {
    linker.add("host-return-two", func().returns(U32), (_, _) -> 2L);
    linker.addAsync(
        "host-echo-u32",
        func(param("v", U32)).returns(U32).asAsync(),
        (_, args) -> CompletableFuture.completedFuture(args[0]));
    linker.add(host(engine));
    linker.add(wasmtime());
  }

  /// What tests of a runtime ask of it; the JVM collects garbage by itself.
  private static HostInterface<ScriptContext> wasmtime() {
    return HostInterface.<ScriptContext>named("wasmtime", "")
        .func("gc", func(), (_, _) -> null)
        .func(
            "set-max-table-capacity",
            func(param("capacity", U32)),
            (context, args) -> {
              context.limitHandles(Math.toIntExact((Long) args[0]));
              return null;
            })
        .build();
  }

  /// Later, so that the caller goes on first.
  private static CompletableFuture<Object> slowly(ScriptContext context, Object result) {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    context.later(() -> answer.complete(result));
    return answer;
  }

  private static void addSlow(
      HostInterface.Builder<ScriptContext> host, HostResource<Rep> resource1) {
    host.asyncFunc("never-return", func().asAsync(), (_, _) -> new CompletableFuture<>())
        .asyncFunc(
            "[method]resource1.never-return",
            func(param("self", resource1.borrow())).asAsync(),
            (_, _) -> new CompletableFuture<>())
        .asyncFunc(
            "return-two-slowly", func().returns(S32).asAsync(), (context, _) -> slowly(context, 2))
        .asyncFunc(
            "echo-slowly",
            func(param("a", U32)).returns(U32).asAsync(),
            (context, args) -> slowly(context, args[0]));
  }

  private static HostInterface<ScriptContext> nested() {
    return HostInterface.<ScriptContext>named("nested", "")
        .func("return-four", func().returns(U32), (_, _) -> 4L)
        .build();
  }

  private static HostInterface<ScriptContext> host(Engine engine) {
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
    HostInterface.Builder<ScriptContext> host = HostInterface.named("host", "");
    addSlow(host, resource1);
    return host.resource(resource1)
        .resource(resource2)
        .resource("resource1-again", resource1)
        .module("simple-module", engine.compile(HostModules.simple()))
        .instance(nested())
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
