package dev.jawa.wasi.keyvalue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketTest {

  private static final long PLENTY = 8 << 20;

  @TempDir private Path folder;

  private static Map.Entry<String, byte[]> entry(String key, String value) {
    return Map.entry(key, value.getBytes(UTF_8));
  }

  private static String text(Bucket bucket, String key) {
    byte[] value = bucket.get(key);
    return value == null ? "-" : new String(value, UTF_8);
  }

  @Test
  void setsReplacesAndDeletes() throws BucketException {
    try (Bucket bucket = Bucket.inMemory(Map.of("a", new byte[] {'1'}), PLENTY)) {
      bucket.setAll(List.of(entry("b", "2"), entry("a", "3")));
      bucket.deleteAll(List.of("b", "never there"));
      assertThat(bucket.keys()).containsExactly("a");
      assertThat(text(bucket, "a")).isEqualTo("3");
      assertThat(bucket.getAll(List.of("b", "a"))).hasSize(2).first().isNull();
    }
  }

  @Test
  void countsUnsignedAndRefusesWhatDoesNotFit() throws BucketException {
    try (Bucket bucket = Bucket.inMemory(Map.of("word", "x".getBytes(UTF_8)), PLENTY)) {
      assertThat(bucket.increment("n", 5)).isEqualTo(5);
      assertThat(bucket.increment("n", -6)).isEqualTo(-1);
      assertThat(text(bucket, "n")).isEqualTo("18446744073709551615");
      assertThatThrownBy(() -> bucket.increment("n", 1)).isInstanceOf(BucketException.class);
      assertThatThrownBy(() -> bucket.increment("word", 1))
          .isInstanceOf(BucketException.class)
          .hasMessage("the value of 'word' is not a number");
    }
  }

  @Test
  void takesAsMuchAsIsAllowedAndNotAByteMore() throws BucketException {
    long one = 64 + 2 + 10;
    try (Bucket bucket = Bucket.inMemory(Map.of(), 2 * one)) {
      bucket.setAll(List.of(entry("a", "0123456789"), entry("b", "0123456789")));
      assertThatThrownBy(() -> bucket.setAll(List.of(entry("a", "0123456789+"))))
          .isInstanceOf(BucketException.class)
          .hasMessageContaining("full");
      assertThatThrownBy(
              () -> bucket.setAll(List.of(entry("a", ""), entry("c", ""), entry("d", ""))))
          .isInstanceOf(BucketException.class);
      assertThat(text(bucket, "a")).isEqualTo("0123456789");
      bucket.deleteAll(List.of("b"));
      bucket.setAll(List.of(entry("a", "0123456789+")));
      assertThat(text(bucket, "a")).isEqualTo("0123456789+");
    }
  }

  @Test
  void findsInItsFileWhatWasThereBefore() throws Exception {
    Path file = folder.resolve("store");
    try (Bucket bucket = Bucket.inFile(file, PLENTY)) {
      bucket.setAll(List.of(entry("a", "1"), entry("ü", ""), entry("c", "3")));
      bucket.deleteAll(List.of("a"));
      bucket.increment("n", 7);
    }
    try (Bucket bucket = Bucket.inFile(file, PLENTY)) {
      assertThat(bucket.keys()).containsExactly("c", "n", "ü");
      assertThat(text(bucket, "ü")).isEmpty();
      assertThat(bucket.increment("n", 1)).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 12, 13})
  void forgetsAChangeThatWasCutOff(int cut) throws Exception {
    Path file = folder.resolve("store");
    try (Bucket bucket = Bucket.inFile(file, PLENTY)) {
      bucket.setAll(List.of(entry("a", "1")));
      bucket.setAll(List.of(entry("b", "2")));
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - cut));
    try (Bucket bucket = Bucket.inFile(file, PLENTY)) {
      assertThat(bucket.keys()).containsExactly("a");
      bucket.setAll(List.of(entry("c", "3")));
    }
    try (Bucket bucket = Bucket.inFile(file, PLENTY)) {
      assertThat(bucket.keys()).containsExactly("a", "c");
    }
  }

  @Test
  void forgetsAChangeWhoseBytesAreOthers() throws Exception {
    Path file = folder.resolve("store");
    try (Bucket bucket = Bucket.inFile(file, PLENTY)) {
      bucket.setAll(List.of(entry("a", "1")));
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    try (Bucket bucket = Bucket.inFile(file, PLENTY)) {
      assertThat(bucket.keys()).isEmpty();
    }
  }

  @Test
  void writesItsFileAnewBeforeItIsMostlyHistory() throws Exception {
    Path file = folder.resolve("store");
    byte[] big = new byte[64 << 10];
    try (Bucket bucket = Bucket.inFile(file, PLENTY)) {
      bucket.setAll(List.of(entry("kept", "yes")));
      for (int i = 0; i < 100; i++) {
        big[0] = (byte) i;
        bucket.setAll(List.of(Map.entry("big", big.clone())));
      }
      assertThat(Files.size(file)).isLessThan(2 << 20);
    }
    try (Bucket bucket = Bucket.inFile(file, PLENTY)) {
      assertThat(text(bucket, "kept")).isEqualTo("yes");
      assertThat(bucket.get("big")).startsWith(99);
    }
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".new"));
  }

  @Test
  void belongsToOneAtATime() throws Exception {
    Path file = folder.resolve("store");
    try (Bucket _ = Bucket.inFile(file, PLENTY)) {
      assertThatThrownBy(() -> Bucket.inFile(file, PLENTY))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is in use");
    }
  }

  @Test
  void leavesTheFilesOfOthersAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("notes"), "not a store");
    assertThatThrownBy(() -> Bucket.inFile(file, PLENTY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a key-value file");
    assertThat(file).hasContent("not a store");
  }
}
