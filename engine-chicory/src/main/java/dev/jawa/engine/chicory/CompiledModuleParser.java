package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.CustomSection;
import com.dylibso.chicory.wasm.types.DataCountSection;
import com.dylibso.chicory.wasm.types.DataSection;
import com.dylibso.chicory.wasm.types.ElementSection;
import com.dylibso.chicory.wasm.types.ExportSection;
import com.dylibso.chicory.wasm.types.FunctionSection;
import com.dylibso.chicory.wasm.types.GlobalSection;
import com.dylibso.chicory.wasm.types.ImportSection;
import com.dylibso.chicory.wasm.types.MemorySection;
import com.dylibso.chicory.wasm.types.Section;
import com.dylibso.chicory.wasm.types.SectionId;
import com.dylibso.chicory.wasm.types.StartSection;
import com.dylibso.chicory.wasm.types.TableSection;
import com.dylibso.chicory.wasm.types.TagSection;
import com.dylibso.chicory.wasm.types.TypeSection;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.function.Function;

/// Parses a valid module whose functions are all compiled. Nobody asks for their bodies, so they
/// are not parsed, which of a large module took more time than all the rest; all functions have one
/// and the same empty body.
final class CompiledModuleParser {

  private final WasmModule.Builder module = WasmModule.builder().withValidation(false);
  private int functions;

  private CompiledModuleParser() {}

  /// @param customParsers for Chicory's parser, by the name of a custom section
  static WasmModule parse(byte[] wasm, Map<String, Function<byte[], CustomSection>> customParsers) {
    Parser.Builder parser = Parser.builder().withValidation(false).withCustomParsers(customParsers);
    for (int id = SectionId.CUSTOM; id <= SectionId.TAG; id++) {
      if (id != SectionId.CODE) {
        parser.includeSectionId(id);
      }
    }
    CompiledModuleParser parts = new CompiledModuleParser();
    parser.build().parse(new ByteArrayInputStream(wasm), parts::add);
    CodeSection.Builder code = CodeSection.builder();
    for (int i = 0; i < parts.functions; i++) {
      code.addFunctionBody(LinkableModule.NO_BODY);
    }
    return parts.module.setCodeSection(code.build()).build();
  }

  // By number: a switch over types makes a class at each start of the JVM.
  private void add(Section section) {
    switch (section.sectionId()) {
      case SectionId.CUSTOM -> {
        CustomSection custom = (CustomSection) section;
        module.addCustomSection(custom.name(), custom);
      }
      case SectionId.FUNCTION -> {
        FunctionSection defined = (FunctionSection) section;
        functions = defined.functionCount();
        module.setFunctionSection(defined);
      }
      case SectionId.TYPE -> module.setTypeSection((TypeSection) section);
      case SectionId.IMPORT -> module.setImportSection((ImportSection) section);
      case SectionId.TABLE -> module.setTableSection((TableSection) section);
      case SectionId.MEMORY -> module.setMemorySection((MemorySection) section);
      case SectionId.GLOBAL -> module.setGlobalSection((GlobalSection) section);
      case SectionId.EXPORT -> module.setExportSection((ExportSection) section);
      case SectionId.START -> module.setStartSection((StartSection) section);
      case SectionId.ELEMENT -> module.setElementSection((ElementSection) section);
      case SectionId.DATA -> module.setDataSection((DataSection) section);
      case SectionId.DATA_COUNT -> module.setDataCountSection((DataCountSection) section);
      case SectionId.TAG -> module.setTagSection((TagSection) section);
      default -> throw new IllegalStateException("section " + section.sectionId());
    }
  }
}
