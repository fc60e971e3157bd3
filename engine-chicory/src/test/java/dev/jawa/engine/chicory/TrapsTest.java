package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrapsTest {

  /// `(module (type (array (mut i64))) (func (export "new") (param i32) (result i32) local.get 0
  /// array.new_default 0 array.len))`
  private static final byte[] ARRAYS =
      HexFormat.of()
          .parseHex(
              "0061736d01000000"
                  + "0109025e7e0160017f017f03020101070701036e6577"
                  + "00000a0b0109002000fb0700fb0f0b");

  /// The JVM has no array of 2^31 - 1 elements, whatever its memory; lengths beyond are negative.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anArrayTooLargeForTheJvmIsATrapOfTheGuest(boolean interpretOnly) {
    Engine engine = new ChicoryEngine(new EngineOptions(null, interpretOnly));
    CoreStore store = engine.newStore(StoreLimits.DEFAULT);
    CoreFunc allocate =
        (CoreFunc)
            Objects.requireNonNull(
                store.instantiate(engine.compile(ARRAYS), List.of()).export("new"));

    for (long length : List.of((long) Integer.MAX_VALUE, 0xffff_ffffL)) {
      assertThatThrownBy(() -> allocate.call(length))
          .asInstanceOf(InstanceOfAssertFactories.type(Trap.class))
          .satisfies(trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.MEMORY_LIMIT))
          .extracting(Trap::getMessage)
          .isEqualTo("allocation size too large");
    }
    assertThat(allocate.call(3)).containsExactly(3);
  }
}
