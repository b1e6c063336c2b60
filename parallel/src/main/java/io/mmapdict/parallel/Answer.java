package io.mmapdict.parallel;

/**
 * How an attempt ended.
 *
 * @param printed the end of what its worker printed meanwhile
 */
record Answer(Reply reply, String printed) {
  static Answer silent(Reply reply) {
    return new Answer(reply, "");
  }
}
