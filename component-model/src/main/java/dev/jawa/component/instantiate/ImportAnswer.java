package dev.jawa.component.instantiate;

import java.util.List;

/// What a host says to one import of a component.
///
/// @param name of the import
/// @param version of the host's interface, the others it has where none fits; empty without
///   versions
/// @param problems what of it is missing or of another type
public record ImportAnswer(String name, Answer answer, String version, List<String> problems) {

  public ImportAnswer {
    problems = List.copyOf(problems);
  }

  /// Whether the import can be satisfied.
  public enum Answer {
    /// All of it is there.
    PROVIDED,
    /// The interface is there, but some of it is missing or of another type.
    PARTLY,
    /// The interface is there in versions that cannot stand for this one.
    OTHER_VERSION,
    MISSING
  }
}
