package dev.jawa.component.instantiate;

import org.jspecify.annotations.Nullable;

/// Where an argument or export of an instance comes from.
sealed interface Source {

  /// The item, `null` for a type that means nothing at run time.
  @Nullable Object in(Frame frame);

  /// A register.
  record Register(int register) implements Source {
    @Override
    public Object in(Frame frame) {
      return frame.get(register);
    }
  }

  /// A resource type.
  record Slot(int slot) implements Source {
    @Override
    public Object in(Frame frame) {
      return frame.resource(slot);
    }
  }

  /// What an instance in a register exports.
  record Export(int instance, String name) implements Source {
    @Override
    public @Nullable Object in(Frame frame) {
      return frame.get(instance, InstanceValue.class).find(name);
    }
  }

  /// A type that is no resource.
  record Nothing() implements Source {
    @Override
    public @Nullable Object in(Frame frame) {
      return null;
    }
  }
}
