package dev.jawa.wasi.p2.sockets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.ctx.SocketPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTest {

  private static final String TCP = "wasi:sockets/tcp#[method]tcp-socket.";
  private static final String IN = "wasi:io/streams#[method]input-stream.";
  private static final String OUT = "wasi:io/streams#[method]output-stream.";

  /// By the number of their family.
  private static final List<Object[]> LOOPBACK =
      List.of(new Object[] {127, 0, 0, 1}, new Object[] {0, 0, 0, 0, 0, 0, 0, 1});

  private static final List<Object[]> ANY =
      List.of(new Object[] {0, 0, 0, 0}, new Object[] {0, 0, 0, 0, 0, 0, 0, 0});

  private final FakeGuest guest = new FakeGuest(b -> b.sockets(SocketPolicy.ALLOWED));
  private final Object network = guest.call("wasi:sockets/instance-network#instance-network");

  @AfterEach
  void close() {
    guest.context.close();
  }

  @Test
  void talksBetweenTwoSockets() {
    Object listener = listen();
    Object client = socket();
    Object[] clientStreams = connect(client, listener);
    Object[] accepted = accept(listener);

    guest.call(OUT + "blocking-write-and-flush", clientStreams[1], "ping".getBytes(UTF_8));
    assertThat(guest.ok(byte[].class, IN + "blocking-read", accepted[1], 100L))
        .asString(UTF_8)
        .isEqualTo("ping");
    guest.call(OUT + "blocking-write-and-flush", accepted[2], "pong".getBytes(UTF_8));
    guest.drop(accepted[2]);
    assertThat(readAll(clientStreams[0])).isEqualTo("pong");
    assertThat(guest.ok(Variant.class, TCP + "remote-address", client))
        .usingRecursiveComparison()
        .isEqualTo(guest.ok(Variant.class, TCP + "local-address", listener));
  }

  @Test
  void letsOutWhatWasWrittenBeforeEverythingWasDropped() {
    Object listener = listen();
    Object client = socket();
    Object[] streams = connect(client, listener);
    Object[] accepted = accept(listener);
    long written = 0;
    for (long permit = checkWrite(streams[1]); permit > 0; permit = checkWrite(streams[1])) {
      guest.call(OUT + "write", streams[1], new byte[(int) permit]);
      written += permit;
    }
    guest.drop(streams[1]);
    guest.drop(streams[0]);
    guest.destroy(client);
    assertThat(readAll(accepted[1])).hasSize((int) written);
  }

  /// It may wait for an answer to all it wrote.
  @Test
  @Timeout(60)
  void letsOutWhatWasWrittenThoughTheGuestAsksNoMore() {
    Object listener = listen();
    Object[] streams = connect(socket(), listener);
    Object[] accepted = accept(listener);
    long unread = 0;
    for (long permit = checkWrite(streams[1]); permit > 0; permit = checkWrite(streams[1])) {
      guest.call(OUT + "write", streams[1], new byte[(int) permit]);
      unread += permit;
    }
    while (unread > 0) {
      unread -= guest.ok(byte[].class, IN + "blocking-read", accepted[1], 1L << 20).length;
    }
    assertThat(unread).isZero();
    assertThat(guest.call(OUT + "blocking-flush", streams[1])).isEqualTo(Result.OK);
  }

  @Test
  void givesWhatCameInParts() {
    Object listener = listen();
    Object[] client = connect(socket(), listener);
    Object[] server = accept(listener);
    byte[] sent = new byte[3000];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) i;
    }
    assertThat(guest.call(OUT + "blocking-write-and-flush", client[1], sent)).isEqualTo(Result.OK);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    while (got.size() < sent.length) {
      got.writeBytes(guest.ok(byte[].class, IN + "blocking-read", server[1], 700L));
    }
    assertThat(got.toByteArray()).isEqualTo(sent);
    assertThat(guest.ok(byte[].class, IN + "read", server[1], 700L)).isEmpty();
  }

  @Test
  void shutsItsDirectionsDown() {
    Object listener = listen();
    Object client = socket();
    Object[] streams = connect(client, listener);
    Object[] accepted = accept(listener);
    assertThat(guest.call(TCP + "shutdown", client, 1)).isEqualTo(Result.OK);
    assertThat(guest.call(TCP + "shutdown", client, 1)).isEqualTo(Result.OK);
    assertThat(readAll(accepted[1])).isEmpty();
    assertThat(guest.call(OUT + "check-write", streams[1])).isEqualTo(Result.err(Variant.of(1)));
    assertThat(guest.call(TCP + "shutdown", client, 2)).isEqualTo(Result.OK);
    assertThat(guest.call(IN + "read", streams[0], 1L)).isEqualTo(Result.err(Variant.of(1)));
  }

  @Test
  void blocksOnlyWhereTheWitSaysSo() {
    Object listener = listen();
    assertError(ErrorCode.WOULD_BLOCK, "accept", listener);
    Object pollable = guest.call(TCP + "subscribe", listener);
    assertThat(guest.call("wasi:io/poll#[method]pollable.ready", pollable)).isEqualTo(false);
    connect(socket(), listener);
    guest.call("wasi:io/poll#[method]pollable.block", pollable);
    assertThat(guest.call(TCP + "accept", listener)).isInstanceOf(Result.Ok.class);
  }

  @Test
  void goesThroughItsStatesInOrder() {
    Object socket = socket();
    assertError(ErrorCode.NOT_IN_PROGRESS, "finish-bind", socket);
    assertError(ErrorCode.NOT_IN_PROGRESS, "finish-connect", socket);
    assertError(ErrorCode.NOT_IN_PROGRESS, "finish-listen", socket);
    assertError(ErrorCode.INVALID_STATE, "start-listen", socket);
    assertError(ErrorCode.INVALID_STATE, "accept", socket);
    assertError(ErrorCode.INVALID_STATE, "local-address", socket);
    assertError(ErrorCode.INVALID_STATE, "remote-address", socket);
    assertError(ErrorCode.INVALID_STATE, "shutdown", socket, 2);
    assertOk("start-bind", socket, network, address(127, 0, 0, 1, 0));
    assertError(ErrorCode.CONCURRENCY_CONFLICT, "start-listen", socket);
    assertOk("finish-bind", socket);
    assertError(ErrorCode.INVALID_STATE, "start-bind", socket, network, address(127, 0, 0, 1, 0));
    assertOk("start-listen", socket);
    assertThat(guest.call(TCP + "is-listening", socket)).isEqualTo(true);
    assertOk("finish-listen", socket);
    assertThat(guest.call(TCP + "is-listening", socket)).isEqualTo(true);
    assertOk("set-listen-backlog-size", socket, 3L);
    assertError(
        ErrorCode.INVALID_STATE, "start-connect", socket, network, address(127, 0, 0, 1, 9));
  }

  @Test
  void isClosedAfterAConnectionThatWasRefused() {
    Object gone = listen();
    Variant address = guest.ok(Variant.class, TCP + "local-address", gone);
    guest.drop(gone);
    Object client = socket();
    assertOk("start-connect", client, network, address);
    guest.call("wasi:io/poll#[method]pollable.block", guest.call(TCP + "subscribe", client));
    assertError(ErrorCode.CONNECTION_REFUSED, "finish-connect", client);
    assertError(ErrorCode.NOT_IN_PROGRESS, "finish-connect", client);
    assertError(ErrorCode.CONNECTION_REFUSED, "keep-alive-enabled", client);
    assertError(ErrorCode.CONNECTION_REFUSED, "local-address", client);
    assertError(ErrorCode.CONNECTION_REFUSED, "remote-address", client);
    assertError(ErrorCode.CONNECTION_REFUSED, "set-listen-backlog-size", client, 1L);
    assertError(ErrorCode.INVALID_STATE, "shutdown", client, 2);
  }

  @Test
  void tellsWhyAStreamFailed() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Object client = socket();
      assertOk("start-connect", client, network, address(127, 0, 0, 1, server.getLocalPort()));
      guest.call("wasi:io/poll#[method]pollable.block", guest.call(TCP + "subscribe", client));
      Object[] streams = guest.ok(Object[].class, TCP + "finish-connect", client);
      Socket peer = server.accept();
      // Closes with a reset.
      peer.setSoLinger(true, 0);
      peer.close();
      Variant error = guest.err(Variant.class, IN + "blocking-read", streams[0], 1L);
      assertThat(guest.some("wasi:sockets/network#network-error-code", error.payload()))
          .isEqualTo(ErrorCode.CONNECTION_RESET.ordinal());
    }
  }

  @ParameterizedTest
  @CsvSource({"224,0,0,1,80", "255,255,255,255,80", "0,0,0,0,80", "127,0,0,1,0"})
  void refusesToConnectToWhatIsNoPlace(int a, int b, int c, int d, int port) {
    assertError(
        ErrorCode.INVALID_ARGUMENT, "start-connect", socket(), network, address(a, b, c, d, port));
  }

  @Test
  void refusesAddressesOfTheOtherFamily() {
    Object[] loopback = {0, 0, 0, 0, 0, 0, 0, 1};
    Object[] mapped = {0, 0, 0, 0, 0, 0xFFFF, 0x7F00, 1};
    assertError(ErrorCode.INVALID_ARGUMENT, "start-bind", socket(), network, address(loopback, 0));
    Object ipv6 = guest.ok(Object.class, "wasi:sockets/tcp-create-socket#create-tcp-socket", 1);
    assertError(ErrorCode.INVALID_ARGUMENT, "start-bind", ipv6, network, address(127, 0, 0, 1, 0));
    assertError(ErrorCode.INVALID_ARGUMENT, "start-bind", ipv6, network, address(mapped, 0));
  }

  @Test
  void looksAtItsStateBeforeTheAddress() {
    Object[] mapped = {0, 0, 0, 0, 0, 0xFFFF, 0x7F00, 1};
    Object socket = socket();
    assertOk("start-bind", socket, network, address(127, 0, 0, 1, 0));
    assertError(
        ErrorCode.CONCURRENCY_CONFLICT, "start-connect", socket, network, address(mapped, 1));
    assertOk("finish-bind", socket);
    assertError(ErrorCode.INVALID_STATE, "start-bind", socket, network, address(mapped, 0));
    assertError(ErrorCode.INVALID_ARGUMENT, "start-connect", socket, network, address(mapped, 1));
  }

  @Test
  void hasNoOptionsWhileItConnects() {
    Object client = socket();
    Object listener = listen();
    assertOk(
        "start-connect", client, network, guest.ok(Variant.class, TCP + "local-address", listener));
    assertError(ErrorCode.INVALID_STATE, "hop-limit", client);
    assertError(ErrorCode.INVALID_STATE, "set-hop-limit", client, 0);
    assertError(ErrorCode.INVALID_STATE, "set-send-buffer-size", client, 0L);
    guest.drop(client);
  }

  @Test
  void mayAcceptBeforeItHasFinishedToListen() {
    Object socket = socket();
    assertOk("start-bind", socket, network, address(127, 0, 0, 1, 0));
    assertOk("finish-bind", socket);
    assertOk("start-listen", socket);
    assertError(ErrorCode.WOULD_BLOCK, "accept", socket);
  }

  @Test
  void asksThePolicyFirst() {
    Result accessDenied = Result.err(ErrorCode.ACCESS_DENIED.ordinal());
    assertThat(new FakeGuest().call("wasi:sockets/tcp-create-socket#create-tcp-socket", 0))
        .isEqualTo(accessDenied);
    FakeGuest nowhere = new FakeGuest(b -> b.sockets(new Nowhere()));
    Object socket = nowhere.ok(Object.class, "wasi:sockets/tcp-create-socket#create-tcp-socket", 0);
    assertThat(nowhere.call(TCP + "start-connect", socket, network, address(127, 0, 0, 1, 80)))
        .isEqualTo(accessDenied);
    assertThat(nowhere.call(TCP + "start-bind", socket, network, address(127, 0, 0, 1, 0)))
        .isEqualTo(accessDenied);
    nowhere.drop(socket);
  }

  @Test
  void opensItsChannelsInTheNetworkOfTheContext() {
    Counting place = new Counting();
    FakeGuest elsewhere = new FakeGuest(b -> b.network(place).sockets(SocketPolicy.ALLOWED));
    elsewhere.drop(
        elsewhere.ok(Object.class, "wasi:sockets/tcp-create-socket#create-tcp-socket", 0));
    assertThat(place.calls).hasValue(1);
  }

  @Test
  void handsTheOptionsOfAListenerOn() {
    Object listener = bound();
    assertOk("set-keep-alive-enabled", listener, true);
    assertOk("set-keep-alive-idle-time", listener, 1_500_000_000L);
    assertOk("start-listen", listener);
    assertOk("finish-listen", listener);
    assertOk("set-keep-alive-count", listener, 5L);
    assertThat(guest.ok(Long.class, TCP + "keep-alive-idle-time", listener))
        .isEqualTo(2_000_000_000L);
    connect(socket(), listener);
    Object accepted = accept(listener)[0];
    assertThat(guest.ok(Boolean.class, TCP + "keep-alive-enabled", accepted)).isTrue();
    assertThat(guest.ok(Long.class, TCP + "keep-alive-idle-time", accepted))
        .isEqualTo(2_000_000_000L);
    assertThat(guest.ok(Long.class, TCP + "keep-alive-count", accepted)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "set-keep-alive-idle-time",
    "set-keep-alive-interval",
    "set-keep-alive-count",
    "set-receive-buffer-size",
    "set-send-buffer-size",
    "set-listen-backlog-size"
  })
  void refusesZeroAndClampsTheRest(String setter) {
    Object socket = socket();
    assertError(ErrorCode.INVALID_ARGUMENT, setter, socket, 0L);
    assertOk(setter, socket, 0xFFFF_FFFFL);
    assertOk(setter, socket, 1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void limitsHops(int family) {
    Object socket = socket(family);
    assertError(ErrorCode.INVALID_ARGUMENT, "set-hop-limit", socket, 0);
    assertThat(hopLimit(socket)).as("the system's").isPositive();
    for (int hops : new int[] {1, 5, 255}) {
      assertOk("set-hop-limit", socket, hops);
      assertThat(hopLimit(socket)).isEqualTo(hops);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void handsTheHopLimitOfAListenerOn(int family) {
    Object listener = bound(family, 0);
    assertOk("set-hop-limit", listener, 7);
    assertOk("start-listen", listener);
    assertOk("finish-listen", listener);
    assertThat(hopLimit(listener)).isEqualTo(7);
    connect(socket(family), listener);
    assertThat(hopLimit(accept(listener)[0])).isEqualTo(7);
    assertOk("set-hop-limit", listener, 9);
    connect(socket(family), listener);
    assertThat(hopLimit(accept(listener)[0])).isEqualTo(9);
  }

  @Test
  void leavesAPortOfIpv4ToOthersWhenItIsBoundWithIpv6() {
    Object ipv6 = listen(bound(1, 0, ANY.get(1)));
    int port = port(ipv6);
    Object ipv4 = listen(bound(0, port, ANY.get(0)));
    Object[] streams = connect(socket(), address(127, 0, 0, 1, port));
    Object[] accepted = accept(ipv4);
    guest.call(OUT + "blocking-write-and-flush", streams[1], "over IPv4".getBytes(UTF_8));
    assertThat(guest.ok(byte[].class, IN + "blocking-read", accepted[1], 100L))
        .asString(UTF_8)
        .isEqualTo("over IPv4");
    assertError(ErrorCode.WOULD_BLOCK, "accept", ipv6);
  }

  private int hopLimit(Object socket) {
    return guest.ok(Integer.class, TCP + "hop-limit", socket);
  }

  private int port(Object socket) {
    Variant address = guest.ok(Variant.class, TCP + "local-address", socket);
    return (Integer) ((Object[]) Objects.requireNonNull(address.payload()))[0];
  }

  private Object socket() {
    return socket(0);
  }

  private Object socket(int family) {
    return guest.ok(Object.class, "wasi:sockets/tcp-create-socket#create-tcp-socket", family);
  }

  private Object bound() {
    return bound(0, 0);
  }

  private Object bound(int family, int port) {
    return bound(family, port, LOOPBACK.get(family));
  }

  private Object bound(int family, int port, Object[] ip) {
    Object socket = socket(family);
    assertOk("start-bind", socket, network, family == 0 ? ipv4(ip, port) : address(ip, port));
    assertOk("finish-bind", socket);
    return socket;
  }

  private Object listen() {
    return listen(bound());
  }

  private Object listen(Object socket) {
    assertOk("start-listen", socket);
    assertOk("finish-listen", socket);
    return socket;
  }

  private Object[] connect(Object client, Object listener) {
    return connect(client, guest.ok(Variant.class, TCP + "local-address", listener));
  }

  private Object[] connect(Object client, Variant address) {
    assertOk("start-connect", client, network, address);
    guest.call("wasi:io/poll#[method]pollable.block", guest.call(TCP + "subscribe", client));
    return guest.ok(Object[].class, TCP + "finish-connect", client);
  }

  private Object[] accept(Object listener) {
    guest.call("wasi:io/poll#[method]pollable.block", guest.call(TCP + "subscribe", listener));
    return guest.ok(Object[].class, TCP + "accept", listener);
  }

  private long checkWrite(Object stream) {
    return guest.ok(Long.class, OUT + "check-write", stream);
  }

  private String readAll(Object stream) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (guest.call(IN + "blocking-read", stream, 1L << 20) instanceof Result.Ok(Object bytes)) {
      all.writeBytes((byte[]) bytes);
    }
    return all.toString(UTF_8);
  }

  private void assertOk(String method, Object... args) {
    assertThat(guest.call(TCP + method, args)).as(method).isEqualTo(Result.OK);
  }

  private void assertError(ErrorCode code, String method, Object... args) {
    assertThat(guest.call(TCP + method, args)).as(method).isEqualTo(Result.err(code.ordinal()));
  }

  private static Variant address(int a, int b, int c, int d, int port) {
    return ipv4(new Object[] {a, b, c, d}, port);
  }

  private static Variant ipv4(Object[] address, int port) {
    return new Variant(0, new Object[] {port, address});
  }

  private static Variant address(Object[] ipv6, int port) {
    return new Variant(1, new Object[] {port, 0L, ipv6, 0L});
  }

  private static final class Counting implements NetworkPlace {
    final AtomicInteger calls = new AtomicInteger();

    @Override
    public <T> T call(Callable<T> action) throws Exception {
      calls.incrementAndGet();
      return action.call();
    }
  }

  private static final class Nowhere implements SocketPolicy {
    @Override
    public boolean allows(Protocol protocol) {
      return true;
    }

    @Override
    public boolean allows(Use use, InetSocketAddress address) {
      return false;
    }

    @Override
    public boolean allowsNameLookup() {
      return false;
    }
  }

  @Test
  void isDroppedBehindItsStreamsAndPollables() {
    Object listener = listen();
    Object client = socket();
    Object[] streams = connect(client, listener);
    Object pollable = guest.call(IN + "subscribe", streams[0]);
    for (Object early : new Object[] {client, streams[0]}) {
      assertThatThrownBy(() -> guest.drop(early))
          .isInstanceOf(Trap.class)
          .hasMessageContaining("dropped before what was made of it");
    }
    guest.drop(pollable);
    guest.drop(streams[0]);
    guest.drop(streams[1]);
  }
}
