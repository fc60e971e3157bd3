package dev.jawa.component.runtime;

/// The limits of one store beyond those of its engine.
///
/// @param maxHandles how many handles the tables of all instances may hold together; one more traps
/// @param maxBytesPerCall how many bytes of strings and lists one call may carry out of a guest;
///   more traps, so that a small guest cannot make the host allocate without bounds
/// @param maxRangeBytes how many bytes one string or list may have; more traps. Spec:
///   `CanonicalABI.md`, `MAX_STRING_BYTE_LENGTH` and `MAX_LIST_BYTE_LENGTH`
public record ComponentLimits(int maxHandles, long maxBytesPerCall, long maxRangeBytes) {

  /// What the specification says of one string or list.
  public static final long SPEC_RANGE_BYTES = (1L << 28) - 1;

  /// A million handles, 128 MiB per call.
  public static final ComponentLimits DEFAULT = new ComponentLimits(1_000_000, 128L << 20);

  public ComponentLimits {
    if (maxRangeBytes < 0 || maxRangeBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "maxRangeBytes is to be 0 to %d, not %d".formatted(Integer.MAX_VALUE, maxRangeBytes));
    }
    if (maxHandles < 0 || maxHandles > HandleTable.MAX_LENGTH || maxBytesPerCall < 0) {
      throw new IllegalArgumentException(
          "maxHandles is to be 0 to %d and maxBytesPerCall at least 0, not %d and %d"
              .formatted(HandleTable.MAX_LENGTH, maxHandles, maxBytesPerCall));
    }
  }

  /// Strings and lists as large as the specification lets them be.
  public ComponentLimits(int maxHandles, long maxBytesPerCall) {
    this(maxHandles, maxBytesPerCall, SPEC_RANGE_BYTES);
  }
}
