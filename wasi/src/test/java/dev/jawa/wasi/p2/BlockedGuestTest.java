package dev.jawa.wasi.p2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.Killing;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HostClock;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.p2.io.InputStream;
import dev.jawa.wasi.p2.io.OutputStream;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Guests in the middle of a call that does not return.
@Timeout(60)
class BlockedGuestTest {

  private static final long HOUR = 3_600_000_000_000L;
  private static final String BLOCK = "wasi:io/poll#[method]pollable.block";
  private static final String SUBSCRIBE = "wasi:clocks/monotonic-clock#subscribe-duration";
  private static final String SOCKET = "wasi:sockets/tcp#[method]tcp-socket.";
  private static final String READ = "wasi:io/streams#[method]input-stream.blocking-read";
  private static final String WRITE =
      "wasi:io/streams#[method]output-stream.blocking-write-and-flush";
  private static final String OUT = "wasi:io/streams#[method]output-stream.";
  private static final String ZEROES =
      "wasi:io/streams#[method]output-stream.blocking-write-zeroes-and-flush";
  private static final String HTTP = "wasi:http/types#";
  private static final String OPEN = "wasi:filesystem/types#[method]descriptor.open-at";
  private static final int IPV4 = 0;
  private static final int FOR_READING = 1;
  private static final int FOR_BOTH = 3;

  @TempDir private Path folder;

  record Blocked(String name, Call call) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Call {
    Object run(FakeGuest guest);
  }

  static List<Blocked> calls() {
    return List.of(
        new Blocked("sleep", g -> g.call(BLOCK, g.call(SUBSCRIBE, HOUR))),
        new Blocked(
            "poll of many",
            g -> g.call("wasi:io/poll#poll", List.of(g.call(SUBSCRIBE, HOUR), pipe().readiness()))),
        new Blocked(
            "read",
            g -> g.call("wasi:io/streams#[method]input-stream.blocking-read", input(), 10L)),
        new Blocked(
            "skip",
            g -> g.call("wasi:io/streams#[method]input-stream.blocking-skip", input(), 10L)),
        new Blocked(
            "write",
            g ->
                g.call(
                    "wasi:io/streams#[method]output-stream.blocking-write-and-flush",
                    full(),
                    new byte[100])),
        new Blocked(
            "splice",
            g ->
                g.call(
                    "wasi:io/streams#[method]output-stream.blocking-splice", full(), input(), 10L)),
        new Blocked("read of a FIFO", BlockedGuestTest::readFifo),
        new Blocked("write to a full FIFO", BlockedGuestTest::fillFifo),
        new Blocked("accept", BlockedGuestTest::awaitConnection),
        new Blocked("connect", BlockedGuestTest::awaitAcceptance),
        new Blocked(
            "read of a connection", g -> connected(g, streams -> g.call(READ, streams[0], 10L))),
        new Blocked(
            "write to a full connection", g -> connected(g, streams -> fill(g, streams[1]))),
        new Blocked("receive a datagram", BlockedGuestTest::awaitDatagram),
        new Blocked("write of zeroes", g -> g.call(ZEROES, full(), 10L)),
        new Blocked("flush of a FIFO", BlockedGuestTest::flushFifo),
        new Blocked("HTTP response", BlockedGuestTest::awaitResponse),
        new Blocked("HTTP response body", BlockedGuestTest::readResponse),
        new Blocked("HTTP trailers", BlockedGuestTest::awaitTrailers),
        new Blocked("HTTP request body", BlockedGuestTest::sendBody),
        new Blocked("name look-up", BlockedGuestTest::awaitName));
  }

  private static ByteSource pipe() {
    return new BytePipe(1).source();
  }

  private static OutputStream full() {
    return OutputStream.owning(new BytePipe(1).sink());
  }

  private static InputStream input() {
    return InputStream.owning(pipe());
  }

  private static Object fifo(FakeGuest guest, int flags) {
    List<?> preopens = (List<?>) guest.call("wasi:filesystem/preopens#get-directories");
    Object directory = ((Object[]) preopens.getFirst())[0];
    return guest.ok(Object.class, OPEN, directory, 0, "fifo", 0, flags);
  }

  /// Its writer is there and silent.
  private static Object readFifo(FakeGuest guest) {
    Object both = fifo(guest, FOR_BOTH);
    Object reader = fifo(guest, FOR_READING);
    Object stream =
        guest.ok(
            Object.class, "wasi:filesystem/types#[method]descriptor.read-via-stream", reader, 0L);
    try {
      return guest.call(READ, stream, 10L);
    } finally {
      List.of(stream, reader, both).forEach(guest::destroy);
    }
  }

  private static Object fillFifo(FakeGuest guest) {
    Object both = fifo(guest, FOR_BOTH);
    Object stream =
        guest.ok(
            Object.class, "wasi:filesystem/types#[method]descriptor.write-via-stream", both, 0L);
    try {
      return fill(guest, stream);
    } finally {
      List.of(stream, both).forEach(guest::destroy);
    }
  }

  /// More than it has room for, if nobody else has filled it.
  private static Object flushFifo(FakeGuest guest) {
    Object both = fifo(guest, FOR_BOTH);
    Object out = stream(guest, "write-via-stream", both);
    try {
      for (int i = 0; i < 2; i++) {
        if (guest.ok(Long.class, OUT + "check-write", out) >= 40_000) {
          guest.call(OUT + "write", out, new byte[40_000]);
        }
      }
      return guest.call(OUT + "blocking-flush", out);
    } finally {
      List.of(out, both).forEach(guest::destroy);
    }
  }

  private static Object fill(FakeGuest guest, Object stream) {
    while (guest.call(WRITE, stream, new byte[4096]) instanceof Result.Ok) {
      // Until there is no more room.
    }
    throw new AssertionError("the stream was closed");
  }

  /// A listener of the host that accepts nobody.
  private static ServerSocket listener() {
    try {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Variant address(int port) {
    return new Variant(IPV4, new Object[] {port, new Object[] {127, 0, 0, 1}});
  }

  private static Object connecting(FakeGuest guest, ServerSocket listener) {
    Object network = guest.call("wasi:sockets/instance-network#instance-network");
    Object socket =
        guest.ok(Object.class, "wasi:sockets/tcp-create-socket#create-tcp-socket", IPV4);
    guest.call(SOCKET + "start-connect", socket, network, address(listener.getLocalPort()));
    return socket;
  }

  /// The queue of the listener is full after a few connections.
  private static Object awaitAcceptance(FakeGuest guest) {
    List<Object> sockets = new ArrayList<>();
    try (ServerSocket listener = listener()) {
      while (true) {
        Object socket = connecting(guest, listener);
        sockets.add(socket);
        guest.call(BLOCK, guest.call(SOCKET + "subscribe", socket));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sockets.forEach(guest::destroy);
    }
  }

  /// Does something with the two streams of a connection to somebody silent.
  private static Object connected(FakeGuest guest, Function<Object[], Object> use) {
    try (ServerSocket listener = listener()) {
      Object socket = connecting(guest, listener);
      List<Object> made = new ArrayList<>(List.of(socket));
      try {
        guest.call(BLOCK, guest.call(SOCKET + "subscribe", socket));
        Object[] streams = guest.ok(Object[].class, SOCKET + "finish-connect", socket);
        made.addAll(List.of(streams));
        return use.apply(streams);
      } finally {
        made.forEach(guest::destroy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object awaitDatagram(FakeGuest guest) {
    String udp = "wasi:sockets/udp#[method]udp-socket.";
    Object network = guest.call("wasi:sockets/instance-network#instance-network");
    Object socket =
        guest.ok(Object.class, "wasi:sockets/udp-create-socket#create-udp-socket", IPV4);
    guest.call(udp + "start-bind", socket, network, address(0));
    guest.call(udp + "finish-bind", socket);
    Object[] streams = guest.ok(Object[].class, udp + "stream", socket, Optional.empty());
    try {
      String subscribe = "wasi:sockets/udp#[method]incoming-datagram-stream.subscribe";
      return guest.call(BLOCK, guest.call(subscribe, streams[0]));
    } finally {
      List.of(streams[0], streams[1], socket).forEach(guest::destroy);
    }
  }

  private static Object request(FakeGuest guest, String authority) {
    Object fields = guest.call(HTTP + "[constructor]fields");
    Object request = guest.call(HTTP + "[constructor]outgoing-request", fields);
    String set = HTTP + "[method]outgoing-request.set-";
    guest.call(set + "authority", request, Optional.of(authority));
    guest.call(set + "path-with-query", request, Optional.of("/"));
    return request;
  }

  private static Object sent(FakeGuest guest, Object request) {
    return guest.ok(Object.class, "wasi:http/outgoing-handler#handle", request, Optional.empty());
  }

  private static Object awaitResponse(FakeGuest guest) {
    Object future = sent(guest, request(guest, "nobody"));
    return guest.call(
        BLOCK, guest.call(HTTP + "[method]future-incoming-response.subscribe", future));
  }

  /// Of somebody who answers at once.
  private static Object responseBody(FakeGuest guest, String authority) {
    Object future = sent(guest, request(guest, authority));
    Optional<?> answer =
        (Optional<?>) guest.call(HTTP + "[method]future-incoming-response.get", future);
    Result.Ok first = (Result.Ok) answer.orElseThrow();
    Object response = ((Result.Ok) Objects.requireNonNull(first.value())).value();
    return guest.ok(Object.class, HTTP + "[method]incoming-response.consume", response);
  }

  private static Object readResponse(FakeGuest guest) {
    Object body = responseBody(guest, "slow");
    Object stream = guest.ok(Object.class, HTTP + "[method]incoming-body.stream", body);
    return guest.call(READ, stream, 10L);
  }

  private static Object awaitTrailers(FakeGuest guest) {
    Object body = responseBody(guest, "endless");
    Object trailers = guest.call(HTTP + "[static]incoming-body.finish", body);
    return guest.call(BLOCK, guest.call(HTTP + "[method]future-trailers.subscribe", trailers));
  }

  private static Object sendBody(FakeGuest guest) {
    Object request = request(guest, "nobody");
    Object body = guest.ok(Object.class, HTTP + "[method]outgoing-request.body", request);
    Object stream = guest.ok(Object.class, HTTP + "[method]outgoing-body.write", body);
    sent(guest, request);
    return fill(guest, stream);
  }

  /// `nobody` never answers, `slow` never sends its body, `endless` never its trailers.
  private static CompletableFuture<HttpResponse> answer(HttpRequest request) {
    CompletableFuture<List<HttpHeader>> never = new CompletableFuture<>();
    ByteSource stream =
        switch (String.valueOf(request.authority())) {
          case "slow" -> pipe();
          case "endless" -> MemorySource.empty();
          default -> null;
        };
    return stream == null
        ? new CompletableFuture<>()
        : CompletableFuture.completedFuture(
            new HttpResponse(200, List.of(), new HttpBody(stream, never)));
  }

  private static Object awaitConnection(FakeGuest guest) {
    Object network = guest.call("wasi:sockets/instance-network#instance-network");
    Object socket =
        guest.ok(Object.class, "wasi:sockets/tcp-create-socket#create-tcp-socket", IPV4);
    assertThat(guest.call(SOCKET + "start-bind", socket, network, address(0))).isEqualTo(Result.OK);
    guest.call(SOCKET + "finish-bind", socket);
    guest.call(SOCKET + "start-listen", socket);
    guest.call(SOCKET + "finish-listen", socket);
    try {
      return guest.call(BLOCK, guest.call(SOCKET + "subscribe", socket));
    } finally {
      guest.destroy(socket);
    }
  }

  private static Object awaitName(FakeGuest guest) {
    Object network = guest.call("wasi:sockets/instance-network#instance-network");
    Object stream =
        guest.ok(
            Object.class, "wasi:sockets/ip-name-lookup#resolve-addresses", network, "some.name");
    return guest.call(
        BLOCK,
        guest.call("wasi:sockets/ip-name-lookup#[method]resolve-address-stream.subscribe", stream));
  }

  private static FakeGuest guest(Path folder) {
    try {
      Preopen preopen = new Preopen("/", LinuxDirectory.open(folder, Access.READ_WRITE));
      return new FakeGuest(b ->
          b.clock(HostClock.SYSTEM)
              .network(new SilentNetwork())
              .http((request, _) -> answer(request))
              .preopens(List.of(preopen))
              .sockets(SocketPolicy.ALLOWED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void endsAtOnceWhenKilledAndLeavesNoDescriptor(Blocked blocked) throws Exception {
    Killing.endsAndLeavesNothing(() -> guest(folder), blocked.call()::run);
  }

  @BeforeEach
  void makeFifo() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
  }

  /// Each of the guests has a context of its own.
  @ParameterizedTest
  @MethodSource("calls")
  void takesNoPlatformThreadForEachOfManyGuests(Blocked blocked) throws InterruptedException {
    List<FakeGuest> guests = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    int before = Thread.getAllStackTraces().size();
    for (int i = 0; i < 100; i++) {
      FakeGuest guest = guest(folder);
      guests.add(guest);
      threads.add(Thread.ofVirtual().unstarted(() -> runToItsKill(blocked, guest)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(thread.isAlive()).as("waits and has not ended").isTrue();
        Thread.yield();
      }
    }
    assertThat(Thread.getAllStackTraces().size() - before).isLessThan(50);
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join();
    }
    guests.forEach(guest -> guest.context.close());
  }

  /// More than a FIFO has room for: some of it waits until somebody reads.
  @Test
  void takesWhatAFifoHasNoRoomFor() {
    FakeGuest guest = guest(folder);
    Object both = fifo(guest, FOR_BOTH);
    Object in = stream(guest, "read-via-stream", both);
    Object out = stream(guest, "write-via-stream", both);
    byte[] sent = new byte[80_000];
    new Random(1).nextBytes(sent);
    for (int from = 0; from < sent.length; from += 40_000) {
      assertThat(guest.ok(Long.class, OUT + "check-write", out)).isGreaterThanOrEqualTo(40_000);
      byte[] part = Arrays.copyOfRange(sent, from, from + 40_000);
      assertThat(guest.call(OUT + "write", out, part)).isInstanceOf(Result.Ok.class);
    }
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    while (seen.size() < sent.length) {
      seen.writeBytes(guest.ok(byte[].class, READ, in, 10_000L));
      assertThat(guest.ok(Long.class, OUT + "check-write", out)).isNotNegative();
    }
    assertThat(seen.toByteArray()).isEqualTo(sent);
    List.of(in, out, both).forEach(guest::destroy);
    guest.context.close();
  }

  private static Object stream(FakeGuest guest, String kind, Object file) {
    return guest.ok(Object.class, "wasi:filesystem/types#[method]descriptor." + kind, file, 0L);
  }

  private static void runToItsKill(Blocked blocked, FakeGuest guest) {
    try {
      blocked.call().run(guest);
    } catch (Trap e) {
      // As intended.
    }
  }

  @Test
  void takesNoPlatformThreadForAGuestAsleep() throws InterruptedException {
    int guests = 10_000;
    CountDownLatch asleep = new CountDownLatch(guests);
    AtomicInteger ended = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    FakeGuest guest = guest(folder);
    int before = Thread.getAllStackTraces().size();
    for (int i = 0; i < guests; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                Object timer = guest.call(SUBSCRIBE, HOUR);
                asleep.countDown();
                try {
                  guest.call(BLOCK, timer);
                } catch (Trap e) {
                  ended.incrementAndGet();
                }
              }));
    }
    asleep.await();
    // Carriers and the JDK's timer, whatever the number of guests.
    assertThat(Thread.getAllStackTraces().size() - before).isLessThan(50);
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ended).hasValue(guests);
    guest.context.close();
  }
}
