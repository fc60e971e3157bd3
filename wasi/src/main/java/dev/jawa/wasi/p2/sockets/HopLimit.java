package dev.jawa.wasi.p2.sockets;

import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.sys.SocketOptions;
import java.nio.channels.NetworkChannel;

/// `hop-limit` and `unicast-hop-limit`.
final class HopLimit {

  private HopLimit() {}

  static int get(NetworkChannel channel, IpFamily family) throws SocketFailure {
    try {
      return SocketOptions.hopLimit(channel, family.protocol());
    } catch (FileException _) {
      throw new SocketFailure(ErrorCode.NOT_SUPPORTED);
    }
  }

  static void set(NetworkChannel channel, IpFamily family, int hops) throws SocketFailure {
    try {
      SocketOptions.setHopLimit(channel, family.protocol(), hops);
    } catch (FileException _) {
      throw new SocketFailure(ErrorCode.NOT_SUPPORTED);
    }
  }
}
