package dev.jawa.component.validate;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The features beyond the released specification that a component may use. Spec: `Explainer.md`,
/// gated features.
///
/// @param enabled what may be used
public record Gates(Set<Gate> enabled) {

  public Gates {
    EnumSet<Gate> copy = EnumSet.noneOf(Gate.class);
    copy.addAll(enabled);
    enabled = Collections.unmodifiableSet(copy);
  }

  /// A feature that is off unless asked for.
  public enum Gate {
    VALUES("component-level values and start functions"),
    NESTED_NAMES("nested namespaces and packages in names"),
    MORE_ASYNC_BUILTINS("more canonical options on async built-ins"),
    STACKFUL_LIFT("async lift without a callback"),
    THREADING("threading built-ins"),
    SHARED_EVERYTHING_THREADS("shared-everything threads"),
    FIXED_LENGTH_LISTS("fixed-length lists"),
    ERROR_CONTEXT("error-context"),
    CANONICAL_INTERFACE_NAMES("canonical interface names"),
    MEMORY64("64-bit memories in the canonical ABI");

    private final String words;

    Gate(String words) {
      this.words = words;
    }

    /// As messages call it.
    public String words() {
      return words;
    }
  }

  /// Only what was released.
  public static Gates released() {
    return new Gates(Set.of());
  }

  /// Everything that is described.
  public static Gates all() {
    return new Gates(EnumSet.allOf(Gate.class));
  }

  public boolean allows(Gate gate) {
    return enabled.contains(gate);
  }
}
