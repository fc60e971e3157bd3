package dev.jawa.wasi.p2.filesystem;

import static dev.jawa.wasi.p2.wit.WitTypes.enumeration;
import static dev.jawa.wasi.p2.wit.WitTypes.field;
import static dev.jawa.wasi.p2.wit.WitTypes.of;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.record;
import static dev.jawa.wasi.p2.wit.WitTypes.unit;
import static dev.jawa.wasi.p2.wit.WitTypes.variant;

import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.p2.clocks.WallClock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// The values that describe files: `descriptor-type`, `descriptor-stat`, `new-timestamp`,
/// `metadata-hash-value`.
final class StatValues {

  static final ValType DESCRIPTOR_TYPE =
      enumeration(
          "unknown",
          "block-device",
          "character-device",
          "directory",
          "fifo",
          "symbolic-link",
          "regular-file",
          "socket");

  static final ValType DESCRIPTOR_STAT =
      record(
          field("type", DESCRIPTOR_TYPE),
          field("link-count", Primitive.U64),
          field("size", Primitive.U64),
          field("data-access-timestamp", option(WallClock.DATETIME)),
          field("data-modification-timestamp", option(WallClock.DATETIME)),
          field("status-change-timestamp", option(WallClock.DATETIME)));

  static final ValType NEW_TIMESTAMP =
      variant(unit("no-change"), unit("now"), of("timestamp", WallClock.DATETIME));

  static final ValType METADATA_HASH =
      record(field("lower", Primitive.U64), field("upper", Primitive.U64));

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private StatValues() {}

  static Integer type(FileType type) {
    return switch (type) {
      case UNKNOWN -> 0;
      case BLOCK_DEVICE -> 1;
      case CHARACTER_DEVICE -> 2;
      case DIRECTORY -> 3;
      case FIFO -> 4;
      case SYMBOLIC_LINK -> 5;
      case REGULAR_FILE -> 6;
      case SOCKET -> 7;
    };
  }

  static Object[] stat(FileStat stat) {
    return new Object[] {
      type(stat.type()),
      stat.links(),
      stat.size(),
      Optional.of(WallClock.datetime(stat.accessed())),
      Optional.of(WallClock.datetime(stat.modified())),
      Optional.of(WallClock.datetime(stat.changed()))
    };
  }

  static SetTime newTimestamp(Object value) throws FileException {
    Variant variant = (Variant) value;
    return switch (variant.caseIndex()) {
      case 0 -> SetTime.Keep.KEEP;
      case 1 -> SetTime.Now.NOW;
      default -> new SetTime.At(instant((Object[]) Objects.requireNonNull(variant.payload())));
    };
  }

  private static Instant instant(Object[] datetime) throws FileException {
    long seconds = (Long) datetime[0];
    long nanos = (Long) datetime[1];
    if (nanos >= NANOS_PER_SECOND) {
      throw new FileException(FileError.INVAL);
    }
    if (seconds < 0) {
      throw new FileException(FileError.OVERFLOW);
    }
    // Beyond what a file system has, which takes its own latest then.
    return Instant.ofEpochSecond(Math.min(seconds, Instant.MAX.getEpochSecond()), nanos);
  }

  /// 128 bits that change when the file is replaced, or changed.
  static Object[] metadataHash(FileStat stat) {
    long identity = mix(mix(stat.device()) ^ stat.inode());
    long state = mix(identity ^ stat.size());
    long time = mix(mix(state ^ stat.modified().getEpochSecond()) ^ stat.modified().getNano());
    return new Object[] {time, mix(time ^ identity)};
  }

  /// The finalizer of SplitMix64: a bijection that spreads every bit.
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
