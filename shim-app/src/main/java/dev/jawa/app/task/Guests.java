package dev.jawa.app.task;

import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestCode;
import dev.jawa.app.oci.ContainedJvm;
import dev.jawa.app.oci.Holder;
import dev.jawa.app.oci.ImageStore;
import dev.jawa.app.oci.LayerFile;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.wasi.ctx.Directory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
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
        code(container, spec, file, settings.maxModuleSize(MAX_MODULE_SIZE)),
        settings.target());
  }

  /// What runs the guest of a container in a JVM of its own.
  Holder.Contained contained(ContainedJvm jvm, String id, RuntimeSpec spec) {
    GuestSettings settings = settings(spec);
    settings.check();
    // A file of the container is looked for first, but cannot be seen before there is a container.
    GuestCode code =
        GuestLayer.read(images, id, GuestFile.of(spec), settings.maxModuleSize(MAX_MODULE_SIZE));
    return new Holder.Contained(jvm, told(settings), code == null ? List.of() : files(code));
  }

  private static List<LayerFile> files(GuestCode code) {
    return Stream.concat(Stream.of(code.main()), code.beside().stream())
        .map(binary -> new LayerFile(binary.name(), binary.wasm()))
        .toList();
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

  private GuestCode code(Container container, RuntimeSpec spec, GuestFile file, long maxSize) {
    byte[] wasm;
    try (Directory root = container.openRoot(spec.user())) {
      wasm = file.read(root, spec, maxSize);
    }
    if (wasm != null) {
      return GuestCode.of(file.path(), wasm);
    }
    GuestCode layers = GuestLayer.read(images, container.id(), file, maxSize);
    if (layers == null) {
      throw file.missing();
    }
    return layers;
  }
}
