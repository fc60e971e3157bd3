package dev.jawa.shim.ttrpc;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import java.util.List;

/// Frames to bytes and back: a header of ten bytes (u32 length of the data, u32 stream id, u8 type,
/// u8 flags, all big endian), then the data.
final class FrameCodec extends ByteToMessageCodec<Frame> {

  static final int HEADER_LENGTH = 10;

  private static final byte REQUEST = 1;
  private static final byte RESPONSE = 2;
  private static final byte NO_FLAGS = 0;

  private final int maxDataLength;
  private long toSkip;

  /// @param maxDataLength in bytes; what is longer is skipped and reported as [Frame.Oversized]
  FrameCodec(int maxDataLength) {
    super(Frame.class);
    this.maxDataLength = maxDataLength;
  }

  @Override
  protected void encode(ChannelHandlerContext context, Frame frame, ByteBuf out) {
    switch (frame) {
      case Frame.Request(int id, ByteString data) -> write(out, id, REQUEST, data);
      case Frame.Response(int id, ByteString data) -> write(out, id, RESPONSE, data);
      case Frame.Oversized _ -> throw new IllegalArgumentException("is only ever received");
    }
  }

  private static void write(ByteBuf out, int streamId, byte type, ByteString data) {
    out.ensureWritable(HEADER_LENGTH + data.size());
    out.writeInt(data.size()).writeInt(streamId).writeByte(type).writeByte(NO_FLAGS);
    data.asReadOnlyByteBufferList().forEach(out::writeBytes);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (toSkip > 0) {
      int skipped = (int) Math.min(toSkip, in.readableBytes());
      in.skipBytes(skipped);
      toSkip -= skipped;
      return;
    }
    if (in.readableBytes() < HEADER_LENGTH) {
      return;
    }
    long length = in.getUnsignedInt(in.readerIndex());
    int streamId = in.getInt(in.readerIndex() + 4);
    if (length > maxDataLength) {
      in.skipBytes(HEADER_LENGTH);
      toSkip = length;
      out.add(new Frame.Oversized(streamId, length));
    } else if (in.readableBytes() >= HEADER_LENGTH + length) {
      byte type = in.getByte(in.readerIndex() + 8);
      in.skipBytes(HEADER_LENGTH);
      readData(in, (int) length, streamId, type, out);
    }
  }

  private static void readData(ByteBuf in, int length, int streamId, byte type, List<Object> out) {
    if (type != REQUEST && type != RESPONSE) {
      in.skipBytes(length);
      return;
    }
    ByteString data = ByteString.copyFrom(in.nioBuffer(in.readerIndex(), length));
    in.skipBytes(length);
    out.add(
        type == REQUEST ? new Frame.Request(streamId, data) : new Frame.Response(streamId, data));
  }
}
