package dev.jawa.app.guest;

import dev.jawa.wasi.ctx.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Text of Jawa itself on a guest's stdout: the results of a function.
final class Printing {

  private Printing() {}

  /// Writes all of it, waiting where the sink asks for it.
  ///
  /// @throws GuestException if nobody takes it
  static void print(ByteSink out, String text) {
    try {
      out.writeAll(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      out.flush();
    } catch (IOException e) {
      throw new GuestException("stdout: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted while printing results", e);
    }
  }

  /// Java writes `1.0`, everybody else of the field `1`.
  static String number(String java) {
    return java.endsWith(".0") ? java.substring(0, java.length() - 2) : java;
  }
}
