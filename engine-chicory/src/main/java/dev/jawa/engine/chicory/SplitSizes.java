package dev.jawa.engine.chicory;

/// How large functions and their pieces may be, in the unit of [CodeTree.Node#weight()].
///
/// @param threshold larger functions are cut
/// @param piece the most that a piece or what is left of a function should be
/// @param least what is smaller is not worth the call
/// @param handedOver the most locals that may go into or out of a piece
record SplitSizes(int threshold, int piece, int least, int handedOver) {

  /// Measured with Sightglass: C2 compiles a piece of this size in well under a second, and a call
  /// for each hundred operators is not felt.
  static final SplitSizes DEFAULT = new SplitSizes(1500, 600, 100, 100);

  boolean allow(Region region) {
    return region.params.cardinality() <= handedOver && region.results.cardinality() <= handedOver;
  }
}
