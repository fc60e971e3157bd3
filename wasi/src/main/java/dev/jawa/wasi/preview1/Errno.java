package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.FileError;

/// The error numbers, in the order of the specification (`errno`).
enum Errno {
  SUCCESS,
  TOOBIG,
  ACCES,
  ADDRINUSE,
  ADDRNOTAVAIL,
  AFNOSUPPORT,
  AGAIN,
  ALREADY,
  BADF,
  BADMSG,
  BUSY,
  CANCELED,
  CHILD,
  CONNABORTED,
  CONNREFUSED,
  CONNRESET,
  DEADLK,
  DESTADDRREQ,
  DOM,
  DQUOT,
  EXIST,
  FAULT,
  FBIG,
  HOSTUNREACH,
  IDRM,
  ILSEQ,
  INPROGRESS,
  INTR,
  INVAL,
  IO,
  ISCONN,
  ISDIR,
  LOOP,
  MFILE,
  MLINK,
  MSGSIZE,
  MULTIHOP,
  NAMETOOLONG,
  NETDOWN,
  NETRESET,
  NETUNREACH,
  NFILE,
  NOBUFS,
  NODEV,
  NOENT,
  NOEXEC,
  NOLCK,
  NOLINK,
  NOMEM,
  NOMSG,
  NOPROTOOPT,
  NOSPC,
  NOSYS,
  NOTCONN,
  NOTDIR,
  NOTEMPTY,
  NOTRECOVERABLE,
  NOTSOCK,
  NOTSUP,
  NOTTY,
  NXIO,
  OVERFLOW,
  OWNERDEAD,
  PERM,
  PIPE,
  PROTO,
  PROTONOSUPPORT,
  PROTOTYPE,
  RANGE,
  ROFS,
  SPIPE,
  SRCH,
  STALE,
  TIMEDOUT,
  TXTBSY,
  XDEV,
  NOTCAPABLE;

  int code() {
    return ordinal();
  }

  static Errno of(FileError error) {
    return switch (error) {
      case ACCES -> ACCES;
      case AGAIN -> AGAIN;
      case ALREADY -> ALREADY;
      case BADF -> BADF;
      case BUSY -> BUSY;
      case DEADLK -> DEADLK;
      case DQUOT -> DQUOT;
      case EXIST -> EXIST;
      case FBIG -> FBIG;
      case ILSEQ -> ILSEQ;
      case INPROGRESS -> INPROGRESS;
      case INTR -> INTR;
      case INVAL -> INVAL;
      case IO -> IO;
      case ISDIR -> ISDIR;
      case LOOP -> LOOP;
      case MFILE -> MFILE;
      case MLINK -> MLINK;
      case MSGSIZE -> MSGSIZE;
      case NAMETOOLONG -> NAMETOOLONG;
      case NODEV -> NODEV;
      case NOENT -> NOENT;
      case NOLCK -> NOLCK;
      case NOMEM -> NOMEM;
      case NOSPC -> NOSPC;
      case NOTDIR -> NOTDIR;
      case NOTEMPTY -> NOTEMPTY;
      case NOTRECOVERABLE -> NOTRECOVERABLE;
      case NOTSUP -> NOTSUP;
      case NOTTY -> NOTTY;
      case NXIO -> NXIO;
      case OVERFLOW -> OVERFLOW;
      case PERM -> PERM;
      case PIPE -> PIPE;
      case ROFS -> ROFS;
      case SPIPE -> SPIPE;
      case TXTBSY -> TXTBSY;
      case XDEV -> XDEV;
    };
  }
}
