package dev.jawa.wasi.p2.filesystem;

import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.filesystem.Fallible.action;
import static dev.jawa.wasi.p2.filesystem.Fallible.follow;
import static dev.jawa.wasi.p2.filesystem.Fallible.method;
import static dev.jawa.wasi.p2.filesystem.Fallible.query;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// The functions of `descriptor` on what is known about a file, by descriptor or by path.
final class AttributeFunctions {

  private static final FuncType.Param PATH_FLAGS = param("path-flags", DescriptorFlags.PATH_FLAGS);
  private static final FuncType.Param PATH = param("path", Primitive.STRING);
  private static final FuncType.Param ACCESSED =
      param("data-access-timestamp", StatValues.NEW_TIMESTAMP);
  private static final FuncType.Param MODIFIED =
      param("data-modification-timestamp", StatValues.NEW_TIMESTAMP);

  private AttributeFunctions() {}

  static void bind(HostInterface.Builder<WasiContext> table) {
    bindOfDescriptor(table);
    bindOfPath(table);
  }

  private static void bindOfDescriptor(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]descriptor.get-flags",
            method(DescriptorFlags.TYPE),
            query((_, self, _) -> self.flags()))
        .func(
            "[method]descriptor.get-type",
            method(StatValues.DESCRIPTOR_TYPE),
            query((_, self, _) -> StatValues.type(self.type())))
        .func(
            "[method]descriptor.stat",
            method(StatValues.DESCRIPTOR_STAT),
            query((_, self, _) -> StatValues.stat(self.handle().stat())))
        .func(
            "[method]descriptor.set-times",
            method(ACCESSED, MODIFIED),
            action(AttributeFunctions::setTimes))
        .func(
            "[method]descriptor.is-same-object",
            WitTypes.method(Descriptor.RESOURCE, param("other", Descriptor.RESOURCE.borrow()))
                .returns(Primitive.BOOL),
            (_, args) -> isSameObject((Descriptor) args[0], (Descriptor) args[1]))
        .func(
            "[method]descriptor.metadata-hash",
            method(StatValues.METADATA_HASH),
            query((_, self, _) -> StatValues.metadataHash(self.handle().stat())));
  }

  private static void bindOfPath(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]descriptor.stat-at",
            method(StatValues.DESCRIPTOR_STAT, PATH_FLAGS, PATH),
            query((_, self, args) -> StatValues.stat(statAt(self, args))))
        .func(
            "[method]descriptor.set-times-at",
            method(PATH_FLAGS, PATH, ACCESSED, MODIFIED),
            action(AttributeFunctions::setTimesAt))
        .func(
            "[method]descriptor.metadata-hash-at",
            method(StatValues.METADATA_HASH, PATH_FLAGS, PATH),
            query((_, self, args) -> StatValues.metadataHash(statAt(self, args))));
  }

  private static FileStat statAt(Descriptor self, Object[] args) throws FileException {
    return self.directory().stat((String) args[2], follow(args[1]));
  }

  private static void setTimes(Descriptor self, Object[] args) throws FileException {
    SetTime accessed = StatValues.newTimestamp(args[1]);
    self.handle().setTimes(accessed, StatValues.newTimestamp(args[2]));
  }

  private static void setTimesAt(Descriptor self, Object[] args) throws FileException {
    SetTime accessed = StatValues.newTimestamp(args[3]);
    SetTime modified = StatValues.newTimestamp(args[4]);
    self.directory().setTimes((String) args[2], follow(args[1]), accessed, modified);
  }

  /// The type has no place for an error: what cannot be looked at is not the same.
  private static boolean isSameObject(Descriptor self, Descriptor other) {
    try {
      return self.handle().stat().sameFile(other.handle().stat());
    } catch (FileException _) {
      return false;
    }
  }
}
