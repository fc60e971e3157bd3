package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {

  private static final RequestHandler HELLO =
      (_, exchange) -> exchange.respond(Handlers.text("hello"));

  @TempDir private Path folder;

  private static HttpProxyServer serve(UnixDomainSocketAddress address) throws IOException {
    return HttpProxyServer.start(HELLO, ProxyOptions.builder(address).build());
  }

  private static String ask(UnixDomainSocketAddress address) throws IOException {
    try (SocketChannel client = SocketChannel.open(address)) {
      client.write(
          ByteBuffer.wrap(
              "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII)));
      return new String(
          Channels.newInputStream(client).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void servesOnASocketFileAndRemovesIt() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("http.sock"));
    try (HttpProxyServer _ = serve(address)) {
      assertThat(ask(address)).startsWith("HTTP/1.1 200 ").contains("hello");
    }
    assertThat(address.getPath()).doesNotExist();
  }

  @Test
  void takesTheFileThatADeadServerLeft() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("http.sock"));
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(address);
    }
    assertThat(address.getPath()).exists();
    try (HttpProxyServer _ = serve(address)) {
      assertThat(ask(address)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void leavesTheFilesOfOthersAlone() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("http.sock"));
    try (HttpProxyServer _ = serve(address)) {
      assertThatThrownBy(() -> serve(address))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("http.sock: address already in use");
      assertThat(ask(address)).startsWith("HTTP/1.1 200 ");
    }
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertThatThrownBy(() -> serve(UnixDomainSocketAddress.of(file)))
        .isInstanceOf(IOException.class);
    assertThat(file).hasContent("mine");
  }
}
