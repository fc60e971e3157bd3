package dev.jawa.shim.ttrpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.jawa.shim.api.ttrpc.KeyValue;
import dev.jawa.shim.api.ttrpc.Request;
import dev.jawa.shim.api.ttrpc.Response;
import dev.jawa.shim.api.ttrpc.RpcStatus;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The server's side of one connection. Frames arrive on the event loop; each call then has a
/// virtual thread of its own, because some (`Wait`) block for hours on the connection that carries
/// the others.
final class ServerConnection extends SimpleChannelInboundHandler<Frame> {

  private final Map<String, TtrpcService> services;
  private final TtrpcOptions options;
  private final Map<Integer, Call> calls = new ConcurrentHashMap<>();
  private long lastStreamId;

  ServerConnection(Map<String, TtrpcService> services, TtrpcOptions options) {
    this.services = services;
    this.options = options;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Frame frame) {
    Channel channel = context.channel();
    switch (frame) {
      case Frame.Request request -> accept(channel, request);
      case Frame.Oversized(int id, long length) ->
          fail(
              channel,
              id,
              new TtrpcException(
                  Code.RESOURCE_EXHAUSTED,
                  "message length "
                      + length
                      + " exceeds the maximum of "
                      + options.maxDataLength()));
      // Clients send none; nothing waits for one.
      case Frame.Response _ -> {}
    }
  }

  private void accept(Channel channel, Frame.Request frame) {
    int id = frame.streamId();
    try {
      checkStreamId(Integer.toUnsignedLong(id));
      if (calls.size() >= options.maxCallsPerConnection()) {
        throw new TtrpcException(Code.RESOURCE_EXHAUSTED, "too many calls under way");
      }
      begin(channel, id, Request.parseFrom(frame.data()));
    } catch (InvalidProtocolBufferException e) {
      fail(channel, id, new TtrpcException(Code.INVALID_ARGUMENT, "the request does not parse", e));
    } catch (TtrpcException e) {
      fail(channel, id, e);
    }
  }

  private void checkStreamId(long id) {
    if (id % 2 == 0) {
      throw new TtrpcException(Code.INVALID_ARGUMENT, "stream id " + id + " must be odd");
    }
    if (id <= lastStreamId) {
      throw new TtrpcException(
          Code.INVALID_ARGUMENT, "stream id " + id + " must be above " + lastStreamId);
    }
    lastStreamId = id;
  }

  private void begin(Channel channel, int id, Request request) {
    TtrpcService service = services.get(request.getService());
    if (service == null) {
      throw new TtrpcException(Code.UNIMPLEMENTED, "service " + request.getService());
    }
    TtrpcService.Method method = service.method(request.getMethod());
    if (method == null) {
      throw new TtrpcException(Code.UNIMPLEMENTED, "method " + request.getMethod());
    }
    Call call = new Call(channel, id, method, request);
    calls.put(id, call);
    call.start();
  }

  /// Calls that only wait end with their connection; the others go on.
  @Override
  public void channelInactive(ChannelHandlerContext context) {
    calls.values().forEach(Call::abandon);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private static void fail(Channel channel, int id, TtrpcException error) {
    RpcStatus status =
        RpcStatus.newBuilder()
            .setCode(error.code().number())
            .setMessage(String.valueOf(error.getMessage()))
            .build();
    send(channel, id, Response.newBuilder().setStatus(status).build());
  }

  private static void send(Channel channel, int id, Response response) {
    channel.writeAndFlush(new Frame.Response(id, response.toByteString()));
  }

  private final class Call implements Runnable {
    private final Channel channel;
    private final int id;
    private final TtrpcService.Method method;
    private final Request request;
    private final Thread thread;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile @Nullable Future<?> deadline;

    Call(Channel channel, int id, TtrpcService.Method method, Request request) {
      this.channel = channel;
      this.id = id;
      this.method = method;
      this.request = request;
      this.thread =
          Thread.ofVirtual().name("ttrpc-" + request.getMethod() + "-" + id).unstarted(this);
    }

    void start() {
      long nanos = request.getTimeoutNano();
      if (nanos > 0) {
        deadline = channel.eventLoop().schedule(this::expire, nanos, TimeUnit.NANOSECONDS);
      }
      thread.start();
    }

    @Override
    public void run() {
      try {
        MessageLite response = method.handler().handle(request.getPayload(), metadata());
        answer(Response.newBuilder().setPayload(checked(response.toByteString())).build());
      } catch (TtrpcException e) {
        answerError(e);
      } catch (InterruptedException e) {
        answerError(new TtrpcException(Code.CANCELLED, "cancelled", e));
      } catch (RuntimeException e) {
        answerError(new TtrpcException(Code.UNKNOWN, String.valueOf(e.getMessage()), e));
        reportBug(e);
      } finally {
        end();
      }
    }

    private Map<String, String> metadata() {
      Map<String, String> metadata = new HashMap<>();
      for (KeyValue entry : request.getMetadataList()) {
        metadata.put(entry.getKey(), entry.getValue());
      }
      return metadata;
    }

    private ByteString checked(ByteString payload) {
      if (payload.size() > options.maxDataLength() - FrameCodec.HEADER_LENGTH) {
        throw new TtrpcException(Code.RESOURCE_EXHAUSTED, "the response is too long");
      }
      return payload;
    }

    private void reportBug(RuntimeException e) {
      Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
      if (handler != null) {
        handler.uncaughtException(thread, e);
      }
    }

    private void answer(Response response) {
      if (answered.compareAndSet(false, true)) {
        send(channel, id, response);
      }
    }

    private void answerError(TtrpcException error) {
      if (answered.compareAndSet(false, true)) {
        fail(channel, id, error);
      }
    }

    private void expire() {
      answerError(new TtrpcException(Code.DEADLINE_EXCEEDED, "deadline exceeded"));
      abandon();
    }

    void abandon() {
      if (method.onAbandon() == TtrpcService.OnAbandon.INTERRUPT) {
        thread.interrupt();
      }
    }

    private void end() {
      calls.remove(id);
      Future<?> timer = deadline;
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }
}
