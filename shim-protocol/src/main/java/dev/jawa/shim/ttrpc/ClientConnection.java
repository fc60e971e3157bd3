package dev.jawa.shim.ttrpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jawa.shim.api.ttrpc.Request;
import dev.jawa.shim.api.ttrpc.Response;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The client's side of one connection: gives out stream ids and matches answers to calls.
final class ClientConnection extends SimpleChannelInboundHandler<Frame> {

  private final Channel channel;
  private final Map<Integer, CompletableFuture<Response>> pending = new ConcurrentHashMap<>();
  private int nextStreamId = 1;

  ClientConnection(Channel channel) {
    this.channel = channel;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  /// Ids are given out on the event loop, so that they are on the wire in the order the protocol
  /// demands.
  CompletableFuture<Response> send(Request request) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    channel.eventLoop().execute(() -> sendNow(request, answer));
    return answer;
  }

  private void sendNow(Request request, CompletableFuture<Response> answer) {
    int id = nextStreamId;
    nextStreamId += 2;
    pending.put(id, answer);
    answer.whenComplete((_, _) -> pending.remove(id));
    channel
        .writeAndFlush(new Frame.Request(id, request.toByteString()))
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            answer.completeExceptionally(lost(String.valueOf(sent.cause())));
          }
        });
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Frame frame) {
    CompletableFuture<Response> answer = pending.get(frame.streamId());
    if (answer == null) {
      return;
    }
    switch (frame) {
      case Frame.Response(_, var data) -> {
        try {
          answer.complete(Response.parseFrom(data));
        } catch (InvalidProtocolBufferException e) {
          answer.completeExceptionally(
              new TtrpcException(Code.INTERNAL, "the response does not parse", e));
        }
      }
      case Frame.Oversized(_, long length) ->
          answer.completeExceptionally(
              new TtrpcException(Code.RESOURCE_EXHAUSTED, "a response of " + length + " bytes"));
      // A server makes no calls.
      case Frame.Request _ -> {}
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    pending.values().forEach(answer -> answer.completeExceptionally(lost("connection closed")));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private static TtrpcException lost(String reason) {
    return new TtrpcException(Code.UNAVAILABLE, reason);
  }
}
