package dev.jawa.engine.graalwasm;

import com.oracle.truffle.api.Truffle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The version of GraalWasm, which is that of Truffle: they are released together.
final class GraalWasmVersion {

  private static final String RESOURCE = "/META-INF/graalvm/org.graalvm.truffle/version";

  private GraalWasmVersion() {}

  static String get() {
    try (InputStream in = Truffle.class.getResourceAsStream(RESOURCE)) {
      return in == null
          ? "unknown"
          : new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
