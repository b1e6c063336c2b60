package io.mmapdict.pickle;

/**
 * A str in a pickle.
 *
 * @param at where it stands: the same str, wherever the memo gives it
 */
record AuditText(String text, long at) {}
