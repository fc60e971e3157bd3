package dev.jawa.app.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where an OCI runtime delivers the master of the terminal that it made: a socket over which a
/// descriptor is passed.
public final class ConsoleSocket implements AutoCloseable {

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int NON_BLOCKING = 0x800;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int F_SETFL = 4;
  private static final int ADDRESS_SIZE = 110;
  private static final int MESSAGE_SIZE = 56;
  private static final int CONTROL_SIZE = 24;
  private static final int NAME_SIZE = 4096;

  private final Path folder;
  private final Fd socket;

  private ConsoleSocket(Path folder, Fd socket) {
    this.folder = folder;
    this.socket = socket;
  }

  /// Opens one at a path of its own, short enough for the kernel wherever the container's state is.
  public static ConsoleSocket open() throws IOException {
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "jawa-tty");
    int flags = SOCK_STREAM | NON_BLOCKING | CLOSE_ON_EXEC;
    Fd fd = new Fd(Kernel.call("socket", Syscall.SOCKET, AF_UNIX, flags, 0));
    ConsoleSocket socket = new ConsoleSocket(folder, fd);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS_SIZE, Long.BYTES);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      address.setString(2, socket.path().toString());
      Kernel.call(
          arena,
          "bind " + socket.path(),
          Syscall.BIND,
          fd.number(),
          address.address(),
          ADDRESS_SIZE);
      Kernel.call(arena, "listen", Syscall.LISTEN, fd.number(), 1);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  public Path path() {
    return folder.resolve("s");
  }

  /// The master that the runtime has sent; it has ended by now, so it is there or will never be.
  public Pty receive() throws IOException {
    int flags = NON_BLOCKING | CLOSE_ON_EXEC;
    try (Fd connection =
            new Fd(Kernel.call("accept", Syscall.ACCEPT4, socket.number(), 0, 0, flags));
        Arena arena = Arena.ofConfined()) {
      Fd master = new Fd(receive(arena, connection));
      Kernel.call(arena, "fcntl", Syscall.FCNTL, master.number(), F_SETFL, NON_BLOCKING | 2);
      return new Pty(master);
    }
  }

  // struct msghdr with one buffer and room for one descriptor, see recvmsg(2) and cmsg(3).
  private static int receive(Arena arena, Fd connection) throws IOException {
    MemorySegment buffer = arena.allocate(JAVA_LONG, 2);
    buffer.setAtIndex(JAVA_LONG, 0, arena.allocate(NAME_SIZE).address());
    buffer.setAtIndex(JAVA_LONG, 1, NAME_SIZE);
    MemorySegment control = arena.allocate(CONTROL_SIZE, Long.BYTES);
    MemorySegment message = arena.allocate(MESSAGE_SIZE, Long.BYTES);
    message.set(JAVA_LONG, 16, buffer.address());
    message.set(JAVA_LONG, 24, 1);
    message.set(JAVA_LONG, 32, control.address());
    message.set(JAVA_LONG, 40, CONTROL_SIZE);
    Kernel.call(
        arena,
        "recvmsg",
        Syscall.RECVMSG,
        connection.number(),
        message.address(),
        MSG_CMSG_CLOEXEC);
    if (message.get(JAVA_LONG, 40) < CONTROL_SIZE - 4
        || control.get(JAVA_INT, 8) != SOL_SOCKET
        || control.get(JAVA_INT, 12) != SCM_RIGHTS) {
      throw new IOException("the OCI runtime sent no terminal");
    }
    return control.get(JAVA_INT, 16);
  }

  @Override
  public void close() {
    socket.close();
    try {
      Files.deleteIfExists(path());
      Files.deleteIfExists(folder);
    } catch (IOException _) {
      // A file in /tmp that nobody needs.
    }
  }
}
