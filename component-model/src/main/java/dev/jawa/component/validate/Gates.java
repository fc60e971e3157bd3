package dev.jawa.component.validate;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The features that a component may use and that can be turned off. Spec: `Explainer.md`, gated
/// features.
///
/// @param enabled what may be used
public record Gates(Set<Gate> enabled) {

  public Gates {
    EnumSet<Gate> copy = EnumSet.noneOf(Gate.class);
    copy.addAll(enabled);
    enabled = Collections.unmodifiableSet(copy);
  }

  /// A feature with a switch of its own.
  public enum Gate {
    ASYNC("async", "asynchronous functions, streams and futures"),
    VALUES("values", "component-level values and start functions"),
    NESTED_NAMES("nested-names", "nested namespaces and packages in names"),
    MORE_ASYNC_BUILTINS("more-async-builtins", "more canonical options on async built-ins"),
    STACKFUL_LIFT("async-stackful", "async lift without a callback"),
    THREADING("threading", "threading built-ins"),
    SHARED_EVERYTHING_THREADS("shared-everything-threads", "shared-everything threads"),
    FIXED_LENGTH_LISTS("fixed-length-lists", "fixed-length lists"),
    MAP("map", "maps"),
    IMPLEMENTS("implements", "`implements` in names"),
    ERROR_CONTEXT("error-context", "error-context"),
    CANONICAL_INTERFACE_NAMES("canon-names", "canonical interface names"),
    GC("gc", "the canonical ABI with GC types, for functions that pass nothing"),
    MEMORY64("memory64", "64-bit memories in the canonical ABI");

    private final String id;
    private final String words;

    Gate(String id, String words) {
      this.id = id;
      this.words = words;
    }

    /// The name of its switch without prefix, as in `component-model-map`.
    public String id() {
      return id;
    }

    /// As messages call it.
    public String words() {
      return words;
    }
  }

  /// What was released, and needs no switch to be on.
  public static Gates released() {
    return new Gates(Set.of(Gate.ASYNC, Gate.MAP, Gate.IMPLEMENTS));
  }

  /// Everything that is described.
  public static Gates all() {
    return new Gates(EnumSet.allOf(Gate.class));
  }

  /// The same with one feature turned on or off.
  public Gates with(Gate gate, boolean on) {
    EnumSet<Gate> changed = EnumSet.noneOf(Gate.class);
    changed.addAll(enabled);
    if (on) {
      changed.add(gate);
    } else {
      changed.remove(gate);
    }
    return new Gates(changed);
  }

  public boolean allows(Gate gate) {
    return enabled.contains(gate);
  }
}
