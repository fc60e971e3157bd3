package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.InvalidException;
import com.dylibso.chicory.wasm.MalformedException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CustomSection;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.MemorySection;
import com.dylibso.chicory.wasm.types.NameCustomSection;
import com.dylibso.chicory.wasm.types.TagImport;
import com.dylibso.chicory.wasm.types.TagSection;
import com.dylibso.chicory.wasm.types.TagType;
import com.dylibso.chicory.wasm.types.UnknownCustomSection;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.UnsupportedModuleException;
import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Bytes to a module, with the SPI's exceptions.
final class ModuleDecoder {

  private static final Map<String, Function<byte[], CustomSection>> CUSTOM_PARSERS =
      Map.of("name", ModuleDecoder::names);

  private ModuleDecoder() {}

  /// A decoded module.
  ///
  /// @param wasm Chicory's; its imports and exports have numbers for names
  record Decoded(WasmModule wasm, List<ImportDescriptor> imports, List<ExportDescriptor> exports) {

    private Decoded(WasmModule wasm, NumberedNames names) {
      this(
          wasm,
          ChicoryTypes.imports(wasm, names.imports()),
          ChicoryTypes.exports(wasm, names.exports()));
    }
  }

  /// Decodes, validates, and refuses what Chicory does not execute correctly.
  static Decoded decode(byte[] bytes) {
    NumberedNames names = NumberedNames.of(bytes);
    WasmModule module = parse(names.wasm(), Validation.FULL);
    try {
      UnsupportedProposals.check(module);
      checkExports(module, names.exports());
      checkTags(module);
      return new Decoded(module, names);
    } catch (InvalidException e) {
      // The parser does not look at the types of what is imported.
      throw new InvalidModuleException(message(e), e);
    }
  }

  /// Decodes what an earlier run has validated.
  static Decoded decodeTrusted(byte[] bytes) {
    NumberedNames names = NumberedNames.of(bytes);
    return new Decoded(parse(names.wasm(), Validation.NONE), names);
  }

  /// The same without the functions' bodies, which somebody has compiled.
  static Decoded decodeCompiled(byte[] bytes) {
    NumberedNames names = NumberedNames.of(bytes);
    return new Decoded(CompiledModuleParser.parse(names.wasm(), CUSTOM_PARSERS), names);
  }

  /// How far to trust a module.
  private enum Validation {
    NONE,
    FULL,
    /// As before, of a module whose declarations are spelled out.
    AGAIN
  }

  private static WasmModule parse(byte[] wasm, Validation validate) {
    try {
      return Parser.builder()
          .withValidation(validate != Validation.NONE)
          .withCustomParsers(CUSTOM_PARSERS)
          .build()
          .parse(() -> new ByteArrayInputStream(wasm));
    } catch (MalformedException e) {
      throw malformed(wasm, message(e), e);
    } catch (InvalidException e) {
      if (message(e).contains(DeclaredFunctions.COMPLAINT) && validate != Validation.AGAIN) {
        WasmModule module = parse(wasm, Validation.NONE);
        WasmModule _ = parse(DeclaredFunctions.spelledOut(wasm, module), Validation.AGAIN);
        return module;
      }
      throw new InvalidModuleException(message(e), e);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      // The parser trusts sizes and nesting in places; an attacker's bytes must not look like a bug
      // of ours. A heap that is too small says nothing about the bytes.
      throw malformed(wasm, "chicory cannot decode it: " + reason(e), e);
    }
  }

  /// The parser puts words of the specification's test suite before its own message, which it keeps
  /// as the cause.
  private static String message(RuntimeException thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    return String.valueOf(cause.getMessage()).strip();
  }

  /// What Chicory itself says needs no class before it.
  private static String reason(Throwable thrown) {
    String message = thrown instanceof ChicoryException ? thrown.getMessage() : null;
    return message == null ? thrown.toString() : message;
  }

  private static RuntimeException malformed(byte[] wasm, String message, Throwable cause) {
    String proposal = UnsupportedProposals.inMalformed(wasm, message);
    return proposal == null
        ? new MalformedModuleException(message, cause)
        : new UnsupportedModuleException(UnsupportedProposals.refusal(proposal), cause);
  }

  /// A name section that is broken is ignored, as the specification wants it. Where the JVM checks
  /// assertions, the parser asserts that it is not.
  private static CustomSection names(byte[] content) {
    try {
      return NameCustomSection.parse(content);
    } catch (RuntimeException | AssertionError e) {
      return UnknownCustomSection.builder().withName("malformed name").withBytes(content).build();
    }
  }

  /// Chicory looks at exports only when it instantiates.
  private static void checkExports(WasmModule module, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      if (!seen.add(names.get(i))) {
        throw new InvalidModuleException("duplicate export name \"%s\"".formatted(names.get(i)));
      }
      if (export.index() < 0 || export.index() >= count(module, export.exportType())) {
        throw new InvalidModuleException(
            "unknown %s %d in export \"%s\""
                .formatted(
                    export.exportType().name().toLowerCase(Locale.ROOT),
                    export.index(),
                    names.get(i)));
      }
    }
  }

  /// Nor at what tags give back.
  private static void checkTags(WasmModule module) {
    Stream<TagType> imported =
        module.importSection().stream()
            .filter(TagImport.class::isInstance)
            .map(tag -> ((TagImport) tag).tagType());
    Stream<TagType> defined =
        module.tagSection().stream()
            .flatMap(section -> IntStream.range(0, section.tagCount()).mapToObj(section::getTag));
    Stream.concat(imported, defined)
        .map(tag -> module.typeSection().getType(tag.typeIdx()))
        .filter(type -> !type.returns().isEmpty())
        .findAny()
        .ifPresent(_ -> {
          throw new InvalidModuleException("non-empty tag result type");
        });
  }

  private static int count(WasmModule module, ExternalType kind) {
    int defined =
        switch (kind) {
          case FUNCTION -> module.functionSection().functionCount();
          case TABLE -> module.tableSection().tableCount();
          case MEMORY -> module.memorySection().map(MemorySection::memoryCount).orElse(0);
          case GLOBAL -> module.globalSection().globalCount();
          case TAG -> module.tagSection().map(TagSection::tagCount).orElse(0);
        };
    return module.importSection().count(kind) + defined;
  }
}
