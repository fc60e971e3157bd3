package dev.jawa.wast;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.binary.MalformedException;
import dev.jawa.component.validate.ComponentValidator;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.InvalidException;
import dev.jawa.wast.script.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Broken components end in one of two exceptions, soon, and without eating memory. More inputs:
/// `-Djawa.fuzz.inputs=N` per seed.
class MutationFuzzTest {

  private static final int INPUTS = Integer.getInteger("jawa.fuzz.inputs", 5_000);
  private static final long MAX_CPU_NANOS = 1_000_000_000L;
  private static final long MAX_BYTES = 256L << 20;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void refusesWhatIsBrokenInBoundedTimeAndMemory(long seed) throws Exception {
    List<byte[]> corpus = corpus();
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = mutate(corpus, random);
      if (accepts(input, seed, i)) {
        accepted++;
      }
    }
    assertThat(accepted).as("some mutations do no harm, most do").isBetween(1, INPUTS - 1);
  }

  @Test
  void survivesEveryTruncationOfAWholeComponent() throws Exception {
    byte[] whole =
        corpus().stream().max((a, b) -> Integer.compare(a.length, b.length)).orElseThrow();
    int step = Math.max(1, whole.length / 2_000);
    for (int length = 0; length < whole.length; length += step) {
      accepts(Arrays.copyOf(whole, length), 0, length);
    }
    assertThat(accepts(whole, 0, whole.length)).isTrue();
  }

  private static boolean accepts(byte[] input, long seed, int number) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long start = threads.getCurrentThreadCpuTime();
    boolean accepted;
    try {
      ComponentValidator.validate(ComponentDecoder.decode(input), Gates.all());
      accepted = true;
    } catch (MalformedException | InvalidException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      accepted = false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ", input " + number + ": " + show(input), e);
    }
    assertThat(threads.getCurrentThreadCpuTime() - start)
        .as("nanoseconds of input %d: %s", number, show(input))
        .isLessThan(MAX_CPU_NANOS);
    assertThat(threads.getCurrentThreadAllocatedBytes() - bytes).as("bytes").isLessThan(MAX_BYTES);
    return accepted;
  }

  private static String show(byte[] input) {
    return input.length > 4096 ? input.length + " bytes" : HexFormat.of().formatHex(input);
  }

  private static List<byte[]> corpus() throws IOException {
    List<byte[]> corpus = new ArrayList<>();
    try {
      for (Script script : SharedScripts.componentModel()) {
        SharedScripts.binaries(script).forEach(corpus::add);
      }
      corpus.add(
          Files.readAllBytes(SharedScripts.shared().resolve("components/hello_wasi_http.wasm")));
    } catch (SharedScripts.UnavailableException e) {
      Assumptions.abort("not run: " + e.getMessage());
    }
    return corpus;
  }

  /// Every other input keeps the lengths of its sections right.
  private static byte[] mutate(List<byte[]> corpus, Random random) {
    byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
    return random.nextBoolean() ? mutateInside(input, random) : mutateBytes(corpus, input, random);
  }

  private static byte[] mutateInside(byte[] input, Random random) {
    SectionTree tree = SectionTree.of(input);
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      tree.mutate(random);
    }
    return tree.encode();
  }

  private static byte[] mutateBytes(List<byte[]> corpus, byte[] original, Random random) {
    byte[] input = original;
    for (int left = 1 + random.nextInt(4); left > 0 && input.length > 8; left--) {
      int at = 8 + random.nextInt(input.length - 8);
      input =
          switch (random.nextInt(9)) {
            case 0 -> flip(input, at, 1 << random.nextInt(8));
            case 1 -> splice(input, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 2 -> splice(input, at, random.nextInt(4), new byte[0]);
            case 3 ->
                splice(input, at, 0, piece(corpus.get(random.nextInt(corpus.size())), random));
            case 4 -> splice(input, at, 0, piece(input, random));
            case 5 -> splice(input, at, 1, new byte[] {-1, -1, -1, -1, 0x0f});
            case 6 -> flip(input, at, random.nextInt(256));
            case 7 -> flip(input, at, 1);
            default -> flip(input, at, 2);
          };
    }
    return input;
  }

  private static byte[] flip(byte[] input, int at, int bits) {
    input[at] ^= (byte) bits;
    return input;
  }

  private static byte[] piece(byte[] from, Random random) {
    if (from.length == 0) {
      return from;
    }
    int start = random.nextInt(from.length);
    int end = Math.min(from.length, start + 1 + random.nextInt(24));
    return Arrays.copyOfRange(from, start, end);
  }

  private static byte[] splice(byte[] input, int at, int remove, byte[] insert) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(input, 0, at);
    out.writeBytes(insert);
    int rest = Math.min(input.length, at + remove);
    out.write(input, rest, input.length - rest);
    return out.toByteArray();
  }
}
