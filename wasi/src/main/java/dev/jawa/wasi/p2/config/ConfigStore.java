package dev.jawa.wasi.p2.config;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.list;
import static dev.jawa.wasi.p2.wit.WitTypes.of;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;
import static dev.jawa.wasi.p2.wit.WitTypes.variant;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.WasiContext;
import java.util.List;
import java.util.Optional;

/// `wasi:config/store`. Its errors never happen: the variables are in memory.
public final class ConfigStore {

  private static final String VERSION = "0.2.0-rc.1";

  private static final ValType ERROR =
      variant(of("upstream", Primitive.STRING), of("io", Primitive.STRING));

  private ConfigStore() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:config/store", VERSION)
        .func(
            "get",
            func(param("key", Primitive.STRING)).returns(result(option(Primitive.STRING), ERROR)),
            (context, args) -> Result.ok(Optional.ofNullable(context.config().get(args[0]))))
        .func(
            "get-all",
            func().returns(result(list(tuple(Primitive.STRING, Primitive.STRING)), ERROR)),
            (context, _) -> Result.ok(all(context)))
        .build();
  }

  private static List<Object[]> all(WasiContext context) {
    return context.config().entrySet().stream()
        .map(entry -> new Object[] {entry.getKey(), entry.getValue()})
        .toList();
  }
}
