package dev.jawa.wast;

import dev.jawa.wast.script.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/// Components of the specification's scripts with something broken in each; the same for the same
/// seed.
final class Mutants {

  private final List<byte[]> corpus;
  private final Random random;

  /// Skips the test if there is nothing to start from.
  Mutants(long seed) throws IOException {
    this.corpus = corpus();
    this.random = new Random(seed);
  }

  byte[] next() {
    return mutate(corpus, random);
  }

  static String show(byte[] input) {
    return input.length > 4096 ? input.length + " bytes" : HexFormat.of().formatHex(input);
  }

  static List<byte[]> corpus() throws IOException {
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
