package dev.jawa.wasi.p2.keyvalue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.keyvalue.Bucket;
import dev.jawa.wasi.keyvalue.KeyValueStores;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyValueTest {

  private static final String STORE = "wasi:keyvalue/store#";
  private static final String BUCKET = STORE + "[method]bucket.";
  private static final String BATCH = "wasi:keyvalue/batch#";

  private final KeyValueStores stores =
      new KeyValueStores(Map.of("", Bucket.inMemory(Map.of("n", "5".getBytes(UTF_8)), 1000)));
  private final FakeGuest guest = new FakeGuest(b -> b.keyValue(stores));
  private final Object bucket = guest.ok(Object.class, STORE + "open", "");

  @Test
  void opensOnlyWhatIsThere() {
    assertThat(guest.call(STORE + "open", "other")).isEqualTo(Result.err(new Variant(0, null)));
  }

  @Test
  void setsGetsAndDeletes() {
    assertThat(guest.call(BUCKET + "set", bucket, "k", new byte[] {1, 2})).isEqualTo(Result.OK);
    assertThat(guest.ok(Optional.class, BUCKET + "get", bucket, "k")).hasValue(new byte[] {1, 2});
    assertThat(guest.ok(Boolean.class, BUCKET + "exists", bucket, "k")).isTrue();
    assertThat(guest.call(BUCKET + "delete", bucket, "k")).isEqualTo(Result.OK);
    assertThat(guest.ok(Boolean.class, BUCKET + "exists", bucket, "k")).isFalse();
    assertThat(guest.ok(Optional.class, BUCKET + "get", bucket, "k")).isEmpty();
  }

  @Test
  void sharesABucketAmongItsHandles() {
    Object second = guest.ok(Object.class, STORE + "open", "");
    guest.call(BUCKET + "set", second, "k", new byte[0]);
    assertThat(guest.ok(Boolean.class, BUCKET + "exists", bucket, "k")).isTrue();
  }

  @Test
  void listsKeysFromACursorOnWhateverItIs() {
    guest.call(BUCKET + "set", bucket, "a", new byte[0]);
    assertThat(keys(Optional.empty())).isEqualTo(List.of("a", "n"));
    assertThat(keys(Optional.of(1L))).isEqualTo(List.of("n"));
    assertThat(keys(Optional.of(-1L))).isEqualTo(List.of());
  }

  private Object keys(Optional<Long> cursor) {
    Object[] response = guest.ok(Object[].class, BUCKET + "list-keys", bucket, cursor);
    assertThat(response[1]).isEqualTo(Optional.empty());
    return response[0];
  }

  @Test
  void incrementsAndSaysWhyItCannot() {
    assertThat(guest.ok(Long.class, "wasi:keyvalue/atomics#increment", bucket, "n", 2L))
        .isEqualTo(7);
    guest.call(BUCKET + "set", bucket, "text", new byte[] {'x'});
    assertThat(guest.err(Variant.class, "wasi:keyvalue/atomics#increment", bucket, "text", 1L))
        .isEqualTo(new Variant(2, "the value of 'text' is not a number"));
  }

  @Test
  void refusesMoreThanTheStoreHolds() {
    assertThat(guest.err(Variant.class, BUCKET + "set", bucket, "k", new byte[1000]))
        .isEqualTo(new Variant(2, "the store is full: 1000 bytes"));
  }

  @Test
  void worksOnManyAtOnce() {
    List<Object[]> pairs =
        List.of(new Object[] {"a", new byte[] {1}}, new Object[] {"b", new byte[] {2}});
    assertThat(guest.call(BATCH + "set-many", bucket, pairs)).isEqualTo(Result.OK);
    assertThat(guest.call(BATCH + "delete-many", bucket, List.of("a", "gone")))
        .isEqualTo(Result.OK);
    assertThat(guest.ok(List.class, BATCH + "get-many", bucket, List.of("a", "b")))
        .usingRecursiveComparison()
        .isEqualTo(List.of(Optional.empty(), Optional.of(new Object[] {"b", new byte[] {2}})));
  }
}
