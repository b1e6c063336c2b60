package io.mmapdict;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a server is not reached, in words that say what to do. */
final class HttpFailure {
  private HttpFailure() {}

  /** Whether another try would end as this one. */
  static boolean isForGood(IOException e) {
    return find(e, CertificateException.class) != null;
  }

  /** What is wrong and what to do; null for what happens on the way. */
  static @Nullable String explain(URI uri, int tries, IOException e) {
    String who = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    CertificateException certificate = find(e, CertificateException.class);
    if (certificate != null) {
      return ("the certificate of %s is not trusted: %s. If it is your own server's, put its"
              + " certificate into a trust store (keytool -importcert) and name that by"
              + " -Djavax.net.ssl.trustStore=FILE; the command takes that from JDK_JAVA_OPTIONS")
          .formatted(who, innermost(certificate));
    }
    SSLException tls = find(e, SSLException.class);
    if (tls != null) {
      return "%s does not speak TLS as this program does (%s); is it https:// or http://, and the port right?"
          .formatted(who, tls.getMessage());
    }
    if (find(e, UnresolvedAddressException.class) != null) {
      return "there is no host %s, says the system, asked %d times; is the name right, and the network there?"
          .formatted(uri.getHost(), tries);
    }
    if (e instanceof HttpConnectTimeoutException) {
      return "%s does not answer, tried %d times; are host and port right, and does a firewall let you through?"
          .formatted(who, tries);
    }
    if (e instanceof ConnectException) {
      return "nothing answers at %s, tried %d times; is the server running, and are host and port right?"
          .formatted(who, tries);
    }
    return null;
  }

  private static <T extends Throwable> @Nullable T find(Throwable e, Class<T> kind) {
    return causes(e).filter(kind::isInstance).map(kind::cast).findFirst().orElse(null);
  }

  private static String innermost(Throwable e) {
    Throwable last = causes(e).reduce((_, each) -> each).orElse(e);
    return Objects.requireNonNullElse(last.getMessage(), last.getClass().getSimpleName());
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
  }
}
