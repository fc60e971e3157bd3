package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.OptionalInt;

/// What the JDK has no name for: options of sockets by `getsockopt(2)` and `setsockopt(2)`, and
/// another backlog by `listen(2)`.
///
/// All of it on the thread that owns the channel, before that closes it.
public final class SocketOptions {

  private static final Scratch.Pool POOL = new Scratch.Pool();
  private static final Option IP_TTL = new Option(0, 2);
  private static final Option IPV6_UNICAST_HOPS = new Option(41, 16);
  private static final Option IPV6_V6ONLY = new Option(41, 26);

  private SocketOptions() {}

  private record Option(int level, int name) {}

  /// What to do with a descriptor.
  @FunctionalInterface
  private interface Work {
    int run(Scratch scratch, int fd) throws FileException;
  }

  /// How many routers a packet may pass.
  ///
  /// @throws FileException `NOTSUP` where the descriptor of a channel cannot be had; else errno
  public static int hopLimit(NetworkChannel channel, ProtocolFamily family) throws FileException {
    return with(channel, (scratch, fd) -> get(scratch, fd, hops(family)));
  }

  /// @param hops 1 to 255
  /// @throws FileException as [#hopLimit]
  public static void setHopLimit(NetworkChannel channel, ProtocolFamily family, int hops)
      throws FileException {
    with(channel, (scratch, fd) -> set(scratch, fd, hops(family), hops));
  }

  /// Has an IPv6 socket leave IPv4 alone, so that another can have the same port there; not where
  /// that cannot be done.
  public static void onlyIpv6(NetworkChannel channel) {
    try {
      with(channel, (scratch, fd) -> set(scratch, fd, IPV6_V6ONLY, 1));
    } catch (FileException _) {
      // The JDK's way it is.
    }
  }

  /// Changes how many connections wait for being accepted.
  ///
  /// @param listener already bound
  /// @throws FileException as [#hopLimit]
  public static void setBacklog(ServerSocketChannel listener, int backlog) throws FileException {
    with(listener, (scratch, fd) -> (int) Kernel.call(scratch, Syscall.LISTEN, fd, backlog));
  }

  private static Option hops(ProtocolFamily family) {
    return family == StandardProtocolFamily.INET6 ? IPV6_UNICAST_HOPS : IP_TTL;
  }

  private static int with(NetworkChannel channel, Work work) throws FileException {
    OptionalInt fd = Syscall.knownMachine() ? ChannelDescriptor.of(channel) : OptionalInt.empty();
    if (fd.isEmpty()) {
      throw new FileException(FileError.NOTSUP);
    }
    Scratch scratch = POOL.take();
    try {
      return work.run(scratch, fd.getAsInt());
    } finally {
      POOL.giveBack(scratch);
    }
  }

  private static int get(Scratch scratch, int fd, Option option) throws FileException {
    MemorySegment struct = scratch.struct();
    struct.set(JAVA_INT, 4, Integer.BYTES);
    long value = scratch.structAddress();
    Kernel.call(scratch, Syscall.GETSOCKOPT, fd, option.level, option.name, value, value + 4);
    return struct.get(JAVA_INT, 0);
  }

  private static int set(Scratch scratch, int fd, Option option, int value) throws FileException {
    scratch.struct().set(JAVA_INT, 0, value);
    return (int)
        Kernel.call(
            scratch,
            Syscall.SETSOCKOPT,
            fd,
            option.level,
            option.name,
            scratch.structAddress(),
            Integer.BYTES);
  }
}
