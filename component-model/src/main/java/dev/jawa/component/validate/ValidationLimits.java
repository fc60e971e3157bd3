package dev.jawa.component.validate;

/// What validation accepts beyond the rules of the specification, so that small inputs cannot
/// describe huge types.
///
/// @param maxTypeSize nodes of one type, every use of a part counted
/// @param maxTotalTypeSize the same over all types that are defined, imported, exported or come
///   from instances
/// @param maxTypeDepth how deep value types may nest, and how deep types of instances and
///   components
public record ValidationLimits(int maxTypeSize, long maxTotalTypeSize, int maxTypeDepth) {

  /// Far above what tools produce: a million nodes, a hundred million in total, a hundred levels.
  public static final ValidationLimits DEFAULT = new ValidationLimits(1_000_000, 100_000_000, 100);
}
