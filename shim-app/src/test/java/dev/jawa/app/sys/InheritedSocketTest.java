package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InheritedSocketTest {

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;

  @TempDir private Path folder;

  @Test
  void acceptsWhatComesToAnInternetSocket() throws IOException {
    InheritedSocket given = InheritedSocket.adopt(listening(AF_INET, loopback()));
    try (var socket = given.socket()) {
      InetSocketAddress address = given.address();
      assertThat(address.getAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
      try (SocketChannel _ = SocketChannel.open(address);
          SocketChannel accepted = socket.accept()) {
        assertThat(accepted.getLocalAddress()).isEqualTo(address);
      }
    }
    assertThatThrownBy(() -> SocketChannel.open(given.address())).isInstanceOf(IOException.class);
  }

  @Test
  void refusesASocketFile() throws IOException {
    int file = listening(AF_UNIX, file(folder.resolve("s")));
    assertThatThrownBy(() -> InheritedSocket.adopt(file))
        .hasMessage("it is no internet socket; unix:PATH listens on a file");
    Kernel.call("close", Syscall.CLOSE, file);
  }

  @Test
  void refusesWhatDoesNotListen() throws IOException {
    int idle = (int) Kernel.call("socket", Syscall.SOCKET, AF_INET, SOCK_STREAM, 0);
    assertThatThrownBy(() -> InheritedSocket.adopt(idle))
        .hasMessage("it is no socket that listens for connections");
    Kernel.call("close", Syscall.CLOSE, idle);
    assertThatThrownBy(() -> InheritedSocket.adopt(idle))
        .hasMessage("there is no socket under this number");
  }

  private static int listening(int family, byte[] address) throws IOException {
    int socket = (int) Kernel.call("socket", Syscall.SOCKET, family, SOCK_STREAM, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(address.length + 2L, Long.BYTES);
      name.set(ValueLayout.JAVA_SHORT, 0, (short) family);
      MemorySegment.copy(address, 0, name, ValueLayout.JAVA_BYTE, 2, address.length);
      Kernel.call(arena, "bind", Syscall.BIND, socket, name.address(), name.byteSize());
    }
    Kernel.call("listen", Syscall.LISTEN, socket, 1);
    return socket;
  }

  private static byte[] loopback() {
    return new byte[] {0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
  }

  private static byte[] file(Path path) {
    return (path + "\0").getBytes(StandardCharsets.UTF_8);
  }
}
