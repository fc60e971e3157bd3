package dev.jawa.wasi.p2.filesystem;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.wasi.p2.wit.WitTypes.list;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.ArrayList;
import java.util.List;

/// `wasi:filesystem/preopens`.
public final class Preopens {

  private Preopens() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:filesystem/preopens", WitTypes.VERSION)
        .func(
            "get-directories",
            func().returns(list(tuple(Descriptor.RESOURCE.own(), Primitive.STRING))),
            (context, _) -> directories(context))
        .build();
  }

  private static List<Object> directories(WasiContext context) {
    List<Object> directories = new ArrayList<>();
    for (Preopen preopen : context.preopens()) {
      directories.add(
          new Object[] {Descriptor.borrowing(preopen.directory()), preopen.guestPath()});
    }
    return directories;
  }
}
