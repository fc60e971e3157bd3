package dev.jawa.component.validate;

/// What validation accepts beyond the rules of the specification, so that small inputs cannot describe huge types.
///
/// @param maxTypeSize nodes of one type, every use of a part counted
/// @param maxTypeDepth how deep value types may nest
public record ValidationLimits(int maxTypeSize, int maxTypeDepth) {

  /// Far above what tools produce: a million nodes, a hundred levels.
  public static final ValidationLimits DEFAULT = new ValidationLimits(1_000_000, 100);
}
