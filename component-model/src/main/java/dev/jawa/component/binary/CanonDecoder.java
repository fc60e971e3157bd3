package dev.jawa.component.binary;

import dev.jawa.component.ast.Canon;
import dev.jawa.component.ast.CanonOption;
import dev.jawa.component.ast.CanonOptions;
import java.util.ArrayList;
import java.util.List;

/// Decodes canonical definitions. Spec: `Binary.md`, canonical definitions.
final class CanonDecoder {

  private final TypeDecoder types;

  CanonDecoder(TypeDecoder types) {
    this.types = types;
  }

  Canon canon(BinaryReader in) {
    int at = in.position();
    int code = in.u8();
    return switch (code) {
      case 0x00 -> {
        funcSort(in, "canonical function lift");
        yield new Canon.Lift(in.index(), options(in), in.index());
      }
      case 0x01 -> {
        funcSort(in, "canonical function lower");
        yield new Canon.Lower(in.index(), options(in));
      }
      case 0x02 -> new Canon.ResourceNew(in.index());
      case 0x03 -> new Canon.ResourceDrop(in.index());
      case 0x04 -> new Canon.ResourceRep(in.index());
      case 0x05 -> new Canon.TaskCancel();
      case 0x06 -> new Canon.SubtaskCancel(in.flag());
      case 0x09 -> new Canon.TaskReturn(types.resultList(in), options(in));
      case 0x0a -> new Canon.ContextGet(types.core().valueType(in), in.index());
      case 0x0b -> new Canon.ContextSet(types.core().valueType(in), in.index());
      case 0x0d -> new Canon.SubtaskDrop();
      case 0x1c -> new Canon.ErrorContextNew(options(in));
      case 0x1d -> new Canon.ErrorContextDebugMessage(options(in));
      case 0x1e -> new Canon.ErrorContextDrop();
      case 0x1f -> new Canon.WaitableSetNew();
      case 0x20 -> new Canon.WaitableSetWait(in.flag(), in.index());
      case 0x21 -> new Canon.WaitableSetPoll(in.flag(), in.index());
      case 0x22 -> new Canon.WaitableSetDrop();
      case 0x23 -> new Canon.WaitableJoin();
      case 0x24 -> new Canon.BackpressureInc();
      case 0x25 -> new Canon.BackpressureDec();
      default -> code >= 0x0e && code <= 0x1b ? channel(code, in) : thread(code, at, in);
    };
  }

  /// Streams and futures.
  private Canon channel(int code, BinaryReader in) {
    return switch (code) {
      case 0x0e -> new Canon.StreamNew(in.index());
      case 0x0f -> new Canon.StreamRead(in.index(), options(in));
      case 0x10 -> new Canon.StreamWrite(in.index(), options(in));
      case 0x11 -> new Canon.StreamCancelRead(in.index(), in.flag());
      case 0x12 -> new Canon.StreamCancelWrite(in.index(), in.flag());
      case 0x13 -> new Canon.StreamDropReadable(in.index());
      case 0x14 -> new Canon.StreamDropWritable(in.index());
      case 0x15 -> new Canon.FutureNew(in.index());
      case 0x16 -> new Canon.FutureRead(in.index(), options(in));
      case 0x17 -> new Canon.FutureWrite(in.index(), options(in));
      case 0x18 -> new Canon.FutureCancelRead(in.index(), in.flag());
      case 0x19 -> new Canon.FutureCancelWrite(in.index(), in.flag());
      case 0x1a -> new Canon.FutureDropReadable(in.index());
      case 0x1b -> new Canon.FutureDropWritable(in.index());
      default -> throw new IllegalStateException("canon " + code);
    };
  }

  private static Canon thread(int code, int at, BinaryReader in) {
    return switch (code) {
      case 0x0c -> new Canon.ThreadYield(in.flag());
      case 0x26 -> new Canon.ThreadIndex();
      case 0x27 -> new Canon.ThreadNewIndirect(in.index(), in.index());
      case 0x28 -> new Canon.ThreadResumeLater();
      case 0x29 -> new Canon.ThreadSuspend(in.flag());
      case 0x2a -> new Canon.ThreadSuspendThenResume(in.flag());
      case 0x2b -> new Canon.ThreadYieldThenResume(in.flag());
      case 0x2c -> new Canon.ThreadSuspendThenPromote(in.flag());
      case 0x2d -> new Canon.ThreadYieldThenPromote(in.flag());
      case 0x40 -> new Canon.ThreadSpawnRef(in.flag(), in.index());
      case 0x41 -> new Canon.ThreadSpawnIndirect(in.flag(), in.index(), in.index());
      case 0x42 -> new Canon.ThreadAvailableParallelism(in.flag());
      default -> throw in.invalidLeadingByte(code, at, "canonical function");
    };
  }

  private static void funcSort(BinaryReader in, String what) {
    int at = in.position();
    int sort = in.u8();
    if (sort != 0) {
      throw in.invalidLeadingByte(sort, at, what);
    }
  }

  private static CanonOptions options(BinaryReader in) {
    List<CanonOption> options = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      options.add(option(in));
    }
    return new CanonOptions(options);
  }

  private static CanonOption option(BinaryReader in) {
    int at = in.position();
    int code = in.u8();
    return switch (code) {
      case 0x00 -> CanonOption.StringEncoding.UTF8;
      case 0x01 -> CanonOption.StringEncoding.UTF16;
      case 0x02 -> CanonOption.StringEncoding.LATIN1_UTF16;
      case 0x03 -> new CanonOption.Memory(in.index());
      case 0x04 -> new CanonOption.Realloc(in.index());
      case 0x05 -> new CanonOption.PostReturn(in.index());
      case 0x06 -> new CanonOption.Async();
      case 0x07 -> new CanonOption.Callback(in.index());
      case 0x08 -> new CanonOption.CoreType(in.index());
      case 0x09 -> new CanonOption.Gc();
      default -> throw in.invalidLeadingByte(code, at, "canonical option");
    };
  }
}
