package dev.jawa.app.daemon;

import dev.jawa.engine.CodeCache;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.Feature;
import dev.jawa.engine.StoreLimits;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// An engine for one layer of an image: asks once for code that was kept with the layer when there
/// is none in the cache folder, and notes which modules the layer has.
final class LayerEngine implements Engine {

  private final Engine engine;
  private final CodeCache cache;
  private final Runnable fetch;
  private final Set<String> modules = new LinkedHashSet<>();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean fetched;

  /// @param engine belongs to the caller
  /// @param cache the engine's own
  /// @param fetch puts into it what there is
  LayerEngine(Engine engine, CodeCache cache, Runnable fetch) {
    this.engine = engine;
    this.cache = cache;
    this.fetch = fetch;
  }

  @Override
  public CoreModule compile(byte[] wasm) {
    String name = cache.name(wasm);
    lock.lock();
    try {
      modules.add(name);
      if (!fetched && !cache.has(name)) {
        fetched = true;
        fetch.run();
      }
    } finally {
      lock.unlock();
    }
    return engine.compile(wasm);
  }

  /// The names of the modules that were compiled or found.
  Set<String> modules() {
    lock.lock();
    try {
      return Set.copyOf(modules);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String id() {
    return engine.id();
  }

  @Override
  public String version() {
    return engine.version();
  }

  @Override
  public @Nullable String note() {
    return engine.note();
  }

  @Override
  public Set<Feature> features() {
    return engine.features();
  }

  @Override
  public CoreStore newStore(StoreLimits limits) {
    return engine.newStore(limits);
  }

  @Override
  public CoreStore newResettableStore(StoreLimits limits) {
    return engine.newResettableStore(limits);
  }

  @Override
  public void close() {}
}
