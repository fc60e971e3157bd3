package dev.jawa.component.runtime;

/// The limits of one store beyond those of its engine.
///
/// @param maxHandles how many handles the tables of all instances may hold together; one more traps
/// @param maxBytesPerCall how many bytes of strings and lists one call may carry out of a guest;
///   more traps, so that a small guest cannot make the host allocate without bounds
public record ComponentLimits(int maxHandles, long maxBytesPerCall) {

  /// A million handles, 128 MiB per call.
  public static final ComponentLimits DEFAULT = new ComponentLimits(1_000_000, 128L << 20);

  public ComponentLimits {
    if (maxHandles < 0 || maxHandles > HandleTable.MAX_LENGTH || maxBytesPerCall < 0) {
      throw new IllegalArgumentException(
          "maxHandles is to be 0 to %d and maxBytesPerCall at least 0, not %d and %d"
              .formatted(HandleTable.MAX_LENGTH, maxHandles, maxBytesPerCall));
    }
  }
}
