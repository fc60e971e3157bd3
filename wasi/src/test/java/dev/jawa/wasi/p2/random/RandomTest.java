package dev.jawa.wasi.p2.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.WasiLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomTest {

  private final FakeGuest guest =
      new FakeGuest(b -> b.limits(WasiLimits.DEFAULT.withRandomBytes(16)));

  @Test
  void takesEachKindFromItsPlace() {
    assertThat((byte[]) guest.call("wasi:random/random#get-random-bytes", 3L))
        .containsExactly(1, 1, 1);
    assertThat(guest.call("wasi:random/random#get-random-u64")).isEqualTo(0x0101010101010101L);
    assertThat((byte[]) guest.call("wasi:random/insecure#get-insecure-random-bytes", 2L))
        .containsExactly(2, 2);
    assertThat(guest.call("wasi:random/insecure#get-insecure-random-u64"))
        .isEqualTo(0x0202020202020202L);
    assertThat((Object[]) guest.call("wasi:random/insecure-seed#insecure-seed"))
        .containsExactly(3L, 4L);
  }

  @Test
  void hasOneSeedForTheWholeLifeOfAGuest() {
    Object first = guest.call("wasi:random/insecure-seed#insecure-seed");
    assertThat((Object[]) guest.call("wasi:random/insecure-seed#insecure-seed"))
        .containsExactly((Object[]) first);
  }

  @ParameterizedTest
  @ValueSource(longs = {17, Long.MAX_VALUE, -1})
  void trapsOnMoreThanTheLimit(long length) {
    assertThatThrownBy(() -> guest.call("wasi:random/random#get-random-bytes", length))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("at most 16");
    assertThatThrownBy(() -> guest.call("wasi:random/insecure#get-insecure-random-bytes", length))
        .isInstanceOf(Trap.class);
  }
}
