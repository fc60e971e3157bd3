package dev.jawa.wasi.p2.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.WasiLimits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

  private static final String FIELDS = "wasi:http/types#[method]fields.";
  private static final Result INVALID_SYNTAX = Result.err(Variant.of(0));
  private static final Result FORBIDDEN = Result.err(Variant.of(1));
  private static final Result IMMUTABLE = Result.err(Variant.of(2));

  private final FakeGuest guest = new FakeGuest();
  private final Object fields = guest.call("wasi:http/types#[constructor]fields");

  @Test
  void keepsOrderAndCaseButComparesWithoutIt() {
    append("X-B", "1");
    append("a", "2");
    append("x-b", "3");
    assertThat(entries(fields)).containsExactly("X-B=1", "a=2", "x-b=3");
    assertThat(values("x-B")).containsExactly("1", "3");
    assertThat(guest.call(FIELDS + "has", fields, "A")).isEqualTo(true);
    assertThat(guest.call(FIELDS + "has", fields, "no such")).isEqualTo(false);
  }

  @Test
  void replacesAllValuesWhenSet() {
    append("a", "1");
    append("A", "2");
    assertThat(guest.call(FIELDS + "set", fields, "a", List.of(bytes("3"), bytes("4"))))
        .isEqualTo(Result.OK);
    assertThat(entries(fields)).containsExactly("a=3", "a=4");
    assertThat(guest.call(FIELDS + "set", fields, "a", List.of())).isEqualTo(Result.OK);
    assertThat(entries(fields)).isEmpty();
  }

  @Test
  void deletesAllValues() {
    append("a", "1");
    append("b", "1");
    append("A", "2");
    assertThat(guest.call(FIELDS + "delete", fields, "a")).isEqualTo(Result.OK);
    assertThat(guest.call(FIELDS + "delete", fields, "none")).isEqualTo(Result.OK);
    assertThat(entries(fields)).containsExactly("b=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:"})
  void refusesNamesThatAreNoTokens(String name) {
    assertThat(guest.call(FIELDS + "append", fields, name, bytes("1"))).isEqualTo(INVALID_SYNTAX);
    assertThat(guest.call(FIELDS + "set", fields, name, List.of())).isEqualTo(INVALID_SYNTAX);
    assertThat(guest.call(FIELDS + "delete", fields, name)).isEqualTo(INVALID_SYNTAX);
  }

  @Test
  void refusesValuesWithControls() {
    assertThat(guest.call(FIELDS + "append", fields, "a", bytes("x\r\nb: y")))
        .isEqualTo(INVALID_SYNTAX);
    assertThat(guest.call(FIELDS + "append", fields, "Content-Length", bytes("+1")))
        .isEqualTo(INVALID_SYNTAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "connection", "Transfer-Encoding", "upgrade", "keep-alive"})
  void refusesTheFieldsOfTheConnection(String name) {
    assertThat(guest.call(FIELDS + "append", fields, name, bytes("1"))).isEqualTo(FORBIDDEN);
  }

  @Test
  void hasOneContentLengthAtMost() {
    append("Content-Length", "1");
    assertThat(guest.call(FIELDS + "append", fields, "content-length", bytes("1")))
        .isEqualTo(INVALID_SYNTAX);
    assertThat(
            guest.call(FIELDS + "set", fields, "content-length", List.of(bytes("2"), bytes("2"))))
        .isEqualTo(INVALID_SYNTAX);
    assertThat(guest.call(FIELDS + "set", fields, "content-length", List.of(bytes("2"))))
        .isEqualTo(Result.OK);
    assertThat(entries(fields)).containsExactly("content-length=2");
  }

  @Test
  void looksAtTheValueToAppendBeforeItTellsThatItIsImmutable() {
    Fields received = Fields.received(List.of());
    assertThat(guest.call(FIELDS + "append", received, "a", bytes("\n"))).isEqualTo(INVALID_SYNTAX);
    assertThat(guest.call(FIELDS + "set", received, "a", List.of(bytes("\n"))))
        .isEqualTo(IMMUTABLE);
  }

  @Test
  void isNotChangedByASetThatFails() {
    append("a", "1");
    guest.call(FIELDS + "set", fields, "a", List.of(bytes("2"), bytes("\n")));
    assertThat(entries(fields)).containsExactly("a=1");
  }

  @Test
  void buildsFromAList() {
    Fields made =
        guest.ok(
            Fields.class,
            "wasi:http/types#[static]fields.from-list",
            List.of(new Object[] {"a", bytes("1")}, new Object[] {"b", bytes("2")}));
    assertThat(entries(made)).containsExactly("a=1", "b=2");
    assertThat(
            guest.call(
                "wasi:http/types#[static]fields.from-list",
                List.of((Object) new Object[] {"host", bytes("1")})))
        .isEqualTo(FORBIDDEN);
  }

  @Test
  void showsWhatWasReceivedButDoesNotLetItBeChanged() {
    Fields received =
        Fields.received(List.of(HttpHeader.of("Host", "here"), HttpHeader.of("A", "1")));
    assertThat(entries(received)).containsExactly("a=1");
    assertThat(guest.call(FIELDS + "append", received, "b", bytes("2"))).isEqualTo(IMMUTABLE);
    assertThat(guest.call(FIELDS + "set", received, "b", List.of())).isEqualTo(IMMUTABLE);
    assertThat(guest.call(FIELDS + "delete", received, "A")).isEqualTo(IMMUTABLE);
  }

  @Test
  void clonesToSomethingMutableOfItsOwn() {
    Fields received = Fields.received(List.of(HttpHeader.of("A", "1")));
    Object clone = guest.call(FIELDS + "clone", received);
    assertThat(guest.call(FIELDS + "append", clone, "b", bytes("2"))).isEqualTo(Result.OK);
    assertThat(entries(clone)).containsExactly("a=1", "b=2");
    assertThat(entries(received)).containsExactly("a=1");
  }

  @Test
  void trapsAboveTheSizeLimit() {
    FakeGuest small = new FakeGuest(b -> b.limits(WasiLimits.DEFAULT.withFieldsBytes(100)));
    Object limited = small.call("wasi:http/types#[constructor]fields");
    small.call(FIELDS + "append", limited, "name", bytes("x".repeat(64)));
    small.call(FIELDS + "delete", limited, "name");
    small.call(FIELDS + "append", limited, "name", bytes("x".repeat(64)));
    assertThatThrownBy(() -> small.call(FIELDS + "append", limited, "b", bytes("")))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("100");
  }

  private void append(String name, String value) {
    assertThat(guest.call(FIELDS + "append", fields, name, bytes(value))).isEqualTo(Result.OK);
  }

  private List<String> values(String name) {
    return ((List<?>) guest.call(FIELDS + "get", fields, name))
        .stream().map(value -> new String((byte[]) value, UTF_8)).toList();
  }

  private List<String> entries(Object of) {
    return ((List<?>) guest.call(FIELDS + "entries", of))
        .stream()
            .map(Object[].class::cast)
            .map(entry -> entry[0] + "=" + new String((byte[]) entry[1], UTF_8))
            .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
