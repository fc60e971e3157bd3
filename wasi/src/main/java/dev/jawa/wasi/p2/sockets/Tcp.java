package dev.jawa.wasi.p2.sockets;

import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.sockets.SocketFailure.call;
import static dev.jawa.wasi.p2.sockets.SocketFailure.done;
import static dev.jawa.wasi.p2.wit.WitTypes.enumeration;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultErr;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.InputStream;
import dev.jawa.wasi.p2.io.OutputStream;
import dev.jawa.wasi.p2.io.Poll;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:sockets/tcp`: the contents; the work is in [TcpSocket].
public final class Tcp {

  private static final String METHOD = "[method]tcp-socket.";
  private static final ValType DONE = resultErr(ErrorCode.TYPE);
  private static final ValType ADDRESS = result(IpAddresses.SOCKET_ADDRESS, ErrorCode.TYPE);

  private Tcp() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    HostInterface.Builder<WasiContext> table =
        HostInterface.<WasiContext>named("wasi:sockets/tcp", WitTypes.VERSION)
            .resource(TcpSocket.RESOURCE);
    bindOpening(table);
    bindListening(table);
    bindAddresses(table);
    TcpOptionsBinding.bind(table);
    return table.build();
  }

  private static void bindOpening(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            METHOD + "start-bind",
            withNetwork("local-address").returns(DONE),
            done((_, args) -> self(args).startBind(IpAddresses.lower(args[2]))))
        .func(
            METHOD + "finish-bind",
            method(TcpSocket.RESOURCE).returns(DONE),
            done((_, args) -> self(args).finishBind()))
        .func(
            METHOD + "start-connect",
            withNetwork("remote-address").returns(DONE),
            done((_, args) -> self(args).startConnect(IpAddresses.lower(args[2]))))
        .func(
            METHOD + "finish-connect",
            method(TcpSocket.RESOURCE)
                .returns(
                    result(
                        tuple(InputStream.RESOURCE.own(), OutputStream.RESOURCE.own()),
                        ErrorCode.TYPE)),
            call((_, args) -> self(args).finishConnect()))
        .func(
            METHOD + "subscribe",
            method(TcpSocket.RESOURCE).returns(Poll.POLLABLE.own()),
            (_, args) -> self(args).subscribe())
        .func(
            METHOD + "shutdown",
            method(
                    TcpSocket.RESOURCE,
                    param("shutdown-type", enumeration("receive", "send", "both")))
                .returns(DONE),
            done((_, args) -> self(args).shutdown(TcpSocket.Shutdown.values()[(Integer) args[1]])));
  }

  private static void bindListening(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            METHOD + "start-listen",
            method(TcpSocket.RESOURCE).returns(DONE),
            done((_, args) -> self(args).startListen()))
        .func(
            METHOD + "finish-listen",
            method(TcpSocket.RESOURCE).returns(DONE),
            done((_, args) -> self(args).finishListen()))
        .func(
            METHOD + "accept",
            method(TcpSocket.RESOURCE)
                .returns(
                    result(
                        tuple(
                            TcpSocket.RESOURCE.own(),
                            InputStream.RESOURCE.own(),
                            OutputStream.RESOURCE.own()),
                        ErrorCode.TYPE)),
            call((_, args) -> self(args).accept()))
        .func(
            METHOD + "is-listening",
            method(TcpSocket.RESOURCE).returns(Primitive.BOOL),
            (_, args) -> self(args).isListening())
        .func(
            METHOD + "set-listen-backlog-size",
            method(TcpSocket.RESOURCE, param("value", Primitive.U64)).returns(DONE),
            done((_, args) -> self(args).setBacklog((Long) args[1])));
  }

  private static void bindAddresses(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            METHOD + "local-address",
            method(TcpSocket.RESOURCE).returns(ADDRESS),
            call((_, args) -> IpAddresses.lift(self(args).localAddress())))
        .func(
            METHOD + "remote-address",
            method(TcpSocket.RESOURCE).returns(ADDRESS),
            call((_, args) -> IpAddresses.lift(self(args).remoteAddress())))
        .func(
            METHOD + "address-family",
            method(TcpSocket.RESOURCE).returns(IpFamily.TYPE),
            (_, args) -> self(args).family().ordinal());
  }

  private static FuncType withNetwork(String address) {
    return method(
        TcpSocket.RESOURCE,
        param("network", Network.RESOURCE.borrow()),
        param(address, IpAddresses.SOCKET_ADDRESS));
  }

  static TcpSocket self(Object[] args) {
    return (TcpSocket) args[0];
  }
}
