package dev.jawa.wasi.p2.cli;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.wasi.p2.wit.WitTypes.list;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.List;
import java.util.Optional;

/// `wasi:cli/environment`.
public final class Environment {

  private Environment() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/environment", WitTypes.VERSION)
        .func(
            "get-environment",
            func().returns(list(tuple(Primitive.STRING, Primitive.STRING))),
            (context, _) -> environment(context))
        .func(
            "get-arguments", func().returns(list(Primitive.STRING)), (context, _) -> context.args())
        .func(
            "initial-cwd",
            func().returns(option(Primitive.STRING)),
            (context, _) -> Optional.ofNullable(context.initialCwd()))
        .build();
  }

  private static List<Object[]> environment(WasiContext context) {
    return context.environment().entrySet().stream()
        .map(entry -> new Object[] {entry.getKey(), entry.getValue()})
        .toList();
  }
}
