package dev.jawa.engine.graalwasm;

import dev.jawa.engine.StoreSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of all instances of a store.
final class GraalSnapshot implements StoreSnapshot {

  private final GraalStore store;
  private final List<InstanceImage> images;

  private GraalSnapshot(GraalStore store, List<InstanceImage> images) {
    this.store = store;
    this.images = images;
  }

  /// @return `null` if one of the instances has state that cannot be put back
  static @Nullable GraalSnapshot of(
      GraalStore store, List<GraalInstance> instances, @Nullable GraalSnapshot twin) {
    List<InstanceImage> images = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      InstanceImage other = twin == null || i >= twin.images.size() ? null : twin.images.get(i);
      InstanceImage image = InstanceImage.of(instances.get(i), other);
      if (image == null) {
        return null;
      }
      images.add(image);
    }
    return new GraalSnapshot(store, List.copyOf(images));
  }

  @Override
  public boolean restore() {
    return store.putBack(() -> images.stream().allMatch(InstanceImage::restore));
  }

  @Override
  public long heldBytes() {
    return images.stream().mapToLong(InstanceImage::heldBytes).sum();
  }
}
