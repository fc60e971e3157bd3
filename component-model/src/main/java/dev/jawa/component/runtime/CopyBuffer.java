package dev.jawa.component.runtime;

/// Where the values of one read or write go to or come from. Spec: `CanonicalABI.md`, buffer state.
public interface CopyBuffer {

  /// The longest buffer there can be: the upper bits are needed by packed results.
  int MAX_LENGTH = (1 << 28) - 1;

  /// How many more values there are, or fit.
  int remain();

  /// How many values were copied.
  int progress();

  boolean isZeroLength();

  /// Takes the next `count` values: a list as component values are, anything for an element type
  /// without content.
  Object read(int count);

  /// Puts values that [#read] gave.
  void write(Object values, int count);

  /// Copies so many values from a buffer of the same element type.
  default void copyFrom(CopyBuffer source, int count) {
    write(source.read(count), count);
  }
}
