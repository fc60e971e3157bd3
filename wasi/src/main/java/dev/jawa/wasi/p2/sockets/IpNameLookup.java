package dev.jawa.wasi.p2.sockets;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.sockets.SocketFailure.call;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.result;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Poll;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:sockets/ip-name-lookup`.
public final class IpNameLookup {

  private IpNameLookup() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:sockets/ip-name-lookup", WitTypes.VERSION)
        .resource(ResolveAddressStream.RESOURCE)
        .func(
            "resolve-addresses",
            func(param("network", Network.RESOURCE.borrow()), param("name", Primitive.STRING))
                .returns(result(ResolveAddressStream.RESOURCE.own(), ErrorCode.TYPE)),
            call((context, args) -> ResolveAddressStream.resolve(context, (String) args[1])))
        .func(
            "[method]resolve-address-stream.resolve-next-address",
            method(ResolveAddressStream.RESOURCE)
                .returns(result(option(IpAddresses.ADDRESS), ErrorCode.TYPE)),
            call((_, args) -> ((ResolveAddressStream) args[0]).next()))
        .func(
            "[method]resolve-address-stream.subscribe",
            method(ResolveAddressStream.RESOURCE).returns(Poll.POLLABLE.own()),
            (_, args) -> ((ResolveAddressStream) args[0]).subscribe())
        .build();
  }
}
