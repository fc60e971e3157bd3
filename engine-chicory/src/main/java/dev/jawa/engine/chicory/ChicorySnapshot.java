package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import dev.jawa.engine.StoreSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of all instances of a store.
final class ChicorySnapshot implements StoreSnapshot {

  private final ChicoryStore store;
  private final InstanceImage[] images;

  private ChicorySnapshot(ChicoryStore store, List<InstanceImage> images) {
    this.store = store;
    this.images = images.toArray(InstanceImage[]::new);
  }

  /// @return `null` if one of the instances has state that cannot be put back
  static @Nullable ChicorySnapshot of(
      ChicoryStore store, List<Instance> instances, @Nullable ChicorySnapshot twin) {
    List<InstanceImage> images = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      if (!InstanceImage.isPossible(instances.get(i))) {
        return null;
      }
      InstanceImage other = twin != null && i < twin.images.length ? twin.images[i] : null;
      images.add(InstanceImage.of(instances.get(i), other));
    }
    return new ChicorySnapshot(store, images);
  }

  @Override
  public boolean restore() {
    if (!store.isIntact()) {
      return false;
    }
    for (InstanceImage image : images) {
      if (!image.restore()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long heldBytes() {
    long bytes = 0;
    for (InstanceImage image : images) {
      bytes += image.heldBytes();
    }
    return bytes;
  }
}
