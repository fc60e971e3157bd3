package dev.jawa.wasi.p2.filesystem;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.field;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.record;
import static dev.jawa.wasi.p2.wit.WitTypes.result;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.IoError;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.Optional;

/// `wasi:filesystem/types`: the contents.
public final class FilesystemTypes {

  private static final ValType DIRECTORY_ENTRY =
      record(field("type", StatValues.DESCRIPTOR_TYPE), field("name", Primitive.STRING));

  private FilesystemTypes() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    HostInterface.Builder<WasiContext> table =
        HostInterface.<WasiContext>named("wasi:filesystem/types", WitTypes.VERSION)
            .resource(Descriptor.RESOURCE)
            .resource(DirectoryEntryStream.RESOURCE);
    FileFunctions.bind(table);
    AttributeFunctions.bind(table);
    PathFunctions.bind(table);
    return table
        .func(
            "[method]directory-entry-stream.read-directory-entry",
            WitTypes.method(DirectoryEntryStream.RESOURCE)
                .returns(result(option(DIRECTORY_ENTRY), ErrorCode.TYPE)),
            (_, args) -> nextEntry((DirectoryEntryStream) args[0]))
        .func(
            "filesystem-error-code",
            func(param("err", IoError.RESOURCE.borrow())).returns(option(ErrorCode.TYPE)),
            (_, args) -> errorCode((IoError) args[0]))
        .build();
  }

  private static Object nextEntry(DirectoryEntryStream stream) {
    try {
      return Result.ok(stream.next());
    } catch (FileException e) {
      return Result.err(ErrorCode.value(e.error()));
    }
  }

  private static Optional<Object> errorCode(IoError error) {
    return error.cause() instanceof FileException file
        ? Optional.of(ErrorCode.value(file.error()))
        : Optional.empty();
  }
}
