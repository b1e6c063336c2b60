package io.mmapdict.viewer;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. On the loopback address whoever is on this machine and calls the server by one of
 * its names there, so that no page from elsewhere whose name was made to point here (DNS rebinding)
 * is let in. On any other address whoever has the token.
 *
 * @param token null on the loopback address
 */
record Access(@Nullable String token) {
  private static final int TOKEN_BYTES = 16;
  private static final Pattern PORT = Pattern.compile(":[0-9]+$");
  private static final Pattern COOKIES = Pattern.compile("; *");
  private static final String BEARER = "Bearer ";

  static Access at(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return new Access(null);
    }
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return new Access(HexFormat.of().formatHex(random));
  }

  /**
   * What to answer instead of what was asked for; null if nothing speaks against that.
   *
   * @param query behind the question mark, or null
   * @param headers by their names in small letters
   * @param self the address that this is
   */
  @Nullable Answer refusal(
      String path, @Nullable String query, Map<String, String> headers, Supplier<URI> self) {
    if (token == null) {
      String host = PORT.matcher(headers.getOrDefault("host", "")).replaceFirst("");
      return isLoopback(host)
          ? null
          : Answer.error(Answer.FORBIDDEN, "ask for it as " + self.get());
    }
    boolean hasCookie =
        COOKIES
            .splitAsStream(headers.getOrDefault("cookie", ""))
            .anyMatch(
                each -> each.startsWith(cookie()) && isToken(each.substring(cookie().length())));
    String bearer = headers.getOrDefault("authorization", "");
    if (hasCookie || (bearer.startsWith(BEARER) && isToken(bearer.substring(BEARER.length())))) {
      return null;
    }
    if (!isToken(new Query(query).maybe("token").orElse(""))) {
      return Answer.error(
          Answer.UNAUTHORIZED,
          "this wants the token that stands in the address mmapdict serve prints");
    }
    return path.equals("/")
        ? Answer.of(Answer.SEE_OTHER, "text/plain", new byte[0])
            .with("Location", "./")
            .with("Set-Cookie", cookie() + token + "; HttpOnly; SameSite=Strict; Path=/")
        : null;
  }

  /** A literal address names no other machine's page. */
  private static boolean isLoopback(String host) {
    try {
      return host.equalsIgnoreCase("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Its name has a part of the token: cookies are the same for all ports of a machine. */
  private String cookie() {
    return "mmapdict-" + token.substring(0, 8) + "=";
  }

  private boolean isToken(String text) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
