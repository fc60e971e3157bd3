package dev.jawa.app.cli;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.image.ImageForm;
import dev.jawa.app.image.ImagePlan;
import dev.jawa.app.image.ImageWriter;
import dev.jawa.app.image.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `jawa image build`: wasm files to a tar for `ctr image import`.
@Command(
    addMethodSubcommands = false,
    name = "build",
    description = "Make an OCI image of wasm files.")
final class ImageBuildCommand implements Runnable {

  private final Console console;

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "the image's name")
  private String name = "";

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      defaultValue = "latest",
      description = "the image's tag (${DEFAULT-VALUE})")
  private String tag = "";

  @Option(names = "--repo", paramLabel = "REPO", description = "put before the name, with a slash")
  private @Nullable String repository;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      defaultValue = "wasip1/wasm",
      description =
          "what the image says that it runs on (${DEFAULT-VALUE}); linux/amd64 is unpacked by nodes"
              + " that know no other")
  private String platform = "";

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  /// Modules may be many, a component is one.
  private static final class Source {
    @Option(
        names = "--module",
        arity = "1..*",
        required = true,
        paramLabel = "FILE",
        description = "the modules, the first is the entry point")
    private List<Path> modules = new ArrayList<>();

    @Option(
        names = "--component",
        required = true,
        paramLabel = "FILE",
        description = "the component")
    private @Nullable Path component;

    List<Path> files() {
      return component == null ? modules : List.of(component);
    }
  }

  @ArgGroup private Form form = new Form();

  /// At most one of the two.
  private static final class Form {
    @Option(
        names = "--wasm-layers",
        description = "one wasm layer for each file (containerd 1.6.25, 1.7.7, 2 or newer)")
    private boolean wasmLayers;

    @Option(names = "--as-artifact", description = "a CNCF wasm artifact of one file")
    private boolean artifact;

    ImageForm choice() {
      if (artifact) {
        return ImageForm.ARTIFACT;
      }
      return wasmLayers ? ImageForm.WASM_LAYERS : ImageForm.TAR_LAYER;
    }
  }

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.tar",
      description = "the tar to write")
  private Path out = Path.of(".");

  ImageBuildCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    int colon = name.lastIndexOf(':');
    if (colon > name.lastIndexOf('/')) {
      throw new UsageException(
          "--name %s: the tag stands apart: --name %s --tag %s"
              .formatted(name, name.substring(0, colon), name.substring(colon + 1)));
    }
    String reference = (repository == null ? "" : repository + "/") + name + ":" + tag;
    for (Path file : source.files()) {
      checkWasm(file);
    }
    try {
      ImagePlan plan =
          new ImagePlan(reference, tag, source.files(), form.choice(), Platform.parse(platform));
      new ImageWriter(plan).write(out);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new GuestException(out + ": cannot be written: " + FileReason.of(e), e);
    }
    console.out().println(reference);
  }

  private static void checkWasm(Path file) {
    byte[] bytes = WasmFile.read(file.toString()).bytes();
    if (bytes.length < 8
        || bytes[0] != 0
        || bytes[1] != 'a'
        || bytes[2] != 's'
        || bytes[3] != 'm') {
      throw new GuestException(file + " is no WebAssembly binary");
    }
  }
}
