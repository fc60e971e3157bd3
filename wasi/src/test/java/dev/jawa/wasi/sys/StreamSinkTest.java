package dev.jawa.wasi.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  }

  @ParameterizedTest
  @CsvSource({
    "No space left on device, NOSPC",
    "File too large, FBIG",
    "Bad file descriptor, BADF"
  })
  void tellsWhatTheSystemSaid(String message, FileError error) {
    FileException told =
        catchThrowableOfType(FileException.class, () -> failing(message).write(new byte[1]));
    assertThat(told.error()).isEqualTo(error);
  }

  @Test
  void tellsAsItIsWhatItDoesNotKnow() {
    assertThatThrownBy(() -> failing("Aucun espace disponible").write(new byte[1]))
        .isExactlyInstanceOf(IOException.class);
  }

  @Test
  void tellsThatTheDiskIsFull() throws IOException {
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      ByteSink sink = new StreamSink(full);
      FileException told = catchThrowableOfType(FileException.class, () -> sink.write(new byte[1]));
      assertThat(told.error()).isEqualTo(FileError.NOSPC);
    }
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
