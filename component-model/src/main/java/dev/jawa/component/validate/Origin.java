package dev.jawa.component.validate;

import java.util.List;

/// Where the resource type of a slot comes from.
public sealed interface Origin {

  /// A resource type of this component itself: every instance has its own.
  ///
  /// @param typeIndex its definition in the type index space
  record Defined(int typeIndex) implements Origin {}

  /// The name of an import, then the names of exports inside an imported instance.
  record Imported(List<String> path) implements Origin {
    public Imported {
      path = List.copyOf(path);
    }
  }

  /// Exported by an instance made in this component.
  ///
  /// @param instanceIndex in the instance index space
  /// @param path names of exports, at least one
  record FromInstance(int instanceIndex, List<String> path) implements Origin {
    public FromInstance {
      path = List.copyOf(path);
    }
  }

  /// Another name for the type of an earlier slot, hidden by a type ascription.
  record SameAs(int slot) implements Origin {}
}
