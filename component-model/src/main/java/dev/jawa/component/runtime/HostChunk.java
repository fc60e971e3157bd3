package dev.jawa.component.runtime;

import java.util.Arrays;
import java.util.List;

/// Values of a stream as the host has them: an array, a list, or for values without content just
/// their number. See [dev.jawa.component.host.ReadableStream].
final class HostChunk implements CopyBuffer {

  private final Object values;
  private final int length;
  private int progress;

  HostChunk(Object values) {
    this.values = values;
    this.length = length(values);
  }

  private static int length(Object values) {
    return switch (values) {
      case byte[] bytes -> bytes.length;
      case short[] shorts -> shorts.length;
      case int[] ints -> ints.length;
      case long[] longs -> longs.length;
      case float[] floats -> floats.length;
      case double[] doubles -> doubles.length;
      case List<?> list -> list.size();
      case Integer count -> count;
      default ->
          throw new IllegalArgumentException(
              "the host gave a " + values.getClass().getName() + " as values of a stream");
    };
  }

  private static Object range(Object values, int from, int to) {
    return switch (values) {
      case byte[] bytes -> Arrays.copyOfRange(bytes, from, to);
      case short[] shorts -> Arrays.copyOfRange(shorts, from, to);
      case int[] ints -> Arrays.copyOfRange(ints, from, to);
      case long[] longs -> Arrays.copyOfRange(longs, from, to);
      case float[] floats -> Arrays.copyOfRange(floats, from, to);
      case double[] doubles -> Arrays.copyOfRange(doubles, from, to);
      case List<?> list -> list.subList(from, to);
      default -> to - from;
    };
  }

  @Override
  public int remain() {
    return length - progress;
  }

  @Override
  public int progress() {
    return progress;
  }

  @Override
  public boolean isZeroLength() {
    return length == 0;
  }

  @Override
  public Object read(int count) {
    int from = progress;
    progress += count;
    return from == 0 && count == length ? values : range(values, from, progress);
  }

  @Override
  public void write(Object ignored, int count) {
    throw new IllegalStateException("a chunk of the host is only read");
  }
}
