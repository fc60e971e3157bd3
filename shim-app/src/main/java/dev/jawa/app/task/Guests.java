package dev.jawa.app.task;

import dev.jawa.app.guest.Guest;
import dev.jawa.app.oci.ContainedJvm;
import dev.jawa.app.oci.Holder;
import dev.jawa.app.oci.ImageStore;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.wasi.ctx.Directory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the guest of a process and what it is to have.
final class Guests {

  private static final long MAX_MODULE_SIZE = 1L << 30;

  private final GuestLoader loader;
  private final Function<String, @Nullable String> configuration;
  private final String defaultEngine;
  private final ImageStore images;

  /// @param configuration the installation's settings by name
  /// @param defaultEngine the engine of a container that asks for none
  /// @param images where guests are that no file of the container is
  Guests(
      GuestLoader loader,
      Function<String, @Nullable String> configuration,
      String defaultEngine,
      ImageStore images) {
    this.images = images;
    this.loader = loader;
    this.configuration = configuration;
    this.defaultEngine = defaultEngine;
  }

  GuestSettings settings(RuntimeSpec spec) {
    return new GuestSettings(
        spec.annotations(), spec.environment(), configuration, spec.memoryLimit());
  }

  Guest load(Container container, RuntimeSpec spec, GuestSettings settings) {
    // Told now rather than when the process starts.
    settings.check();
    GuestFile file = GuestFile.of(spec);
    return loader.load(
        settings.engine(defaultEngine),
        file.path(),
        bytes(container, spec, file, settings.maxModuleSize(MAX_MODULE_SIZE)),
        settings.target());
  }

  /// What runs the guest of a container in a JVM of its own.
  Holder.Contained contained(ContainedJvm jvm, String id, RuntimeSpec spec) {
    GuestSettings settings = settings(spec);
    settings.check();
    // A file of the container is looked for first, but cannot be seen before there is a container.
    byte[] layer =
        GuestLayer.read(images, id, GuestFile.of(spec), settings.maxModuleSize(MAX_MODULE_SIZE));
    return new Holder.Contained(jvm, told(settings), layer);
  }

  /// The container's program as one of a JVM.
  RuntimeSpec inJvm(ContainedJvm jvm, RuntimeSpec spec) {
    return jvm.asProgramOf(spec, told(settings(spec)));
  }

  private Map<String, String> told(GuestSettings settings) {
    Map<String, String> told = new LinkedHashMap<>(settings.annotated());
    told.putIfAbsent("engine", settings.engine(defaultEngine));
    return told;
  }

  private byte[] bytes(Container container, RuntimeSpec spec, GuestFile file, long maxSize) {
    byte[] wasm;
    try (Directory root = container.openRoot(spec.user())) {
      wasm = file.read(root, spec, maxSize);
    }
    if (wasm == null) {
      wasm = GuestLayer.read(images, container.id(), file, maxSize);
    }
    if (wasm == null) {
      throw file.missing();
    }
    return wasm;
  }
}
