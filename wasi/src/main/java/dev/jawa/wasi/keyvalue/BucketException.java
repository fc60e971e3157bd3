package dev.jawa.wasi.keyvalue;

/// A bucket cannot do what it was asked for; the message is for the guest.
public final class BucketException extends Exception {

  public BucketException(String message) {
    super(message);
  }
}
