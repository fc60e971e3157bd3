package dev.jawa.wasi.p2.io;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.list;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.GuestWait;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.Blocking;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// `wasi:io/poll`. A guest that waits parks its thread; the pollables wake it.
public final class Poll {

  public static final HostResource<Pollable> POLLABLE =
      HostResource.of("pollable", Pollable.class, Children::dropped);

  private Poll() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:io/poll", WitTypes.VERSION)
        .resource(POLLABLE)
        .func(
            "[method]pollable.ready",
            func(param("self", POLLABLE.borrow())).returns(Primitive.BOOL),
            (_, args) -> ((Pollable) args[0]).isReady())
        .func(
            "[method]pollable.block",
            func(param("self", POLLABLE.borrow())),
            (_, args) -> {
              Blocking.await((Pollable) args[0]);
              return null;
            })
        .func(
            "poll",
            func(param("in", list(POLLABLE.borrow()))).returns(list(Primitive.U32)),
            (context, args) -> poll(context, (List<?>) args[0]))
        .build();
  }

  private static int[] poll(WasiContext context, List<?> in) {
    if (in.isEmpty()) {
      throw new Trap(Trap.Kind.HOST, "poll: the list is empty");
    }
    if (in.size() > context.limits().polledHandles()) {
      throw new Trap(
          Trap.Kind.HOST, "poll: the list is longer than " + context.limits().polledHandles());
    }
    List<Pollable> pollables = in.stream().map(Pollable.class::cast).toList();
    int[] ready = ready(pollables);
    while (ready.length == 0) {
      awaitAny(pollables);
      ready = ready(pollables);
    }
    return ready;
  }

  private static int[] ready(List<Pollable> pollables) {
    int[] indices = new int[pollables.size()];
    int count = 0;
    for (int i = 0; i < indices.length; i++) {
      if (pollables.get(i).isReady()) {
        indices[count++] = i;
      }
    }
    return Arrays.copyOf(indices, count);
  }

  private static void awaitAny(List<Pollable> pollables) {
    CountDownLatch latch = new CountDownLatch(1);
    List<Runnable> cancels = new ArrayList<>(pollables.size());
    try {
      for (Pollable pollable : pollables) {
        cancels.add(pollable.onReady(latch::countDown));
      }
      GuestWait.until(latch);
    } catch (InterruptedException e) {
      throw Blocking.interrupted();
    } finally {
      cancels.forEach(Runnable::run);
    }
  }
}
