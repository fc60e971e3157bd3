package dev.jawa.wasi.p2.sockets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.SocketPolicy;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpTest {

  private static final String UDP = "wasi:sockets/udp#[method]udp-socket.";
  private static final String IN = "wasi:sockets/udp#[method]incoming-datagram-stream.";
  private static final String OUT = "wasi:sockets/udp#[method]outgoing-datagram-stream.";
  private static final Variant LOOPBACK =
      new Variant(0, new Object[] {0, new Object[] {127, 0, 0, 1}});

  private final FakeGuest guest = new FakeGuest(b -> b.sockets(SocketPolicy.ALLOWED));
  private final Object network = guest.call("wasi:sockets/instance-network#instance-network");

  @AfterEach
  void close() {
    guest.context.close();
  }

  @Test
  void exchangesDatagrams() {
    Object one = bound();
    Object two = bound();
    Object[] ones = stream(one, Optional.of(local(two)));
    Object[] twos = stream(two, Optional.empty());
    assertThat(send(ones[1], "ping", Optional.empty())).isEqualTo(Result.ok(1L));
    Object[] received = receive(twos[0]);
    assertThat((byte[]) received[0]).asString(UTF_8).isEqualTo("ping");
    assertThat(received[1]).usingRecursiveComparison().isEqualTo(local(one));
    assertThat(send(twos[1], "pong", Optional.of(received[1]))).isEqualTo(Result.ok(1L));
    assertThat((byte[]) receive(ones[0])[0]).asString(UTF_8).isEqualTo("pong");
    assertThat(guest.ok(Variant.class, UDP + "remote-address", one))
        .usingRecursiveComparison()
        .isEqualTo(local(two));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void limitsHops(int family) {
    Object socket =
        guest.ok(Object.class, "wasi:sockets/udp-create-socket#create-udp-socket", family);
    assertThat(guest.call(UDP + "set-unicast-hop-limit", socket, 0))
        .isEqualTo(Result.err(ErrorCode.INVALID_ARGUMENT.ordinal()));
    for (int hops : new int[] {1, 5, 255}) {
      assertThat(guest.call(UDP + "set-unicast-hop-limit", socket, hops)).isEqualTo(Result.OK);
      assertThat(guest.ok(Integer.class, UDP + "unicast-hop-limit", socket)).isEqualTo(hops);
    }
  }

  @Test
  void answersNothingWhereNothingIsThere() {
    Object[] streams = stream(bound(), Optional.empty());
    assertThat(guest.ok(List.class, IN + "receive", streams[0], 5L)).isEmpty();
    assertThat(
            guest.call(
                "wasi:io/poll#[method]pollable.ready", guest.call(IN + "subscribe", streams[0])))
        .isEqualTo(false);
  }

  @Test
  void needsAnAddressToSendTo() {
    Object other = bound();
    Object[] streams = stream(bound(), Optional.empty());
    assertThat(send(streams[1], "x", Optional.empty()))
        .isEqualTo(Result.err(ErrorCode.INVALID_ARGUMENT.ordinal()));
    Object[] connected = stream(bound(), Optional.of(local(other)));
    assertThat(send(connected[1], "x", Optional.of(local(bound()))))
        .isEqualTo(Result.err(ErrorCode.INVALID_ARGUMENT.ordinal()));
  }

  @Test
  void maySpeakToAGroupButNotToEverybody() {
    Object[] group = {224, 0, 0, 1};
    Object socket = guest.ok(Object.class, "wasi:sockets/udp-create-socket#create-udp-socket", 0);
    Variant address = new Variant(0, new Object[] {0, group});
    assertThat(guest.call(UDP + "start-bind", socket, network, address)).isEqualTo(Result.OK);
    Variant everybody = new Variant(0, new Object[] {9, new Object[] {255, 255, 255, 255}});
    assertThat(guest.call(UDP + "stream", bound(), Optional.of(everybody)))
        .isEqualTo(Result.err(ErrorCode.ACCESS_DENIED.ordinal()));
  }

  @Test
  void trapsOnASendWithoutAPermit() {
    Object[] streams = stream(bound(), Optional.empty());
    Object datagram = new Object[] {new byte[1], Optional.of(local(bound()))};
    assertThat(guest.call(OUT + "send", streams[1], List.of())).isEqualTo(Result.ok(0L));
    assertThatThrownBy(() -> guest.call(OUT + "send", streams[1], List.of(datagram)))
        .isInstanceOf(Trap.class);
  }

  @Test
  void refusesADatagramThatIsTooLarge() {
    Object[] streams = stream(bound(), Optional.empty());
    guest.call(OUT + "check-send", streams[1]);
    Object datagram = new Object[] {new byte[70_000], Optional.of(local(bound()))};
    assertThat(guest.call(OUT + "send", streams[1], List.of(datagram)))
        .isEqualTo(Result.err(ErrorCode.DATAGRAM_TOO_LARGE.ordinal()));
  }

  @Test
  void trapsOnNewStreamsBeforeTheOldAreDropped() {
    Object socket = bound();
    Object[] streams = stream(socket, Optional.empty());
    assertThatThrownBy(() -> stream(socket, Optional.empty())).isInstanceOf(Trap.class);
    guest.drop(streams[0]);
    guest.drop(streams[1]);
    assertThat(stream(socket, Optional.empty())).hasSize(2);
  }

  @Test
  void goesThroughItsStatesInOrder() {
    Object socket = guest.ok(Object.class, "wasi:sockets/udp-create-socket#create-udp-socket", 0);
    assertThat(guest.call(UDP + "local-address", socket))
        .isEqualTo(Result.err(ErrorCode.INVALID_STATE.ordinal()));
    assertThat(guest.call(UDP + "finish-bind", socket))
        .isEqualTo(Result.err(ErrorCode.NOT_IN_PROGRESS.ordinal()));
    assertThat(guest.call(UDP + "stream", socket, Optional.empty()))
        .isEqualTo(Result.err(ErrorCode.INVALID_STATE.ordinal()));
    guest.call(UDP + "start-bind", socket, network, LOOPBACK);
    assertThat(guest.call(UDP + "start-bind", socket, network, LOOPBACK))
        .isEqualTo(Result.err(ErrorCode.CONCURRENCY_CONFLICT.ordinal()));
  }

  @Test
  void asksThePolicyForEachDatagram() {
    FakeGuest bindOnly =
        new FakeGuest(b ->
            b.sockets(
                new SocketPolicy() {
                  @Override
                  public boolean allows(Protocol protocol) {
                    return protocol == Protocol.UDP;
                  }

                  @Override
                  public boolean allows(Use use, InetSocketAddress address) {
                    return use == Use.UDP_BIND;
                  }

                  @Override
                  public boolean allowsNameLookup() {
                    return false;
                  }
                }));
    Object socket =
        bindOnly.ok(Object.class, "wasi:sockets/udp-create-socket#create-udp-socket", 0);
    bindOnly.call(UDP + "start-bind", socket, network, LOOPBACK);
    bindOnly.call(UDP + "finish-bind", socket);
    Object[] streams = bindOnly.ok(Object[].class, UDP + "stream", socket, Optional.empty());
    bindOnly.call(OUT + "check-send", streams[1]);
    Object datagram = new Object[] {new byte[1], Optional.of(local(bound()))};
    assertThat(bindOnly.call(OUT + "send", streams[1], List.of(datagram)))
        .isEqualTo(Result.err(ErrorCode.ACCESS_DENIED.ordinal()));
    bindOnly.context.close();
  }

  @Test
  void keepsWhatTheRightSenderSentBeforeConnecting() {
    Object receiver = bound();
    Object right = bound();
    Object[] rights = stream(right, Optional.of(local(receiver)));
    Object[] wrongs = stream(bound(), Optional.of(local(receiver)));
    send(wrongs[1], "wrong", Optional.empty());
    send(rights[1], "right", Optional.empty());
    Object[] streams = stream(receiver, Optional.of(local(right)));
    assertThat((byte[]) receive(streams[0])[0]).asString(UTF_8).isEqualTo("right");
  }

  @Test
  void tellsThatNobodyListens() {
    Object gone = bound();
    Variant address = local(gone);
    guest.drop(gone);
    Object[] streams = stream(bound(), Optional.of(address));
    send(streams[1], "x", Optional.empty());
    guest.call("wasi:io/poll#[method]pollable.block", guest.call(IN + "subscribe", streams[0]));
    assertThat(guest.call(IN + "receive", streams[0], 1L))
        .isEqualTo(Result.err(ErrorCode.CONNECTION_REFUSED.ordinal()));
    assertThat(guest.ok(List.class, IN + "receive", streams[0], 1L)).isEmpty();
  }

  @Test
  void sendsEmptyDatagrams() {
    Object receiver = bound();
    Object[] streams = stream(receiver, Optional.empty());
    Object sender = bound();
    Object[] connected = stream(sender, Optional.of(local(receiver)));
    assertThat(send(connected[1], "", Optional.empty())).isEqualTo(Result.ok(1L));
    assertThat((byte[]) receive(streams[0])[0]).isEmpty();
    send(connected[1], "still connected", Optional.empty());
    assertThat((byte[]) receive(streams[0])[0]).asString(UTF_8).isEqualTo("still connected");
    Object[] free = stream(bound(), Optional.empty());
    assertThat(send(free[1], "", Optional.of(local(receiver)))).isEqualTo(Result.ok(1L));
    assertThat((byte[]) receive(streams[0])[0]).isEmpty();
  }

  private Object bound() {
    Object socket = guest.ok(Object.class, "wasi:sockets/udp-create-socket#create-udp-socket", 0);
    assertThat(guest.call(UDP + "start-bind", socket, network, LOOPBACK)).isEqualTo(Result.OK);
    assertThat(guest.call(UDP + "finish-bind", socket)).isEqualTo(Result.OK);
    return socket;
  }

  private Variant local(Object socket) {
    return guest.ok(Variant.class, UDP + "local-address", socket);
  }

  private Object[] stream(Object socket, Optional<Object> remote) {
    return guest.ok(Object[].class, UDP + "stream", socket, remote);
  }

  private Object send(Object stream, String text, Optional<Object> remote) {
    assertThat(guest.ok(Long.class, OUT + "check-send", stream)).isPositive();
    Object datagram = new Object[] {text.getBytes(UTF_8), remote};
    return guest.call(OUT + "send", stream, List.of(datagram));
  }

  private Object[] receive(Object stream) {
    guest.call("wasi:io/poll#[method]pollable.block", guest.call(IN + "subscribe", stream));
    List<?> datagrams = guest.ok(List.class, IN + "receive", stream, -1L);
    assertThat(datagrams).hasSize(1);
    return (Object[]) datagrams.getFirst();
  }
}
