package dev.jawa.benchmarks;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;

import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.canon.LiftedFunc;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to cross the canonical ABI: a call of a guest that does nothing with its
/// arguments, from Java, and the same from a guest to the host and back.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CanonicalAbiBenchmark {

  private static final FuncType ADD =
      func(param("a", Primitive.U32), param("b", Primitive.U32)).returns(Primitive.U32);
  private static final FuncType ECHO = func(param("s", Primitive.STRING)).returns(Primitive.STRING);
  private static final FuncType BYTES =
      func(param("b", new ValType.ListType(Primitive.U8)))
          .returns(new ValType.ListType(Primitive.U8));

  private static final ValType EIGHT =
      new ValType.RecordType(
          IntStream.range(0, 8).mapToObj(i -> new ValType.Field("f" + i, Primitive.U32)).toList());
  private static final FuncType RECORD = func(param("r", EIGHT)).returns(EIGHT);

  private final EchoGuest guest = new EchoGuest();
  private final LiftedFunc add = guest.add(ADD);
  private final LiftedFunc echo = guest.echo(ECHO);
  private final LiftedFunc bytes = guest.echo(BYTES);
  private final LiftedFunc addByHost =
      guest.through(
          new FuncValue.OfHost(
              "add", ADD, (_, args) -> ((Long) args[0] + (Long) args[1]) & 0xFFFF_FFFFL));

  private final LiftedFunc addByAnother = guest.through(guest.add(ADD));
  private final LiftedFunc record = guest.record(RECORD);
  private final LiftedFunc resource = guest.resource(ADD);

  private final Object[] eight = {new Object[] {1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L}};
  private final Object[] numbers = {1L, 2L};
  private final Object[] shortText = {"sixteen letters!"};
  private Object[] longText = new Object[0];
  private Object[] megabyte = new Object[0];

  @Setup
  public void fill() {
    char[] letters = new char[64 * 1024];
    Arrays.fill(letters, 'x');
    longText = new Object[] {new String(letters)};
    megabyte = new Object[] {new byte[1 << 20]};
  }

  @TearDown
  public void close() {
    guest.close();
  }

  @Benchmark
  public @Nullable Object scalarCall() {
    return add.call(numbers);
  }

  @Benchmark
  public @Nullable Object scalarCallToTheHostAndBack() {
    return addByHost.call(numbers);
  }

  @Benchmark
  public @Nullable Object scalarCallToAnotherComponentAndBack() {
    return addByAnother.call(numbers);
  }

  @Benchmark
  public @Nullable Object recordOf8() {
    return record.call(eight);
  }

  @Benchmark
  public @Nullable Object resourceCreatedAndDropped() {
    return resource.call(numbers);
  }

  @Benchmark
  public @Nullable Object string16() {
    return echo.call(shortText);
  }

  @Benchmark
  public @Nullable Object string64KiB() {
    return echo.call(longText);
  }

  @Benchmark
  public @Nullable Object bytes1MiB() {
    return bytes.call(megabyte);
  }
}
