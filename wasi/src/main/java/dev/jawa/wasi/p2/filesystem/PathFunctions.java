package dev.jawa.wasi.p2.filesystem;

import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.filesystem.Fallible.action;
import static dev.jawa.wasi.p2.filesystem.Fallible.follow;
import static dev.jawa.wasi.p2.filesystem.Fallible.method;
import static dev.jawa.wasi.p2.filesystem.Fallible.query;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.WasiContext;

/// The functions of `descriptor` on what is below a directory.
final class PathFunctions {

  private static final FuncType.Param PATH = param("path", Primitive.STRING);
  private static final FuncType.Param OLD_PATH = param("old-path", Primitive.STRING);
  private static final FuncType.Param NEW_PATH = param("new-path", Primitive.STRING);
  private static final FuncType.Param NEW_DESCRIPTOR =
      param("new-descriptor", Descriptor.RESOURCE.borrow());

  private PathFunctions() {}

  static void bind(HostInterface.Builder<WasiContext> table) {
    bindLooking(table);
    bindChanging(table);
    bindLinking(table);
  }

  private static void bindLooking(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]descriptor.read-directory",
            method(DirectoryEntryStream.RESOURCE.own()),
            query((_, self, _) -> new DirectoryEntryStream(self.directory().entries())))
        .func(
            "[method]descriptor.open-at",
            method(
                Descriptor.RESOURCE.own(),
                param("path-flags", DescriptorFlags.PATH_FLAGS),
                PATH,
                param("open-flags", DescriptorFlags.OPEN_FLAGS),
                param("flags", DescriptorFlags.TYPE)),
            query((_, self, args) -> open(self, args)))
        .func(
            "[method]descriptor.readlink-at",
            method(Primitive.STRING, PATH),
            query((_, self, args) -> readLink(self, (String) args[1])));
  }

  private static void bindChanging(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]descriptor.create-directory-at",
            method(PATH),
            action((self, args) -> self.directory().createDirectory((String) args[1])))
        .func(
            "[method]descriptor.remove-directory-at",
            method(PATH),
            action((self, args) -> self.directory().removeDirectory((String) args[1])))
        .func(
            "[method]descriptor.unlink-file-at",
            method(PATH),
            action((self, args) -> self.directory().unlinkFile((String) args[1])))
        .func(
            "[method]descriptor.rename-at",
            method(OLD_PATH, NEW_DESCRIPTOR, NEW_PATH),
            action(PathFunctions::rename));
  }

  private static void bindLinking(HostInterface.Builder<WasiContext> table) {
    table
        .func(
            "[method]descriptor.link-at",
            method(
                param("old-path-flags", DescriptorFlags.PATH_FLAGS),
                OLD_PATH,
                NEW_DESCRIPTOR,
                NEW_PATH),
            action(PathFunctions::link))
        .func(
            "[method]descriptor.symlink-at",
            method(OLD_PATH, NEW_PATH),
            action((self, args) -> self.directory().symlink((String) args[1], (String) args[2])));
  }

  private static Descriptor open(Descriptor self, Object[] args) throws FileException {
    Directory directory = self.directory();
    int open = (Integer) args[3];
    int flags = (Integer) args[4];
    if ((flags & DescriptorFlags.MUTATE_DIRECTORY) != 0 && !directory.mutable()) {
      throw new FileException(FileError.ROFS);
    }
    if ((flags & DescriptorFlags.SYNC_FLAGS) != 0) {
      // As wasmtime and 0.1 have it: programs that need it call sync.
      throw new FileException(FileError.NOTSUP);
    }
    if ((open & DescriptorFlags.DIRECTORY) != 0 && open != DescriptorFlags.DIRECTORY) {
      throw new FileException(FileError.INVAL);
    }
    FileHandle opened =
        directory.open((String) args[2], follow(args[1]), DescriptorFlags.openFlags(open, flags));
    return Descriptor.owning(opened, directory);
  }

  private static String readLink(Descriptor self, String path) throws FileException {
    String target = self.directory().readLink(path);
    if (target.startsWith("/")) {
      throw new FileException(FileError.PERM);
    }
    return target;
  }

  private static void rename(Descriptor self, Object[] args) throws FileException {
    Directory target = ((Descriptor) args[2]).directory();
    self.directory().rename((String) args[1], target, (String) args[3]);
  }

  private static void link(Descriptor self, Object[] args) throws FileException {
    Directory source = self.directory();
    Directory target = ((Descriptor) args[3]).directory();
    if (follow(args[1]) == Follow.FOLLOW) {
      throw new FileException(FileError.INVAL);
    }
    source.link((String) args[2], target, (String) args[4]);
  }
}
