package dev.jawa.component.canon;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.component.type.ValType.Primitive.F32;
import static dev.jawa.component.type.ValType.Primitive.F64;
import static dev.jawa.component.type.ValType.Primitive.STRING;
import static dev.jawa.component.type.ValType.Primitive.U32;
import static dev.jawa.component.type.ValType.Primitive.U64;
import static dev.jawa.component.type.ValType.Primitive.U8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.value.Result;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Which core signature a function type has, and what goes through memory.
class SignatureTest {

  private final TestGuest guest = new TestGuest();

  @AfterEach
  void close() {
    guest.close();
  }

  record Case(FuncType type, String lowered) {}

  private static FuncType many(int count, ValType type) {
    return func(
        IntStream.range(0, count)
            .mapToObj(i -> param("p" + i, type))
            .toArray(FuncType.Param[]::new));
  }

  private static ValType tuple(ValType... types) {
    return new ValType.TupleType(List.of(types));
  }

  static final List<Case> cases =
      List.of(
          new Case(func(), "[] -> []"),
          new Case(func(param("a", U8), param("b", F32), param("c", F64)), "[I32, F32, F64] -> []"),
          new Case(func(param("a", U8)).returns(F32), "[I32] -> [F32]"),
          new Case(func().returns(tuple(F32)), "[] -> [F32]"),
          new Case(func().returns(tuple(F32, F32)), "[I32] -> []"),
          new Case(func(param("a", STRING)).returns(STRING), "[I32, I32, I32] -> []"),
          new Case(func(param("a", new ValType.ResultType(F32, U64))), "[I32, I64] -> []"),
          new Case(func(param("a", new ValType.ResultType(F32, U32))), "[I32, I32] -> []"),
          new Case(
              func(param("a", new ValType.ResultType(tuple(F64, F32), F64))),
              "[I32, F64, F32] -> []"),
          new Case(
              func(param("a", new ValType.FixedListType(U8, 1 << 20))).returns(U8),
              "[I32] -> [I32]"),
          new Case(many(16, U64), "[" + "I64, ".repeat(15) + "I64] -> []"),
          new Case(many(17, U8), "[I32] -> []"),
          new Case(many(17, U8).returns(tuple(U8, U8)), "[I32, I32] -> []"));

  @ParameterizedTest
  @FieldSource("cases")
  void flattensAsTheSpecificationSays(Case given) {
    Signature signature = Signature.of(given.type, new Codecs(List.of()));
    assertThat(signature.lowered().params() + " -> " + signature.lowered().results())
        .isEqualTo(given.lowered);
  }

  @Test
  void passesManyParametersThroughMemory() {
    Signature signature = Signature.of(many(17, U32), new Codecs(List.of()));
    Object[] values = IntStream.range(0, 17).mapToObj(i -> (Object) (long) i).toArray();

    long[] flat = signature.lowerParams(guest.context(), values);

    assertThat(flat).hasSize(1);
    assertThat(guest.reallocs).containsExactly("0 -> 68 align 4");
    assertThat(signature.liftParams(guest.context(), flat)).containsExactly(values);
  }

  @Test
  void passesWideResultsThroughMemory() {
    FuncType type = func(param("a", U8)).returns(new ValType.ResultType(STRING, null));
    Signature signature = Signature.of(type, new Codecs(List.of()));

    long[] flat = signature.lowerResult(guest.context(), Result.ok("yes"), new long[] {7, 64});

    assertThat(flat).isEmpty();
    assertThat(signature.liftResult(guest.context(), new long[] {64})).isEqualTo(Result.ok("yes"));
  }

  @Test
  void trapsWhenTheRoomForResultsIsNotTheGuests() {
    Signature signature = Signature.of(func().returns(tuple(U32, U32)), new Codecs(List.of()));
    LiftLowerContext cx = guest.context(StringEncoding.UTF8, new Peer.Guest(StringEncoding.UTF8));
    Object[] result = {1L, 2L};

    assertThatThrownBy(() -> signature.lowerResult(cx, result, new long[] {1}))
        .isInstanceOf(Trap.class)
        .hasMessage("unaligned pointer");
    assertThatThrownBy(() -> signature.lowerResult(cx, result, new long[] {65532}))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("out-of-bounds");
    assertThatThrownBy(() -> signature.liftResult(cx, new long[] {1}))
        .isInstanceOf(Trap.class)
        .hasMessage("unaligned pointer");
  }

  @Test
  void refusesWhatTheHostGivesInTheWrongShape() {
    Signature signature = Signature.of(func(param("a", U8)), new Codecs(List.of()));
    Object[] tooMany = {1, 2};
    assertThatThrownBy(() -> signature.lowerParams(guest.context(), tooMany))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 values for 1");
  }

  /// @param core parameters of the function that the guest imports
  record AsyncLowering(FuncType type, List<CoreValType> core) {}

  static final List<AsyncLowering> asynchronous =
      List.of(
          new AsyncLowering(func(), List.of()),
          new AsyncLowering(func(param("a", U8)), List.of(CoreValType.I32)),
          new AsyncLowering(func().returns(U8), List.of(CoreValType.I32)),
          new AsyncLowering(
              func(param("s", new ValType.StreamType(U8))).returns(new ValType.FutureType(null)),
              List.of(CoreValType.I32, CoreValType.I32)),
          new AsyncLowering(
              func(
                  param("a", ValType.Primitive.F64),
                  param("b", ValType.Primitive.STRING),
                  param("c", ValType.Primitive.ERROR_CONTEXT)),
              List.of(CoreValType.F64, CoreValType.I32, CoreValType.I32, CoreValType.I32)),
          new AsyncLowering(
              func(
                  param("a", ValType.Primitive.STRING),
                  param("b", ValType.Primitive.STRING),
                  param("c", U8)),
              List.of(CoreValType.I32)));

  @ParameterizedTest
  @FieldSource("asynchronous")
  void passesFewParametersFlatAndResultsInMemoryWhenLoweredAsynchronously(AsyncLowering given) {
    Signature signature = Signature.of(given.type.asAsync(), new Codecs(List.of()), CallMode.ASYNC);
    assertThat(signature.lowered())
        .isEqualTo(new CoreFuncType(given.core, List.of(CoreValType.I32)));
  }

  @Test
  void destroysWhatTheHostGaveWhenATrapKeepsItFromArriving() {
    List<Object> destroyed = new ArrayList<>();
    HostResource<String> file = HostResource.of("file", String.class, destroyed::add);
    guest.instance.bindResource(0, new RuntimeResource.OfHost(file));
    ValType parts = new ValType.ListType(new ValType.OptionType(file.own()));
    FuncType type = func().returns(new ValType.TupleType(List.of(file.own(), STRING, parts)));
    Signature signature = Signature.of(type, new Codecs(List.of(file.type())));
    Object result =
        new Object[] {"arrived", "text", List.of(Optional.of("lost"), Optional.empty())};
    LiftLowerContext cx = guest.answering(1 << 20).context();

    assertThatThrownBy(() -> signature.lowerHostResult(cx, result, new long[] {0}))
        .isInstanceOf(Trap.class);
    assertThat(destroyed).isEmpty();
    guest.store.close();
    assertThat(destroyed).containsExactlyInAnyOrder("arrived", "lost");
  }
}
