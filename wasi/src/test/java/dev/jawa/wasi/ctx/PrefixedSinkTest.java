package dev.jawa.wasi.ctx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrefixedSinkTest {

  private final List<String> writes = new ArrayList<>();
  private final ByteArrayOutputStream shared =
      new ByteArrayOutputStream() {
        @Override
        public void write(byte[] bytes, int offset, int length) {
          writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
      };
  private final PrefixedSink sink = new PrefixedSink(shared, "stdout [3] :: ");

  @Test
  void writesEachLineAtOnceBehindThePrefix() throws IOException {
    write("one\ntw");
    assertThat(writes).containsExactly("stdout [3] :: one\n");
    write("o\n\n");
    assertThat(writes)
        .containsExactly("stdout [3] :: one\n", "stdout [3] :: two\n", "stdout [3] :: \n");
  }

  @Test
  void endsTheLastLineWhenClosed() throws IOException {
    write("no end");
    sink.flush();
    assertThat(writes).isEmpty();
    sink.close();
    sink.close();
    assertThat(writes).containsExactly("stdout [3] :: no end\n");
  }

  @Test
  void cutsALineThatDoesNotEnd() throws IOException {
    write("x".repeat(40_000));
    assertThat(writes).hasSize(2).allMatch(line -> line.startsWith("stdout [3] :: xxx"));
    sink.close();
    assertThat(String.join("", writes).chars().filter(c -> c == 'x').count()).isEqualTo(40_000);
  }

  @Test
  void takesAPartOfAnArrayThatStaysItsOwners() throws IOException {
    byte[] array = "..one\ntwo..".getBytes(StandardCharsets.UTF_8);
    sink.write(ByteBuffer.wrap(array, 2, 7).slice());
    Arrays.fill(array, (byte) '!');
    sink.close();
    assertThat(writes).containsExactly("stdout [3] :: one\n", "stdout [3] :: two\n");
  }

  private void write(String text) throws IOException {
    sink.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
