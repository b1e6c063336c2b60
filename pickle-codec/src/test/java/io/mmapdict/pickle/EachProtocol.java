package io.mmapdict.pickle;

/** Python that pickles values in every protocol that takes them. */
final class EachProtocol {
  /** Prints each of {@code values} in each protocol, in hexadecimal digits, a line each. */
  static final String PRINTED =
      """
      for value in values:
          for protocol in range(6):
              try:
                  print(pickle.dumps(value, protocol).hex())
              except Exception:
                  pass
      """;

  private EachProtocol() {}
}
