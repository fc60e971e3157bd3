package dev.jawa.wast;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.binary.MalformedException;
import dev.jawa.component.validate.ComponentValidator;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.InvalidException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
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
    Mutants mutants = new Mutants(seed);
    int accepted = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = mutants.next();
      if (accepts(input, seed, i)) {
        accepted++;
      }
    }
    assertThat(accepted).as("some mutations do no harm, most do").isBetween(1, INPUTS - 1);
  }

  @Test
  void survivesEveryTruncationOfAWholeComponent() throws Exception {
    byte[] whole =
        Mutants.corpus().stream().max((a, b) -> Integer.compare(a.length, b.length)).orElseThrow();
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
      throw new AssertionError(
          "seed " + seed + ", input " + number + ": " + Mutants.show(input), e);
    }
    assertThat(threads.getCurrentThreadCpuTime() - start)
        .as("nanoseconds of input %d: %s", number, Mutants.show(input))
        .isLessThan(MAX_CPU_NANOS);
    assertThat(threads.getCurrentThreadAllocatedBytes() - bytes).as("bytes").isLessThan(MAX_BYTES);
    return accepted;
  }
}
