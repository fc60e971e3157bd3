package dev.jawa.wasi.ctx;

/// How much of the host one guest may take with one call or keep for itself. A guest that asks for
/// more traps, except where a WASI function can say it with a value.
///
/// @param randomBytes the longest answer of `get-random-bytes`, in bytes
/// @param readBytes the longest answer of a stream read, in bytes; a guest that asks for more gets
///   less
/// @param pipeBytes how much of a body may wait in memory for a slower reader, in bytes
/// @param fieldsBytes the size of one `fields` resource in bytes: all names and values, and 32 for
///   each field
/// @param polledHandles how many pollables one `poll` takes
/// @param callBytes how many bytes of strings and vectors one call of WASI 0.1 may carry;
///   components have the same limit from their own
public record WasiLimits(
    int randomBytes,
    int readBytes,
    int pipeBytes,
    int fieldsBytes,
    int polledHandles,
    long callBytes) {

  public static final WasiLimits DEFAULT =
      new WasiLimits(64 << 20, 256 << 10, 256 << 10, 128 << 10, 1 << 20, 128L << 20);

  public WasiLimits {
    requirePositive("randomBytes", randomBytes);
    requirePositive("readBytes", readBytes);
    requirePositive("pipeBytes", pipeBytes);
    requirePositive("fieldsBytes", fieldsBytes);
    requirePositive("polledHandles", polledHandles);
    requirePositive("callBytes", callBytes);
  }

  public WasiLimits withRandomBytes(int value) {
    return new WasiLimits(value, readBytes, pipeBytes, fieldsBytes, polledHandles, callBytes);
  }

  public WasiLimits withReadBytes(int value) {
    return new WasiLimits(randomBytes, value, pipeBytes, fieldsBytes, polledHandles, callBytes);
  }

  public WasiLimits withPipeBytes(int value) {
    return new WasiLimits(randomBytes, readBytes, value, fieldsBytes, polledHandles, callBytes);
  }

  public WasiLimits withFieldsBytes(int value) {
    return new WasiLimits(randomBytes, readBytes, pipeBytes, value, polledHandles, callBytes);
  }

  public WasiLimits withPolledHandles(int value) {
    return new WasiLimits(randomBytes, readBytes, pipeBytes, fieldsBytes, value, callBytes);
  }

  public WasiLimits withCallBytes(long value) {
    return new WasiLimits(randomBytes, readBytes, pipeBytes, fieldsBytes, polledHandles, value);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
