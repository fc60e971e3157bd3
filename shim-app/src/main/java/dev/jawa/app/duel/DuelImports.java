package dev.jawa.app.duel;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.wasi.preview1.Preview1;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a module in a duel imports: WASI 0.1, and for every other function one that gives zeros and
/// is written down.
final class DuelImports {

  private static final String WASI = "wasi_";

  /// Calls beyond these are only counted.
  private static final int WRITTEN = 100;

  private final CoreStore store;
  private final Preview1 wasi;
  private final List<String> calls = new ArrayList<>();
  private long count;

  DuelImports(CoreStore store, Preview1 wasi) {
    this.store = store;
    this.wasi = wasi;
  }

  /// A module that imports one thing.
  private record One(ImportDescriptor only) implements CoreModule {
    @Override
    public List<ImportDescriptor> imports() {
      return List.of(only);
    }

    @Override
    public List<ExportDescriptor> exports() {
      return List.of();
    }
  }

  List<CoreFunc> of(CoreModule module) {
    return module.imports().stream().map(this::function).toList();
  }

  private CoreFunc function(ImportDescriptor wanted) {
    if (!(wanted.type() instanceof ExternType.Func(var type))) {
      throw new UnlinkableException(
          "\"%s\" \"%s\" is no function, and a duel has no more to give"
              .formatted(wanted.module(), wanted.name()));
    }
    if (wanted.module().startsWith(WASI)) {
      return wasi.importsOf(new One(wanted)).getFirst();
    }
    String name = wanted.module() + "#" + wanted.name();
    long[] zeros = new long[type.results().size()];
    return store.hostFunc(
        type,
        (_, args) -> {
          if (count++ < WRITTEN) {
            calls.add(name + Exports.text(type.params(), args));
          }
          return Arrays.copyOf(zeros, zeros.length);
        });
  }

  String calls() {
    return count + " " + calls;
  }
}
