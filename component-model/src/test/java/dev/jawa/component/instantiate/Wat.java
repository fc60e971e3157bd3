package dev.jawa.component.instantiate;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Encodes component text by PyPI `wasmtime`; a test that needs it is skipped where that is absent.
final class Wat {

  private static final String ENCODER =
      "import sys, base64, wasmtime;"
          + "print(base64.b64encode(bytes(wasmtime.wat2wasm(sys.stdin.read()))).decode())";

  /// Encoding starts a process, and each text is used with both engines.
  private static final Map<String, byte[]> ENCODED = new ConcurrentHashMap<>();

  private Wat() {}

  static byte[] encode(String text) {
    byte[] known = ENCODED.get(text);
    if (known == null) {
      known = encodeAnew(text);
      ENCODED.put(text, known);
    }
    return known.clone();
  }

  private static byte[] encodeAnew(String text) {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", ENCODER)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(text.getBytes(StandardCharsets.UTF_8));
      }
      try (InputStream out = process.getInputStream()) {
        String encoded = new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip();
        assumeTrue(process.waitFor() == 0, "component text needs python3 with PyPI wasmtime");
        return Base64.getDecoder().decode(encoded);
      }
    } catch (IOException e) {
      assumeTrue(false, "component text needs python3 with PyPI wasmtime: " + e.getMessage());
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
