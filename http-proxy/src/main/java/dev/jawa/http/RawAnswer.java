package dev.jawa.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;

/// An answer to what is no request yet, written past the codec that waits for one.
enum RawAnswer {
  REQUEST_TIMEOUT(HttpResponseStatus.REQUEST_TIMEOUT);

  private final byte[] bytes;

  RawAnswer(HttpResponseStatus status) {
    this.bytes =
        ("HTTP/1.1 " + status + "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /// Closes only, where the client speaks anything but HTTP/1 or is not done with its TLS.
  void sendAndClose(Channel channel) {
    ChannelHandlerContext codec = channel.pipeline().context(HttpServerCodec.class);
    if (codec == null) {
      var _ = channel.close();
    } else {
      var _ =
          codec
              .writeAndFlush(Unpooled.wrappedBuffer(bytes))
              .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
