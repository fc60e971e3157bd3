package dev.jawa.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A server that says what it was told to, whatever it hears: one script for each connection.
final class RawServer implements AutoCloseable {

  /// What happens on a connection.
  interface Script {
    void run(Peer peer) throws Exception;
  }

  /// The other end.
  record Peer(Socket socket) {

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

    void say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    }

    /// Waits for the other side to go; `true` if it did so without a word.
    boolean isLeft() throws IOException {
      try {
        return socket.getInputStream().read() < 0;
      } catch (SocketException reset) {
        return true;
      }
    }
  }

  private final ServerSocket listener;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  RawServer(Script script) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(script));
  }

  private void accept(Script script) {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(script, socket));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void serve(Script script, Socket socket) {
    try (socket) {
      script.run(new Peer(socket));
    } catch (Exception e) {
      return;
    }
  }

  String authority() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  int connections() {
    return sockets.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
