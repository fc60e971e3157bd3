package dev.jawa.component.instantiate;

import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.UnsupportedModuleException;
import org.jspecify.annotations.Nullable;

/// One execution of the definitions of a component: a register for everything that a definition
/// makes.
final class Frame {

  private final @Nullable Object[] registers;
  private final InstanceState instance;
  private final InstanceValue args;
  private final @Nullable Frame outer;

  /// @param registers owned by the frame, constants filled in
  /// @param outer the frame in which the component was defined
  Frame(
      @Nullable Object[] registers,
      InstanceState instance,
      InstanceValue args,
      @Nullable Frame outer) {
    this.registers = registers;
    this.instance = instance;
    this.args = args;
    this.outer = outer;
  }

  InstanceState instance() {
    return instance;
  }

  InstanceValue args() {
    return args;
  }

  Object get(int register) {
    Object value = registers[register];
    if (value == null) {
      throw new IllegalStateException("register " + register + " is read before it is set");
    }
    return value;
  }

  <T> T get(int register, Class<T> type) {
    return type.cast(get(register));
  }

  <T> @Nullable T getOptional(int register, Class<T> type) {
    return register == NONE ? null : get(register, type);
  }

  /// A memory for the canonical ABI. Spec: `CanonicalABI.md`, of which the half about 64-bit
  /// memories is not here: taking one for a 32-bit memory would read the wrong places.
  CoreMemory memory(int register) {
    CoreMemory memory = get(register, CoreMemory.class);
    if (memory.index64()) {
      throw new UnsupportedModuleException(
          "the component gives a 64-bit memory to the canonical ABI (feature memory64),"
              + " which this version of Jawa cannot run yet");
    }
    return memory;
  }

  /// No register.
  static final int NONE = -1;

  void set(int register, Object value) {
    registers[register] = value;
  }

  RuntimeResource resource(int slot) {
    return instance.resource(slot);
  }

  /// The frame so many definitions further out.
  Frame outer(int count) {
    Frame frame = this;
    for (int i = 0; i < count; i++) {
      Frame next = frame.outer;
      if (next == null) {
        throw new IllegalStateException("an alias reaches beyond the outermost component");
      }
      frame = next;
    }
    return frame;
  }
}
