package dev.jawa.component.instantiate;

import dev.jawa.component.host.HostInterface;
import dev.jawa.engine.Engine;
import java.util.LinkedHashMap;
import java.util.Map;

/// Binds components to an engine and to what the host provides.
///
/// @param <C> what belongs to one store
public final class Linker<C> {

  private final Engine engine;
  private final Map<String, HostInterface<C>> interfaces = new LinkedHashMap<>();

  public Linker(Engine engine) {
    this.engine = engine;
  }

  /// Offers an interface to the components linked from now on.
  public Linker<C> add(HostInterface<C> provided) {
    interfaces.put(provided.name(), provided);
    return this;
  }

  /// Decodes, validates, compiles and links a component: everything that can be done once.
  ///
  /// @throws dev.jawa.engine.UnlinkableException naming everything that is missing or of another
  ///   type
  public LinkedComponent<C> link(byte[] component) {
    throw new UnsupportedOperationException("link " + component.length + engine.id());
  }
}
