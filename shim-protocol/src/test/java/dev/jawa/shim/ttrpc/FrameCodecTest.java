package dev.jawa.shim.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FrameCodecTest {

  private final EmbeddedChannel channel = new EmbeddedChannel(new FrameCodec(16));

  @Test
  void writesAResponseWithItsHeaderInBigEndian() {
    channel.writeOutbound(new Frame.Response(0x01020305, ByteString.copyFromUtf8("abc")));

    ByteBuf wire = channel.readOutbound();
    assertThat(ByteBufUtil.hexDump(wire))
        .isEqualTo("00000003" + "01020305" + "02" + "00" + "616263");
  }

  @Test
  void readsARequestThatArrivesByteByByte() {
    for (byte b : bytes("00000002" + "00000007" + "01" + "00" + "6869")) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
    }

    assertThat(channel.<Frame>readInbound())
        .isEqualTo(new Frame.Request(7, ByteString.copyFromUtf8("hi")));
    assertThat(channel.<Frame>readInbound()).isNull();
  }

  @Test
  void readsFramesThatArriveTogether() {
    receive("00000000" + "00000001" + "01" + "00" + "00000001" + "00000003" + "02" + "00" + "ff");

    assertThat(channel.<Frame>readInbound()).isEqualTo(new Frame.Request(1, ByteString.EMPTY));
    assertThat(channel.<Frame>readInbound())
        .isEqualTo(new Frame.Response(3, ByteString.copyFrom(bytes("ff"))));
  }

  @Test
  void skipsFramesOfUnknownTypes() {
    receive("00000002" + "00000001" + "09" + "00" + "ffff" + "00000000" + "00000003" + "01" + "00");

    assertThat(channel.<Frame>readInbound()).isEqualTo(new Frame.Request(3, ByteString.EMPTY));
  }

  @Test
  void skipsTheDataOfAnOversizedFrameAndReadsOn() {
    receive("00000011" + "00000005" + "01" + "00" + "00".repeat(10));
    receive("00".repeat(7) + "00000000" + "00000007" + "01" + "00");

    assertThat(channel.<Frame>readInbound()).isEqualTo(new Frame.Oversized(5, 17));
    assertThat(channel.<Frame>readInbound()).isEqualTo(new Frame.Request(7, ByteString.EMPTY));
  }

  @Test
  void takesAFrameOfExactlyTheLimit() {
    receive("00000010" + "00000005" + "01" + "00" + "61".repeat(16));

    assertThat(channel.<Frame>readInbound())
        .isEqualTo(new Frame.Request(5, ByteString.copyFromUtf8("a".repeat(16))));
  }

  private void receive(String hex) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes(hex)));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
