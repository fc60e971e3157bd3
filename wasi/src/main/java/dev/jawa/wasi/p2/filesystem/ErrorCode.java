package dev.jawa.wasi.p2.filesystem;

import static dev.jawa.wasi.p2.wit.WitTypes.enumeration;

import dev.jawa.component.type.ValType;
import dev.jawa.wasi.ctx.FileError;
import java.util.Locale;
import java.util.stream.Stream;

/// `error-code`, in the order of the WIT.
enum ErrorCode {
  ACCESS,
  WOULD_BLOCK,
  ALREADY,
  BAD_DESCRIPTOR,
  BUSY,
  DEADLOCK,
  QUOTA,
  EXIST,
  FILE_TOO_LARGE,
  ILLEGAL_BYTE_SEQUENCE,
  IN_PROGRESS,
  INTERRUPTED,
  INVALID,
  IO,
  IS_DIRECTORY,
  LOOP,
  TOO_MANY_LINKS,
  MESSAGE_SIZE,
  NAME_TOO_LONG,
  NO_DEVICE,
  NO_ENTRY,
  NO_LOCK,
  INSUFFICIENT_MEMORY,
  INSUFFICIENT_SPACE,
  NOT_DIRECTORY,
  NOT_EMPTY,
  NOT_RECOVERABLE,
  UNSUPPORTED,
  NO_TTY,
  NO_SUCH_DEVICE,
  OVERFLOW,
  NOT_PERMITTED,
  PIPE,
  READ_ONLY,
  INVALID_SEEK,
  TEXT_FILE_BUSY,
  CROSS_DEVICE;

  static final ValType TYPE =
      enumeration(
          Stream.of(values())
              .map(code -> code.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .toArray(String[]::new));

  /// The value for guests.
  static Integer value(FileError error) {
    return of(error).ordinal();
  }

  static ErrorCode of(FileError error) {
    return switch (error) {
      case ACCES -> ACCESS;
      case AGAIN -> WOULD_BLOCK;
      case ALREADY -> ALREADY;
      case BADF -> BAD_DESCRIPTOR;
      case BUSY -> BUSY;
      case DEADLK -> DEADLOCK;
      case DQUOT -> QUOTA;
      case EXIST -> EXIST;
      case FBIG -> FILE_TOO_LARGE;
      case ILSEQ -> ILLEGAL_BYTE_SEQUENCE;
      case INPROGRESS -> IN_PROGRESS;
      case INTR -> INTERRUPTED;
      case INVAL -> INVALID;
      case IO -> IO;
      case ISDIR -> IS_DIRECTORY;
      case LOOP -> LOOP;
      case MLINK -> TOO_MANY_LINKS;
      case MSGSIZE -> MESSAGE_SIZE;
      case NAMETOOLONG -> NAME_TOO_LONG;
      case NODEV -> NO_DEVICE;
      case NOENT -> NO_ENTRY;
      case NOLCK -> NO_LOCK;
      // WIT has no word for too many open files; both are a shortage of the host.
      case NOMEM, MFILE -> INSUFFICIENT_MEMORY;
      case NOSPC -> INSUFFICIENT_SPACE;
      case NOTDIR -> NOT_DIRECTORY;
      case NOTEMPTY -> NOT_EMPTY;
      case NOTRECOVERABLE -> NOT_RECOVERABLE;
      case NOTSUP -> UNSUPPORTED;
      case NOTTY -> NO_TTY;
      case NXIO -> NO_SUCH_DEVICE;
      case OVERFLOW -> OVERFLOW;
      case PERM -> NOT_PERMITTED;
      case PIPE -> PIPE;
      case ROFS -> READ_ONLY;
      case SPIPE -> INVALID_SEEK;
      case TXTBSY -> TEXT_FILE_BUSY;
      case XDEV -> CROSS_DEVICE;
    };
  }
}
