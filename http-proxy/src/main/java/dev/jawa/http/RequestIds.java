package dev.jawa.http;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The ids of requests: the client's own if it is harmless, else one that nobody has had.
final class RequestIds {

  private static final int MAX_LENGTH = 128;
  private static final HexFormat HEX = HexFormat.of();

  private final AtomicLong next = new AtomicLong(new SecureRandom().nextLong());
  private final String process = HEX.toHexDigits(new SecureRandom().nextLong());

  String of(@Nullable CharSequence given) {
    return given != null && isHarmless(given)
        ? given.toString()
        : process + HEX.toHexDigits(next.getAndIncrement());
  }

  private static boolean isHarmless(CharSequence id) {
    return !id.isEmpty()
        && id.length() <= MAX_LENGTH
        && id.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\');
  }
}
