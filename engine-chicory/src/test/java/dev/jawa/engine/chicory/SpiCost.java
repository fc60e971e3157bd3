package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/// What the SPI costs: the same classes and memory through a store's functions, and through an
/// instance that Chicory's own API made of them. Not a test; `scripts/spi_cost.sh` runs it, and
/// docs/engines.md has what it printed.
///
/// Both are in one JVM and take turns, as a JVM that is faster than another would be a difference,
/// too. The least of the rounds counts: whatever else the machine does only adds.
final class SpiCost {

  /// Exports `nothing`, which gives back its argument; `sum`, which goes as often over 64 KiB,
  /// reading and writing; `host`, which calls its import as often.
  private static final String GUEST =
      """
      0061736d0100000001060160017e017e020801016802696400000304030000000503010001071803076e6f7468696e67
      00010373756d000204686f737400030a6b03040020000b4502017e017f024003402000500d01200042017d2100410021
      020340200142078920022903007c210120022001370300200241086a220241808004490d000b0c000b0b20010b1e0101
      7e0340200142037c10002101200042017d22004200520d000b20010b
      """;

  private static final int WARM_UP = 10;
  private static final int ROUNDS = 40;
  private static final int IN_A_ROUND = 1 << 21;

  private SpiCost() {}

  public static void main(String[] args) {
    byte[] wasm = HexFormat.of().parseHex(GUEST.replaceAll("\\s", ""));
    try (ChicoryEngine engine = new ChicoryEngine(EngineOptions.DEFAULT);
        CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      ChicoryModule module = (ChicoryModule) engine.compile(wasm);
      CoreInstance through = throughTheSpi(store, module);
      Instance direct = direct(module);
      System.out.println("| | through the SPI | Chicory's API |");
      System.out.println("|---|---|---|");
      compare("a call of nothing", 1, spi(through, "nothing"), chicory(direct, 0), IN_A_ROUND);
      compare("65,536 bytes read and written", 64, spi(through, "sum"), chicory(direct, 1), 64);
      compare("a call of the host", 4096, spi(through, "host"), chicory(direct, 2), 256);
    }
  }

  private static CoreInstance throughTheSpi(CoreStore store, ChicoryModule module) {
    CoreFuncType type = new CoreFuncType(List.of(CoreValType.I64), List.of(CoreValType.I64));
    return store.instantiate(module, List.of(store.hostFunc(type, (_, args) -> args)));
  }

  /// As whoever embeds Chicory does it, with the code and the memory that the engine gives it.
  private static Instance direct(ChicoryModule module) {
    FunctionType type = FunctionType.of(List.of(ValType.I64), List.of(ValType.I64));
    ImportFunction host =
        new ImportFunction(
            NumberedNames.IMPORT_MODULE, NumberedNames.number(0), type, (_, args) -> args);
    MemoryAccount account = new MemoryAccount(StoreLimits.DEFAULT);
    return Instance.builder(module.wasm())
        .withImportValues(ImportValues.builder().addFunction(host).build())
        .withMachineFactory(module.machineFactory())
        .withMemoryFactory(declared -> new FlatMemory(declared, StoreLimits.DEFAULT, account))
        .build();
  }

  private static LongUnaryOperator spi(CoreInstance instance, String name) {
    CoreFunc func = (CoreFunc) Objects.requireNonNull(instance.export(name));
    return argument -> func.call(argument)[0];
  }

  private static LongUnaryOperator chicory(Instance instance, int export) {
    ExportFunction func = instance.export(NumberedNames.number(export));
    return argument -> func.apply(argument)[0];
  }

  /// @param turns what the guest is told, which is how often it does what is measured
  private static void compare(
      String what, int turns, LongUnaryOperator spi, LongUnaryOperator direct, int calls) {
    double[] throughSpi = new double[ROUNDS];
    double[] chicory = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      double ours = nanos(spi, turns, calls);
      double theirs = nanos(direct, turns, calls);
      if (round >= 0) {
        throughSpi[round] = ours;
        chicory[round] = theirs;
      }
    }
    double ours = Arrays.stream(throughSpi).min().orElseThrow();
    double theirs = Arrays.stream(chicory).min().orElseThrow();
    System.out.printf("| %s | %.2f ns | %.2f ns |%n", what, ours, theirs);
  }

  private static double nanos(LongUnaryOperator guest, int turns, int calls) {
    long since = System.nanoTime();
    long results = 0;
    for (int i = 0; i < calls; i++) {
      results += guest.applyAsLong(turns);
    }
    double took = System.nanoTime() - since;
    // Keeps the JIT from leaving the calls out.
    if (results == 42) {
      System.out.println();
    }
    return took / ((double) calls * turns);
  }
}
