package io.mmapdict;

/**
 * One entry of the file as it lies there. All offsets and lengths are in bytes, from the start of
 * the file.
 *
 * @param key the entry's key; several entries may bear the same one
 * @param live whether the entry is switched on; dead ones are skipped by every reader
 * @param offset where the entry's frame starts
 * @param length of the whole entry
 * @param valueOffset where the pickled value starts
 * @param valueLength of the pickled value with its padding
 */
public record EntryInfo(
    String key, boolean live, long offset, long length, long valueOffset, long valueLength) {}
