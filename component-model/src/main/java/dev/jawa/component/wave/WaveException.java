package dev.jawa.component.wave;

/// A text that is no value of its type; the message says in one line what, and where.
public final class WaveException extends RuntimeException {

  WaveException(String problem, int start, int end) {
    super("%s at %d..%d".formatted(problem, start, end));
  }
}
