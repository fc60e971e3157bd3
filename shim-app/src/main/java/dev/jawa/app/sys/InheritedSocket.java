package dev.jawa.app.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A listening socket that whoever started this process left open for it, as systemd's socket
/// activation does. Java opens its own sockets only, so one of those is put over it: it is found
/// among the open files by its address, and then its descriptor is made to lead to the other one.
///
/// @param socket accepts what comes in over the inherited one; it says the wrong address
/// @param address where that listens
public record InheritedSocket(ServerSocketChannel socket, InetSocketAddress address) {

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ACCEPTCONN = 30;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int ADDRESS_SIZE = 128;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  /// Takes a descriptor over; it is this socket's afterwards.
  ///
  /// @throws IOException if it is no internet socket that listens; the message says so
  public static InheritedSocket adopt(int descriptor) throws IOException {
    InetSocketAddress address = listening(descriptor);
    ServerSocketChannel own =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try {
      Kernel.call("dup", Syscall.DUP3, descriptor, number(own), CLOSE_ON_EXEC);
      Kernel.call("close", Syscall.CLOSE, descriptor);
      return new InheritedSocket(own, address);
    } catch (IOException e) {
      own.close();
      throw e;
    }
  }

  private static InetSocketAddress listening(int descriptor) throws IOException {
    try {
      if (option(descriptor, SO_ACCEPTCONN) == 0) {
        throw new IOException("it is no socket that listens for connections");
      }
    } catch (KernelException e) {
      throw new IOException("there is no socket under this number", e);
    }
    return address(descriptor);
  }

  private static int option(int descriptor, int option) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment size = arena.allocateFrom(JAVA_INT, Integer.BYTES);
      Kernel.call(
          arena,
          "getsockopt",
          Syscall.GETSOCKOPT,
          descriptor,
          SOL_SOCKET,
          option,
          value.address(),
          size.address());
      return value.get(JAVA_INT, 0);
    }
  }

  /// What getsockname(2) says.
  private static InetSocketAddress address(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(ADDRESS_SIZE, Long.BYTES);
      MemorySegment size = arena.allocateFrom(JAVA_INT, ADDRESS_SIZE);
      Kernel.call(
          arena, "getsockname", Syscall.GETSOCKNAME, descriptor, name.address(), size.address());
      return switch (name.get(ValueLayout.JAVA_SHORT, 0)) {
        case AF_INET -> inet(name, 4, 4);
        case AF_INET6 -> inet(name, 8, 16);
        default -> throw new IOException("it is no internet socket; unix:PATH listens on a file");
      };
    }
  }

  private static InetSocketAddress inet(MemorySegment name, int from, int length)
      throws IOException {
    byte[] address = name.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    return new InetSocketAddress(InetAddress.getByAddress(address), name.get(PORT, 2) & 0xffff);
  }

  /// The descriptor of a socket that is bound.
  private static int number(ServerSocketChannel socket) throws IOException {
    var wanted = socket.getLocalAddress();
    for (int descriptor : descriptors()) {
      try {
        if (address(descriptor).equals(wanted)) {
          return descriptor;
        }
      } catch (IOException other) {
        // Something else is open there, or no longer.
      }
    }
    throw new IOException("a socket of this process is not among its open files");
  }

  private static List<Integer> descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(path -> Integer.valueOf(path.getFileName().toString())).toList();
    }
  }
}
