package io.mmapdict.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a server is not reached, in words that say what to do. */
public final class HttpFailure {
  private HttpFailure() {}

  /** Whether another try would end as this one. */
  public static boolean isForGood(IOException e) {
    return find(e, CertificateException.class) != null
        || find(e, InvalidAlgorithmParameterException.class) != null;
  }

  /** What is wrong and what to do; null for what happens on the way. */
  public static @Nullable String explain(URI uri, int tries, IOException e) {
    String who = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    CertificateException certificate = find(e, CertificateException.class);
    if (certificate != null) {
      return ("the certificate of %s is not trusted (%s); is it the right server? If it is one of your"
              + " own, put its certificate into a trust store by keytool -importcert, and name"
              + " that to Java by -Djavax.net.ssl.trustStore and -Djavax.net.ssl.trustStorePassword"
              + " (to the command in the variable JDK_JAVA_OPTIONS)")
          .formatted(who, innermost(certificate));
    }
    if (find(e, InvalidAlgorithmParameterException.class) != null) {
      return "the trust store %s has no certificates, so that nobody is trusted; is the file there, and its password given by -Djavax.net.ssl.trustStorePassword?"
          .formatted(System.getProperty("javax.net.ssl.trustStore", "of this Java"));
    }
    SSLException tls = find(e, SSLException.class);
    if (tls != null) {
      return "%s does not speak TLS as this program does, tried %s (%s); is it https:// or http://, and the port right?"
          .formatted(who, times(tries), innermost(tls));
    }
    if (find(e, UnresolvedAddressException.class) != null) {
      return "there is no host %s, says the system, asked %s; is the name right, and the network there?"
          .formatted(uri.getHost(), times(tries));
    }
    if (e instanceof HttpConnectTimeoutException) {
      return "%s does not answer, tried %s; are host and port right, and does a firewall let you through?"
          .formatted(who, times(tries));
    }
    if (e instanceof ConnectException) {
      return "nothing answers at %s, tried %s; is the server running, and are host and port right?"
          .formatted(who, times(tries));
    }
    return null;
  }

  /** What a status says that is none of those expected. */
  public static String refusal(int status) {
    return switch (status) {
      case 200 ->
          "the server answers a request for a part with the whole file (200): it knows no ranges."
              + " Download it and open the copy, or serve it by one that does, such as nginx";
      case 400 ->
          "the server does not understand the request (400); is it https:// or http://, and the"
              + " port right?";
      case 401, 403, 407 -> "the server refuses to give it (" + status + ")";
      case 404, 410 -> "the server has no such file (" + status + ")";
      default -> "the server answered with status " + status + ", not with the file";
    };
  }

  private static <T extends Throwable> @Nullable T find(Throwable e, Class<T> kind) {
    return causes(e).filter(kind::isInstance).map(kind::cast).findFirst().orElse(null);
  }

  private static String times(int tries) {
    return tries == 1 ? "once" : tries + " times";
  }

  private static String innermost(Throwable e) {
    Throwable last = causes(e).reduce((_, each) -> each).orElse(e);
    return Objects.requireNonNullElse(last.getMessage(), last.getClass().getSimpleName());
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
  }
}
