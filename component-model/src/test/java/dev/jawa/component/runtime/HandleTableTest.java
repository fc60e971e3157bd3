package dev.jawa.component.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.host.HostResource;
import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandleTableTest {

  private static final RuntimeResource TYPE =
      new RuntimeResource.OfHost(HostResource.of("thing", String.class, _ -> {}));

  private final HandleTable<ResourceHandle> table = new HandleTable<>();

  private static ResourceHandle handle(String value) {
    return new ResourceHandle(TYPE, value, null);
  }

  @Test
  void countsFromOneAndReusesWhatWasFreedLast() {
    int[] indices = IntStream.range(0, 40).map(i -> table.add(handle("h" + i))).toArray();
    assertThat(indices).isEqualTo(IntStream.rangeClosed(1, 40).toArray());

    List.of(3, 17, 5).forEach(table::free);

    assertThat(List.of(table.add(handle("a")), table.add(handle("b")), table.add(handle("c"))))
        .containsExactly(5, 17, 3);
    assertThat(table.add(handle("d"))).isEqualTo(41);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 100, -1, Integer.MIN_VALUE})
  void trapsWhenAnIndexIsUnknown(int index) {
    table.add(handle("one"));
    table.add(handle("two"));
    table.free(2);
    assertThatThrownBy(() -> table.get(index))
        .isInstanceOf(Trap.class)
        .hasMessage("unknown handle index " + Integer.toUnsignedString(index));
  }

  @Test
  void drainsInOrderAndIsEmptyThen() {
    List.of("a", "b", "c").forEach(value -> table.add(handle(value)));
    table.free(2);
    List<Object> drained = new ArrayList<>();
    table.drain(handle -> drained.add(handle.value));

    assertThat(drained).containsExactly("a", "c");
    assertThatThrownBy(() -> table.get(1)).isInstanceOf(Trap.class);
    assertThat(table.add(handle("d"))).isEqualTo(1);
    assertThatThrownBy(() -> table.get(3)).isInstanceOf(Trap.class);
    assertThat(table.add(handle("e"))).isEqualTo(2);
  }

  @Test
  void forgetsManyHandlesAsWellAsFew() {
    for (int i = 0; i < 5000; i++) {
      table.add(handle("many"));
    }
    table.free(17);
    table.drain(handle -> {});

    assertThat(table.isUnused()).isTrue();
    assertThat(table.add(handle("one"))).isEqualTo(1);
    assertThat(table.add(handle("two"))).isEqualTo(2);
  }
}
