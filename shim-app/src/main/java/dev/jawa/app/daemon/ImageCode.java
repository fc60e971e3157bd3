package dev.jawa.app.daemon;

import dev.jawa.app.oci.ContentStore;
import dev.jawa.app.oci.ContentStore.Blob;
import dev.jawa.engine.CodeCache;
import dev.jawa.engine.Engine;
import dev.jawa.shim.ttrpc.TtrpcException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// Keeps the compiled code of images' wasm layers beside them, in containerd's content store. A
/// label of the layer names the code, so that containerd removes it with the image.
///
/// What comes out of it is executed. Only who may ask containerd for anything can label a blob, and
/// both have to be labelled: the layer with the code's digest, and the code with the layer's. What
/// is in an image has no such labels, whatever it is.
final class ImageCode {

  /// Before the kind of code, in the layer's label that has the code's digest.
  static final String COMPILED = "jawa.dev/compiled/";

  /// The code's own label, with the digest of what it was made of.
  static final String MADE_OF = "jawa.dev/compiled-of";

  private final ContentStore store;
  private final long maxBytes;
  private final DaemonLog log;
  // After the guests, which have more to do.
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("image-code").priority(Thread.MIN_PRIORITY).factory());

  /// @param maxBytes how large the code of a layer may be
  ImageCode(ContentStore store, long maxBytes, DaemonLog log) {
    this.store = store;
    this.maxBytes = maxBytes;
    this.log = log;
  }

  /// Loads something with the code that was kept with a layer, and keeps it there afterwards. What
  /// goes wrong with the code is a line in the log.
  ///
  /// @param layer the digest of the layer that it is in
  <T> T load(Engine engine, CodeCache cache, String layer, Function<Engine, T> loading) {
    AtomicBoolean refused = new AtomicBoolean();
    LayerEngine used = new LayerEngine(engine, cache, () -> refused.set(!fetch(cache, layer)));
    T loaded = loading.apply(used);
    writer.execute(() -> keep(cache, layer, used.modules(), refused.get()));
    return loaded;
  }

  /// @return whether there was code, which was taken
  private boolean fetch(CodeCache cache, String layer) {
    try {
      String digest = digest(cache, layer);
      if (digest.isEmpty()) {
        return false;
      }
      CodeArchive archive = CodeArchive.decode(store.read(digest));
      if (archive == null
          || !archive.kind().equals(cache.kind())
          || !archive.layer().equals(layer)
          || !archive.code().entrySet().stream()
              .allMatch(each -> cache.write(each.getKey(), each.getValue()))) {
        log.warn("%s is no compiled code of %s, it is not used".formatted(digest, layer));
        return false;
      }
      log.info("took the compiled code of %s from containerd (%s)".formatted(layer, digest));
      return true;
    } catch (TtrpcException e) {
      log.warn("could not get the compiled code of %s: %s".formatted(layer, e.getMessage()));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The digest of the code, if there is some that can be used; else empty.
  private String digest(CodeCache cache, String layer) throws InterruptedException {
    String digest = store.info(layer).labels().getOrDefault(COMPILED + cache.kind(), "");
    if (digest.isEmpty()) {
      return "";
    }
    try {
      Blob code = store.info(digest);
      if (code.size() <= maxBytes && layer.equals(code.labels().get(MADE_OF))) {
        return digest;
      }
    } catch (TtrpcException _) {
      // It is not there any more, or the label is no digest.
    }
    log.warn("%s is no compiled code of %s, it is not used".formatted(digest, layer));
    return "";
  }

  /// @param anew also if there is some already
  private void keep(CodeCache cache, String layer, Set<String> modules, boolean anew) {
    try {
      if (!anew && !digest(cache, layer).isEmpty()) {
        return;
      }
      Map<String, byte[]> code = new LinkedHashMap<>();
      for (String module : modules) {
        byte[] bytes = cache.read(module);
        if (bytes == null) {
          // The folder is full, or was taken away.
          return;
        }
        code.put(module, bytes);
      }
      if (!code.isEmpty()) {
        keep(new CodeArchive(System.currentTimeMillis(), cache.kind(), layer, code));
      }
    } catch (TtrpcException e) {
      log.warn(
          "could not keep the compiled code of %s in containerd: %s"
              .formatted(layer, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(CodeArchive archive) throws InterruptedException {
    byte[] bytes = archive.encode();
    if (bytes.length > maxBytes) {
      log.info(
          "the compiled code of %s has %d bytes and is not kept with it; jawa.daemon.image-code allows %d"
              .formatted(archive.layer(), bytes.length, maxBytes));
      return;
    }
    String digest =
        store.write(
            "jawa-" + archive.kind() + "-" + archive.layer(),
            bytes,
            Map.of(MADE_OF, archive.layer()),
            archive.layer(),
            made ->
                Map.of(
                    COMPILED + archive.kind(),
                    made,
                    ContentStore.KEEPS + "jawa." + archive.kind(),
                    made));
    log.info("keeps the compiled code of %s in containerd (%s)".formatted(archive.layer(), digest));
  }
}
