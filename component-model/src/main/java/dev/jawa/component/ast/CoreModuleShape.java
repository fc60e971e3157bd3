package dev.jawa.component.ast;

import dev.jawa.component.type.CoreExternDesc;
import java.util.List;

/// What a core module shows to the outside, found without looking at its code: enough to match
/// imports and exports. Whether the module itself is valid is for the engine to say.
///
/// @param types the type section
/// @param imports in order
/// @param funcs the function index space, imports first; every entry is a [CoreExternDesc.Func]
/// @param tables the table index space
/// @param memories the memory index space
/// @param globals the global index space
/// @param tags the tag index space
/// @param exports in order
public record CoreModuleShape(
    List<CoreTypeDef.Rec> types,
    List<Import> imports,
    List<CoreExternDesc> funcs,
    List<CoreExternDesc> tables,
    List<CoreExternDesc> memories,
    List<CoreExternDesc> globals,
    List<CoreExternDesc> tags,
    List<Export> exports) {

  public CoreModuleShape {
    types = List.copyOf(types);
    imports = List.copyOf(imports);
    funcs = List.copyOf(funcs);
    tables = List.copyOf(tables);
    memories = List.copyOf(memories);
    globals = List.copyOf(globals);
    tags = List.copyOf(tags);
    exports = List.copyOf(exports);
  }

  public record Import(String module, String name, CoreExternDesc type) {}

  /// An export by index into the space of its sort.
  public record Export(String name, SortIndex item) {}
}
