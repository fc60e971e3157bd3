package dev.jawa.component.binary;

/// What the decoder accepts.
///
/// @param maxItems definitions, fields, cases, arguments and the like over the whole input, nested
///   components included
/// @param maxNesting how deep components and types of components and instances may nest
public record DecoderLimits(int maxItems, int maxNesting) {

  /// Far above what tools produce: two million items, a hundred levels.
  public static final DecoderLimits DEFAULT = new DecoderLimits(2_000_000, 100);
}
