package dev.jawa.wasi.p2.sockets;

import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SocketReactor;
import java.nio.channels.SelectableChannel;
import java.util.function.BooleanSupplier;

/// Ready when asking a channel would bring something.
///
/// @param ready asks; on the guest's thread only
record ChannelPollable(
    SocketReactor reactor, SelectableChannel channel, int operations, BooleanSupplier ready)
    implements Pollable {

  @Override
  public boolean isReady() {
    return ready.getAsBoolean();
  }

  @Override
  public Runnable onReady(Runnable wake) {
    if (isReady()) {
      wake.run();
      return () -> {};
    }
    return reactor.await(channel, operations, wake);
  }
}
