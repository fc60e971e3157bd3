package dev.jawa.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/// A name server on loopback, for tests: knows some names, says of others that there are none, and
/// is silent about those that begin with `silent`. What it knows are addresses, or `=NAME` for
/// another name. Of names that begin with
///
/// - `long` it says over UDP only that the answer is too long,
/// - `broken` it first sends what is no answer, then one to another question, then the right one,
/// - `failing` it says that it cannot answer.
public final class SmallNameServer implements AutoCloseable {

  private static final int A = 1;
  private static final int AAAA = 28;
  private static final int CNAME = 5;
  private static final short NO_SUCH_NAME = (short) 0x8183;
  private static final short CANNOT = (short) 0x8182;
  private static final short TOO_LONG = (short) 0x8380;
  private static final short FINE = (short) 0x8180;

  private static final int ATTEMPTS = 50;

  private final Map<String, List<String>> records;
  private final DatagramSocket socket;
  private final ServerSocket listener;
  private final Deque<String> asked = new ConcurrentLinkedDeque<>();
  private final Thread thread;

  /// At a port that is free.
  public SmallNameServer(Map<String, List<String>> records) throws IOException {
    this(records, Sockets.anywhere());
  }

  /// The same port for datagrams and for streams.
  private record Sockets(DatagramSocket datagrams, ServerSocket streams) {

    static Sockets at(int port) throws IOException {
      InetAddress here = InetAddress.getLoopbackAddress();
      DatagramSocket datagrams = new DatagramSocket(new InetSocketAddress(here, port));
      try {
        return new Sockets(datagrams, new ServerSocket(datagrams.getLocalPort(), 50, here));
      } catch (IOException e) {
        datagrams.close();
        throw e;
      }
    }

    /// A port that is free for one may be taken for the other.
    static Sockets anywhere() throws IOException {
      for (int attempt = 1; ; attempt++) {
        try {
          return at(0);
        } catch (BindException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    }
  }

  private SmallNameServer(Map<String, List<String>> records, Sockets sockets) {
    this.records = records;
    this.socket = sockets.datagrams();
    this.listener = sockets.streams();
    this.thread = Thread.ofVirtual().start(this::serve);
    Thread.ofVirtual().start(this::serveStreams);
  }

  /// Serves at port 53 until it is killed, and says `ready`. Needs nothing but the JDK, so that it
  /// can run in a network namespace of its own.
  ///
  /// @param args as in `one.example=192.0.2.1`
  public static void main(String[] args) throws Exception {
    Map<String, List<String>> records = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      records
          .computeIfAbsent(arg.substring(0, equals), _ -> new ArrayList<>())
          .add(arg.substring(equals + 1));
    }
    try (SmallNameServer server = new SmallNameServer(records, Sockets.at(53))) {
      System.out.println("ready");
      server.thread.join();
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  /// The names that it was asked for, each with its type.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket question = new DatagramPacket(new byte[512], 512);
        socket.receive(question);
        ByteBuffer bytes = ByteBuffer.wrap(question.getData(), 0, question.getLength());
        for (byte[] answer : answers(bytes)) {
          socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
        }
      }
    } catch (SocketException closed) {
      // The end.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A message of a stream has its length before it.
  private void serveStreams() {
    while (!listener.isClosed()) {
      try (Socket peer = listener.accept()) {
        DataInputStream in = new DataInputStream(peer.getInputStream());
        ByteBuffer question = ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort()));
        byte[] answer = answer(question, Transport.STREAM);
        DataOutputStream out = new DataOutputStream(peer.getOutputStream());
        out.writeShort(answer.length);
        out.write(answer);
        out.flush();
        in.read();
      } catch (IOException e) {
        // The peer is gone, or this is the end.
      }
    }
  }

  private enum Transport {
    DATAGRAM,
    STREAM
  }

  private List<byte[]> answers(ByteBuffer question) {
    byte[] right = answer(question, Transport.DATAGRAM);
    if (right.length == 0) {
      return List.of();
    }
    if (!asked.peekLast().startsWith("broken")) {
      return List.of(right);
    }
    byte[] other = right.clone();
    other[0]++;
    byte[] half = Arrays.copyOf(right, 20);
    half[0]--;
    return List.of(new byte[] {1, 2, 3}, new byte[0], half, other, right);
  }

  private byte[] answer(ByteBuffer question, Transport transport) {
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
    boolean tooLong = wanted.startsWith("long") && transport == Transport.DATAGRAM;
    ByteBuffer answer = ByteBuffer.allocate(8192);
    answer.putShort(id).putShort(tooLong ? TOO_LONG : code(wanted)).putShort((short) 1);
    answer.putShort((short) 0).putInt(0);
    answer.put(question.array(), 12, end - 12);
    if (!tooLong) {
      answer.putShort(6, (short) putRecords(answer, wanted, type));
    }
    byte[] bytes = new byte[answer.position()];
    answer.flip().get(bytes);
    return bytes;
  }

  private short code(String wanted) {
    if (wanted.startsWith("failing")) {
      return CANNOT;
    }
    return records.containsKey(wanted) ? FINE : NO_SUCH_NAME;
  }

  /// How many it put: those of the name, and of the name that this leads to, and so on.
  private int putRecords(ByteBuffer answer, String name, int type) {
    int count = 0;
    for (String data : records.getOrDefault(name, List.of())) {
      if (data.startsWith("=")) {
        putRecord(answer, name, CNAME, encoded(data.substring(1)));
        count += 1 + putRecords(answer, data.substring(1), type);
      } else {
        byte[] address = InetAddress.ofLiteral(data).getAddress();
        if (address.length == (type == AAAA ? 16 : 4)) {
          putRecord(answer, name, type, address);
          count++;
        }
      }
    }
    return count;
  }

  private static void putRecord(ByteBuffer answer, String name, int type, byte[] data) {
    answer.put(encoded(name)).putShort((short) type).putShort((short) 1).putInt(60);
    answer.putShort((short) data.length).put(data);
  }

  private static byte[] encoded(String name) {
    ByteBuffer bytes = ByteBuffer.allocate(name.length() + 2);
    for (String label : name.split("\\.")) {
      bytes.put((byte) label.length()).put(label.getBytes(US_ASCII));
    }
    return bytes.put((byte) 0).array();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    socket.close();
    listener.close();
    thread.join();
  }
}
