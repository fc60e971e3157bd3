package dev.jawa.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that says and hears bytes, for what a well-behaved one hides.
final class RawClient implements AutoCloseable {

  final Socket socket;

  RawClient(InetSocketAddress address) throws IOException {
    socket = new Socket();
    socket.setSoTimeout(60_000);
    socket.connect(address);
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /// All until the server closes.
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /// All up to and with `mark`; what came until the end if it does not come.
  String until(String mark) throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    while (!seen.toString(StandardCharsets.ISO_8859_1).endsWith(mark)) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      seen.write(next);
    }
    return seen.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
