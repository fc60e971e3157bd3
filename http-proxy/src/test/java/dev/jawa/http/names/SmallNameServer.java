package dev.jawa.http.names;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A name server on loopback, for tests: knows some names, says of others that there are none, and
/// is silent about those that begin with `silent`.
final class SmallNameServer implements AutoCloseable {

  private static final int A = 1;
  private static final int AAAA = 28;

  private final Map<String, List<String>> records;
  private final DatagramSocket socket;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  SmallNameServer(Map<String, List<String>> records) throws IOException {
    this.records = records;
    this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.thread = Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  /// The names that it was asked for, each with its type.
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket question = new DatagramPacket(new byte[512], 512);
        socket.receive(question);
        byte[] answer = answer(ByteBuffer.wrap(question.getData(), 0, question.getLength()));
        if (answer.length > 0) {
          socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
        }
      }
    } catch (SocketException closed) {
      // The end.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] answer(ByteBuffer question) throws IOException {
    short id = question.getShort();
    question.position(12);
    StringBuilder name = new StringBuilder();
    for (int length = question.get(); length > 0; length = question.get()) {
      byte[] label = new byte[length];
      question.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, US_ASCII));
    }
    int type = question.getShort();
    int end = question.position() + 2;
    String wanted = name.toString().toLowerCase(Locale.ROOT);
    asked.add(wanted + (type == A ? " A" : " AAAA"));
    if (wanted.startsWith("silent")) {
      return new byte[0];
    }
    List<byte[]> addresses =
        records.getOrDefault(wanted, List.of()).stream()
            .map(literal -> InetAddress.ofLiteral(literal).getAddress())
            .filter(bytes -> bytes.length == (type == A ? 4 : 16))
            .toList();
    boolean known = records.containsKey(wanted);
    ByteBuffer answer = ByteBuffer.allocate(512);
    answer.putShort(id).putShort((short) (known ? 0x8180 : 0x8183)).putShort((short) 1);
    answer.putShort((short) addresses.size()).putInt(0);
    answer.put(question.array(), 12, end - 12);
    for (byte[] address : addresses) {
      answer.putShort((short) 0xC00C).putShort((short) (type == AAAA ? AAAA : A));
      answer.putShort((short) 1).putInt(60).putShort((short) address.length).put(address);
    }
    byte[] bytes = new byte[answer.position()];
    answer.flip().get(bytes);
    return bytes;
  }

  @Override
  public void close() throws InterruptedException {
    socket.close();
    thread.join();
  }
}
