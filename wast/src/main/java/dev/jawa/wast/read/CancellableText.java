package dev.jawa.wast.read;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The option `cancellable` of built-ins that wait. The binary format has a place for it, but
/// encoders since component-model#716 refuse the word: so they get the text without it, and its
/// flags are put into what they made.
///
/// @param text without the option
/// @param flags one for each built-in that may have it, in the order of the text, which is that of
///   the binary
record CancellableText(String text, List<Boolean> flags) {

  /// In the message of an encoder that refuses the option.
  static final String REFUSAL = "`cancellable` option is no longer supported";

  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|;;[^\\n]*|(?s:\\(;.*?;\\))|[()]|[^\\s()\";]+");

  private static final Set<String> WAITING =
      Set.of(
          "thread.yield",
          "thread.suspend",
          "thread.suspend-then-resume",
          "thread.yield-then-resume",
          "thread.suspend-then-promote",
          "thread.yield-then-promote",
          "waitable-set.wait",
          "waitable-set.poll");

  /// Takes the option out of a text.
  static CancellableText of(String text) {
    StringBuilder stripped = new StringBuilder();
    List<Boolean> flags = new ArrayList<>();
    String before = "";
    boolean waiting = false;
    int copied = 0;
    Matcher tokens = TOKEN.matcher(text);
    while (tokens.find()) {
      String token = tokens.group();
      if (token.startsWith(";;") || token.startsWith("(;")) {
        continue;
      }
      if (waiting && token.equals("cancellable")) {
        flags.set(flags.size() - 1, true);
        stripped.append(text, copied, tokens.start());
        copied = tokens.end();
      }
      waiting = before.equals("canon") && WAITING.contains(token);
      if (waiting) {
        flags.add(false);
      }
      before = token;
    }
    return new CancellableText(stripped.append(text, copied, text.length()).toString(), flags);
  }

  /// Puts the flags into a component.
  ///
  /// @return `null` if it is not what the text says
  byte @Nullable [] flagged(byte[] component) {
    byte[] result = component.clone();
    Flagging flagging = new Flagging(result, flags.iterator());
    boolean done = flagging.component(0, result.length) && !flagging.left.hasNext();
    return done ? result : null;
  }

  /// A walk through the canonical definitions of a component that an encoder made. Spec:
  /// `Binary.md`, canonical definitions.
  private static final class Flagging {

    private static final int PREAMBLE = 8;
    private static final int COMPONENT_SECTION = 4;
    private static final int CANON_SECTION = 8;

    /// What follows an opcode: `n` a number, `o` options, `r` a result list, `c` the flag.
    private static final Map<Integer, String> IMMEDIATES =
        Map.ofEntries(
            Map.entry(0x00, "nnon"),
            Map.entry(0x01, "nno"),
            Map.entry(0x05, ""),
            Map.entry(0x09, "ro"),
            Map.entry(0x0a, "nn"),
            Map.entry(0x0b, "nn"),
            Map.entry(0x0c, "c"),
            Map.entry(0x0d, ""),
            Map.entry(0x0f, "no"),
            Map.entry(0x10, "no"),
            Map.entry(0x11, "nn"),
            Map.entry(0x12, "nn"),
            Map.entry(0x16, "no"),
            Map.entry(0x17, "no"),
            Map.entry(0x18, "nn"),
            Map.entry(0x19, "nn"),
            Map.entry(0x1c, "o"),
            Map.entry(0x1d, "o"),
            Map.entry(0x1e, ""),
            Map.entry(0x1f, ""),
            Map.entry(0x20, "cn"),
            Map.entry(0x21, "cn"),
            Map.entry(0x22, ""),
            Map.entry(0x23, ""),
            Map.entry(0x24, ""),
            Map.entry(0x25, ""),
            Map.entry(0x26, ""),
            Map.entry(0x27, "nn"),
            Map.entry(0x28, ""),
            Map.entry(0x29, "c"),
            Map.entry(0x2a, "c"),
            Map.entry(0x2b, "c"),
            Map.entry(0x2c, "c"),
            Map.entry(0x2d, "c"),
            Map.entry(0x40, "nn"),
            Map.entry(0x41, "nnn"));

    /// Of all others: a type, or whether they are asynchronous or shared.
    private static final String ONE_NUMBER = "n";

    /// The canonical options without an index: encodings, `async`, `gc`.
    private static final Set<Integer> PLAIN_OPTIONS = Set.of(0, 1, 2, 6, 9);

    private final byte[] bytes;
    private final Iterator<Boolean> left;
    private int at;

    Flagging(byte[] bytes, Iterator<Boolean> left) {
      this.bytes = bytes;
      this.left = left;
    }

    private boolean component(int start, int end) {
      at = start + PREAMBLE;
      while (at < end) {
        int section = bytes[at++];
        int size = (int) number();
        int next = at + size;
        boolean done =
            switch (section) {
              case COMPONENT_SECTION -> component(at, next);
              case CANON_SECTION -> canons();
              default -> true;
            };
        if (!done) {
          return false;
        }
        at = next;
      }
      return true;
    }

    private boolean canons() {
      for (long count = number(); count > 0; count--) {
        for (char immediate :
            IMMEDIATES.getOrDefault((int) bytes[at++], ONE_NUMBER).toCharArray()) {
          switch (immediate) {
            case 'o' -> options();
            case 'r' -> results();
            case 'c' -> {
              if (!left.hasNext()) {
                return false;
              }
              bytes[at++] = (byte) (left.next() ? 1 : 0);
            }
            default -> number();
          }
        }
      }
      return true;
    }

    private void options() {
      for (long count = number(); count > 0; count--) {
        if (!PLAIN_OPTIONS.contains((int) bytes[at++])) {
          number();
        }
      }
    }

    /// One type, or the names of none.
    private void results() {
      at++;
      number();
    }

    /// Signed or not, nobody looks at large ones.
    private long number() {
      long value = 0;
      int shift = 0;
      byte one;
      do {
        one = bytes[at++];
        value |= (long) (one & 0x7F) << shift;
        shift += 7;
      } while (one < 0);
      return value;
    }
  }
}
