package dev.jawa.http;

import java.io.IOException;

/// What a [RequestHandler] or its guest did wrong; the message is one line for the operator.
public final class ProxyException extends IOException {

  ProxyException(String message) {
    super(message);
  }
}
