package dev.jawa.app.guest;

import dev.jawa.engine.Engine;

/// Loads guests for one engine.
public final class GuestLauncher {

  private final Engine engine;

  public GuestLauncher(Engine engine) {
    this.engine = engine;
  }

  /// Compiles and links the bytes; what they are is told by the preamble and the exports.
  ///
  /// @param name for messages, as in `app.wasm`
  /// @throws GuestException if they are not a guest, not valid, or need something missing here
  public Guest load(String name, byte[] wasm) {
    throw new UnsupportedOperationException(engine.id() + name + wasm.length);
  }
}
