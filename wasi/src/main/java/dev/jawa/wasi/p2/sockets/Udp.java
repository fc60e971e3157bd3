package dev.jawa.wasi.p2.sockets;

import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.sockets.SocketFailure.call;
import static dev.jawa.wasi.p2.sockets.SocketFailure.done;
import static dev.jawa.wasi.p2.wit.WitTypes.field;
import static dev.jawa.wasi.p2.wit.WitTypes.list;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.record;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultErr;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Poll;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `wasi:sockets/udp`: the contents; the work is in [UdpSocket] and its streams.
public final class Udp {

  private static final String METHOD = "[method]udp-socket.";
  private static final ValType DONE = resultErr(ErrorCode.TYPE);
  private static final ValType ADDRESS = result(IpAddresses.SOCKET_ADDRESS, ErrorCode.TYPE);
  private static final ValType COUNT = result(Primitive.U64, ErrorCode.TYPE);
  private static final ValType INCOMING =
      record(
          field("data", list(Primitive.U8)), field("remote-address", IpAddresses.SOCKET_ADDRESS));
  private static final ValType OUTGOING =
      record(
          field("data", list(Primitive.U8)),
          field("remote-address", option(IpAddresses.SOCKET_ADDRESS)));

  private Udp() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    HostInterface.Builder<WasiContext> table =
        HostInterface.<WasiContext>named("wasi:sockets/udp", WitTypes.VERSION)
            .resource(UdpSocket.RESOURCE)
            .resource(IncomingDatagramStream.RESOURCE)
            .resource(OutgoingDatagramStream.RESOURCE);
    bindOpening(table);
    bindAddresses(table);
    bindOptions(table);
    bindStreams(table);
    return table.build();
  }

  private static void bindOpening(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            METHOD + "start-bind",
            method(
                    UdpSocket.RESOURCE,
                    param("network", Network.RESOURCE.borrow()),
                    param("local-address", IpAddresses.SOCKET_ADDRESS))
                .returns(DONE),
            done((_, args) -> self(args).startBind(IpAddresses.lower(args[2]))))
        .func(
            METHOD + "finish-bind",
            method(UdpSocket.RESOURCE).returns(DONE),
            done((_, args) -> self(args).finishBind()))
        .func(
            METHOD + "stream",
            method(UdpSocket.RESOURCE, param("remote-address", option(IpAddresses.SOCKET_ADDRESS)))
                .returns(
                    result(
                        tuple(
                            IncomingDatagramStream.RESOURCE.own(),
                            OutgoingDatagramStream.RESOURCE.own()),
                        ErrorCode.TYPE)),
            call((_, args) -> self(args).stream(remote((Optional<?>) args[1]))))
        .func(
            METHOD + "subscribe",
            method(UdpSocket.RESOURCE).returns(Poll.POLLABLE.own()),
            (_, args) -> self(args).subscribe());
  }

  private static void bindAddresses(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            METHOD + "local-address",
            method(UdpSocket.RESOURCE).returns(ADDRESS),
            call((_, args) -> IpAddresses.lift(self(args).localAddress())))
        .func(
            METHOD + "remote-address",
            method(UdpSocket.RESOURCE).returns(ADDRESS),
            call((_, args) -> IpAddresses.lift(self(args).remoteAddress())))
        .func(
            METHOD + "address-family",
            method(UdpSocket.RESOURCE).returns(IpFamily.TYPE),
            (_, args) -> self(args).family().ordinal());
  }

  private static void bindOptions(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            METHOD + "unicast-hop-limit",
            method(UdpSocket.RESOURCE).returns(result(Primitive.U8, ErrorCode.TYPE)),
            call((_, args) -> HopLimit.get(self(args).channel(), self(args).family())))
        .func(
            METHOD + "set-unicast-hop-limit",
            method(UdpSocket.RESOURCE, param("value", Primitive.U8)).returns(DONE),
            done((_, args) ->
                HopLimit.set(
                    self(args).channel(),
                    self(args).family(),
                    SocketNumbers.hops((Integer) args[1]))));
    bindBuffer(table, "receive-buffer-size", StandardSocketOptions.SO_RCVBUF);
    bindBuffer(table, "send-buffer-size", StandardSocketOptions.SO_SNDBUF);
  }

  private static void bindBuffer(
      HostInterface.Builder<WasiContext> table, String name, SocketOption<Integer> option) {
    table
        .func(
            METHOD + name,
            method(UdpSocket.RESOURCE).returns(COUNT),
            call((_, args) -> (long) self(args).channel().getOption(option)))
        .func(
            METHOD + "set-" + name,
            method(UdpSocket.RESOURCE, param("value", Primitive.U64)).returns(DONE),
            done((_, args) ->
                self(args).channel().setOption(option, SocketNumbers.bufferSize((Long) args[1]))));
  }

  private static void bindStreams(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]incoming-datagram-stream.receive",
            method(IncomingDatagramStream.RESOURCE, param("max-results", Primitive.U64))
                .returns(result(list(INCOMING), ErrorCode.TYPE)),
            call((_, args) -> ((IncomingDatagramStream) args[0]).receive((Long) args[1])))
        .func(
            "[method]incoming-datagram-stream.subscribe",
            method(IncomingDatagramStream.RESOURCE).returns(Poll.POLLABLE.own()),
            (_, args) -> ((IncomingDatagramStream) args[0]).subscribe())
        .func(
            "[method]outgoing-datagram-stream.check-send",
            method(OutgoingDatagramStream.RESOURCE).returns(COUNT),
            call((_, args) -> ((OutgoingDatagramStream) args[0]).checkSend()))
        .func(
            "[method]outgoing-datagram-stream.send",
            method(OutgoingDatagramStream.RESOURCE, param("datagrams", list(OUTGOING)))
                .returns(COUNT),
            call((_, args) -> ((OutgoingDatagramStream) args[0]).send((List<?>) args[1])))
        .func(
            "[method]outgoing-datagram-stream.subscribe",
            method(OutgoingDatagramStream.RESOURCE).returns(Poll.POLLABLE.own()),
            (_, args) -> ((OutgoingDatagramStream) args[0]).subscribe());
  }

  private static @Nullable InetSocketAddress remote(Optional<?> given) throws IOException {
    return given.isPresent() ? IpAddresses.lower(given.get()) : null;
  }

  private static UdpSocket self(Object[] args) {
    return (UdpSocket) args[0];
  }
}
