package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;

/// What went wrong with an outgoing request, in the words of `wasi:http`.
final class TransportErrors {

  private TransportErrors() {}

  /// @param headArrived whether the response had begun
  static HttpException translate(Throwable cause, boolean headArrived) {
    for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
      if (reason instanceof HttpException known) {
        return known;
      }
      Code code = code(reason, headArrived);
      if (code != null) {
        return new HttpException(code, text(reason));
      }
    }
    return new HttpException(Code.INTERNAL_ERROR, text(cause));
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /// The code of one exception, or `null` if the one beneath it says more. From the narrow to the
  /// wide.
  private static @Nullable Code code(Throwable reason, boolean headArrived) {
    return switch (reason) {
      case UnknownHostException _ -> Code.DNS_ERROR;
      case SocketTimeoutException _ -> Code.DNS_TIMEOUT;
      case ConnectTimeoutException _ -> Code.CONNECTION_TIMEOUT;
      case NoRouteToHostException _ -> Code.DESTINATION_IP_UNROUTABLE;
      case ConnectException refused -> connectCode(text(refused));
      case CertificateException _ -> Code.TLS_CERTIFICATE_ERROR;
      case CertPathValidatorException _ -> Code.TLS_CERTIFICATE_ERROR;
      case SSLException tls -> tlsCode(tls);
      case TooLongHttpHeaderException _ -> Code.HTTP_RESPONSE_HEADER_SECTION_SIZE;
      case TooLongFrameException _ -> Code.HTTP_PROTOCOL_ERROR;
      case PrematureCloseException _ -> incomplete(headArrived);
      case PrematureChannelClosureException _ -> incomplete(headArrived);
      case AbortedException _ -> incomplete(headArrived);
      case TimeoutException _ -> Code.CONNECTION_LIMIT_REACHED;
      case DecoderException wrapper when wrapper.getCause() != null -> null;
      case DecoderException _ -> Code.HTTP_PROTOCOL_ERROR;
      case IllegalArgumentException _ -> Code.HTTP_PROTOCOL_ERROR;
      case IOException wrapper when wrapper.getCause() != null -> null;
      case IOException _ -> incomplete(headArrived);
      default -> null;
    };
  }

  private static Code connectCode(String message) {
    return message.contains("unreachable")
        ? Code.DESTINATION_IP_UNROUTABLE
        : Code.CONNECTION_REFUSED;
  }

  private static Code incomplete(boolean headArrived) {
    return headArrived ? Code.HTTP_RESPONSE_INCOMPLETE : Code.CONNECTION_TERMINATED;
  }

  private static @Nullable Code tlsCode(SSLException tls) {
    if (isAboutCertificate(tls)) {
      return null;
    }
    return text(tls).contains("fatal alert") ? Code.TLS_ALERT_RECEIVED : Code.TLS_PROTOCOL_ERROR;
  }

  private static boolean isAboutCertificate(SSLException tls) {
    for (Throwable reason = tls.getCause(); reason != null; reason = reason.getCause()) {
      if (reason instanceof CertificateException || reason instanceof CertPathValidatorException) {
        return true;
      }
    }
    return false;
  }
}
