package dev.jawa.app.daemon;

import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestCode;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.guest.GuestLauncher;
import dev.jawa.app.task.GuestLoader;
import dev.jawa.engine.CodeCache;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineUnavailableException;
import dev.jawa.engine.Engines;
import dev.jawa.engine.choice.AutoEngine;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Loads guests with the engines on the class path, each once: a guest that is compiled is kept for
/// the next container of the same bytes, the least recently used are forgotten.
final class EngineGuests implements GuestLoader {

  /// The name is in it because the guest's messages have it.
  private record Key(String engine, String name, List<String> digests, GuestKind preferred) {}

  private final EngineOptions options;
  private final Map<String, Engine> engines = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, CompletableFuture<Guest>> kept;
  private volatile @Nullable ImageCode imageCode;

  /// @param capacity how many guests are kept
  EngineGuests(EngineOptions options, int capacity) {
    this.options = options;
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, CompletableFuture<Guest>> eldest) {
            return size() > capacity;
          }
        };
  }

  @Override
  public Guest load(String asked, GuestCode code, GuestKind preferred) {
    String id = asked.equals(AutoEngine.ID) ? AutoEngine.choose(code.main().wasm()) : asked;
    Engine engine = engine(id);
    Key key = new Key(id, code.main().name(), digests(code), preferred);
    CompletableFuture<Guest> mine = new CompletableFuture<>();
    CompletableFuture<Guest> known = keep(key, mine);
    if (known != mine) {
      return join(known);
    }
    try {
      mine.complete(load(engine, code, preferred));
    } catch (RuntimeException | Error e) {
      forget(key);
      mine.completeExceptionally(e);
      throw e;
    }
    return join(mine);
  }

  /// From now on compiled code of images' layers is kept there, too.
  void keepCodeIn(ImageCode keeper) {
    imageCode = keeper;
  }

  private Guest load(Engine engine, GuestCode code, GuestKind preferred) {
    ImageCode keeper = imageCode;
    CodeCache cache = engine.codeCache();
    if (keeper == null || cache == null || code.layer().isEmpty()) {
      return new GuestLauncher(engine).load(code, preferred);
    }
    return keeper.load(
        engine, cache, code.layer(), used -> new GuestLauncher(used).load(code, preferred));
  }

  private Engine engine(String id) {
    try {
      return engines.computeIfAbsent(id, this::newEngine);
    } catch (EngineUnavailableException e) {
      throw new GuestException(String.valueOf(e.getMessage()), e);
    }
  }

  private Engine newEngine(String id) {
    Engine engine = Engines.create(id, options);
    if (engine.note() != null) {
      // Into the daemon's log.
      System.err.println("jawa: warning: " + engine.note());
    }
    return engine;
  }

  private CompletableFuture<Guest> keep(Key key, CompletableFuture<Guest> fresh) {
    lock.lock();
    try {
      CompletableFuture<Guest> known = kept.putIfAbsent(key, fresh);
      return known == null ? fresh : known;
    } finally {
      lock.unlock();
    }
  }

  private void forget(Key key) {
    lock.lock();
    try {
      kept.remove(key);
    } finally {
      lock.unlock();
    }
  }

  private static Guest join(CompletableFuture<Guest> guest) {
    try {
      return guest.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static List<String> digests(GuestCode code) {
    return Stream.concat(Stream.of(code.main()), code.beside().stream())
        .map(binary -> digest(binary.wasm()))
        .toList();
  }

  private static String digest(byte[] wasm) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wasm));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
