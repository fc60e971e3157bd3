package dev.jawa.wasi.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.wasi.ctx.ByteSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StreamSinkTest {

  @Test
  void handsOnAtOnce() throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    ByteSink sink = new StreamSink(stream);
    assertThat(sink.checkWrite()).isPositive();
    sink.write("line".getBytes(StandardCharsets.UTF_8));
    assertThat(stream).hasToString("line");
  }

  @Test
  void tellsABrokenPipeFromOtherErrors() throws IOException {
    assertThatThrownBy(() -> failing("Broken pipe").write(new byte[1]))
        .isInstanceOf(ByteSink.ClosedSinkException.class);
    assertThatThrownBy(() -> failing("No space left on device").write(new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  @Test
  void takesNothingAfterItWasClosed() {
    ByteSink sink = new StreamSink(OutputStream.nullOutputStream());
    sink.close();
    assertThatThrownBy(sink::checkWrite).isInstanceOf(ByteSink.ClosedSinkException.class);
  }

  private static ByteSink failing(String message) {
    return new StreamSink(
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException(message);
          }
        });
  }
}
