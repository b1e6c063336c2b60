package io.mmapdict.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The 68 opcodes of the pickle protocols 0 to 5, as data: the same rows as in CPython's {@code
 * pickletools.opcodes}, against which a test checks them.
 *
 * <p>The stack before and after an opcode is written as {@code pickletools} does: the words are the
 * types on the stack, the top last; {@code mark} is the topmost mark and {@code stackslice} all
 * that stands above it.
 */
public enum Opcode {
  /** An int or bool as text. */
  INT(0x49, Argument.DECIMALNL_SHORT, "", "int_or_bool", 0),
  /** An int of four bytes, signed. */
  BININT(0x4a, Argument.INT4, "", "int", 1),
  /** An int of one byte, unsigned. */
  BININT1(0x4b, Argument.UINT1, "", "int", 1),
  /** An int of two bytes, unsigned. */
  BININT2(0x4d, Argument.UINT2, "", "int", 1),
  /** An int as text. */
  LONG(0x4c, Argument.DECIMALNL_LONG, "", "int", 0),
  /** An int of up to 255 bytes. */
  LONG1(0x8a, Argument.LONG1, "", "int", 2),
  /** An int of up to 2^31 - 1 bytes. */
  LONG4(0x8b, Argument.LONG4, "", "int", 2),
  /** A str of Python 2, quoted. */
  STRING(0x53, Argument.STRINGNL, "", "bytes_or_str", 0),
  /** A str of Python 2, long. */
  BINSTRING(0x54, Argument.STRING4, "", "bytes_or_str", 1),
  /** A str of Python 2, short. */
  SHORT_BINSTRING(0x55, Argument.STRING1, "", "bytes_or_str", 1),
  /** Bytes, up to 4 GiB. */
  BINBYTES(0x42, Argument.BYTES4, "", "bytes", 3),
  /** Bytes, up to 255. */
  SHORT_BINBYTES(0x43, Argument.BYTES1, "", "bytes", 3),
  /** Bytes of any length. */
  BINBYTES8(0x8e, Argument.BYTES8, "", "bytes", 4),
  /** A bytearray of any length. */
  BYTEARRAY8(0x96, Argument.BYTEARRAY8, "", "bytearray", 5),
  /** A buffer handed over outside the pickle. */
  NEXT_BUFFER(0x97, Argument.NONE, "", "buffer", 5),
  /** Makes a buffer read-only. */
  READONLY_BUFFER(0x98, Argument.NONE, "buffer", "buffer", 5),
  /** None. */
  NONE(0x4e, Argument.NONE, "", "None", 0),
  /** True. */
  NEWTRUE(0x88, Argument.NONE, "", "bool", 2),
  /** False. */
  NEWFALSE(0x89, Argument.NONE, "", "bool", 2),
  /** A str as text. */
  UNICODE(0x56, Argument.UNICODESTRINGNL, "", "str", 0),
  /** A str, up to 255 bytes of UTF-8. */
  SHORT_BINUNICODE(0x8c, Argument.UNICODESTRING1, "", "str", 4),
  /** A str, up to 4 GiB of UTF-8. */
  BINUNICODE(0x58, Argument.UNICODESTRING4, "", "str", 1),
  /** A str of any length. */
  BINUNICODE8(0x8d, Argument.UNICODESTRING8, "", "str", 4),
  /** A float as text. */
  FLOAT(0x46, Argument.FLOATNL, "", "float", 0),
  /** A float. */
  BINFLOAT(0x47, Argument.FLOAT8, "", "float", 1),
  /** A new list. */
  EMPTY_LIST(0x5d, Argument.NONE, "", "list", 1),
  /** Appends one value to a list. */
  APPEND(0x61, Argument.NONE, "list any", "list", 0),
  /** Appends all above the mark to a list. */
  APPENDS(0x65, Argument.NONE, "list mark stackslice", "list", 1),
  /** A list of all above the mark. */
  LIST(0x6c, Argument.NONE, "mark stackslice", "list", 0),
  /** The empty tuple. */
  EMPTY_TUPLE(0x29, Argument.NONE, "", "tuple", 1),
  /** A tuple of all above the mark. */
  TUPLE(0x74, Argument.NONE, "mark stackslice", "tuple", 0),
  /** A tuple of one. */
  TUPLE1(0x85, Argument.NONE, "any", "tuple", 2),
  /** A tuple of two. */
  TUPLE2(0x86, Argument.NONE, "any any", "tuple", 2),
  /** A tuple of three. */
  TUPLE3(0x87, Argument.NONE, "any any any", "tuple", 2),
  /** A new dict. */
  EMPTY_DICT(0x7d, Argument.NONE, "", "dict", 1),
  /** A dict of the pairs above the mark. */
  DICT(0x64, Argument.NONE, "mark stackslice", "dict", 0),
  /** Sets one item of a dict. */
  SETITEM(0x73, Argument.NONE, "dict any any", "dict", 0),
  /** Sets the pairs above the mark in a dict. */
  SETITEMS(0x75, Argument.NONE, "dict mark stackslice", "dict", 1),
  /** A new set. */
  EMPTY_SET(0x8f, Argument.NONE, "", "set", 4),
  /** Adds all above the mark to a set. */
  ADDITEMS(0x90, Argument.NONE, "set mark stackslice", "set", 4),
  /** A frozenset of all above the mark. */
  FROZENSET(0x91, Argument.NONE, "mark stackslice", "frozenset", 4),
  /** Drops the top of the stack, a value or a mark. */
  POP(0x30, Argument.NONE, "any", "", 0),
  /** Pushes the top of the stack again. */
  DUP(0x32, Argument.NONE, "any", "any any", 0),
  /** Pushes a mark. */
  MARK(0x28, Argument.NONE, "", "mark", 0),
  /** Drops all down to the mark, and the mark. */
  POP_MARK(0x31, Argument.NONE, "mark stackslice", "", 1),
  /** Pushes from the memo, index as text. */
  GET(0x67, Argument.DECIMALNL_SHORT, "", "any", 0),
  /** Pushes from the memo, index below 256. */
  BINGET(0x68, Argument.UINT1, "", "any", 1),
  /** Pushes from the memo. */
  LONG_BINGET(0x6a, Argument.UINT4, "", "any", 1),
  /** Stores the top in the memo, index as text. */
  PUT(0x70, Argument.DECIMALNL_SHORT, "", "", 0),
  /** Stores the top in the memo, index below 256. */
  BINPUT(0x71, Argument.UINT1, "", "", 1),
  /** Stores the top in the memo. */
  LONG_BINPUT(0x72, Argument.UINT4, "", "", 1),
  /** Stores the top in the memo under the next index. */
  MEMOIZE(0x94, Argument.NONE, "any", "any", 4),
  /** An object of the extension registry, code below 256. */
  EXT1(0x82, Argument.UINT1, "", "any", 2),
  /** An object of the extension registry, code below 65536. */
  EXT2(0x83, Argument.UINT2, "", "any", 2),
  /** An object of the extension registry. */
  EXT4(0x84, Argument.INT4, "", "any", 2),
  /** An importable object, named in text. */
  GLOBAL(0x63, Argument.STRINGNL_NOESCAPE_PAIR, "", "any", 0),
  /** An importable object, named by two strs on the stack. */
  STACK_GLOBAL(0x93, Argument.NONE, "str str", "any", 4),
  /** Calls a callable with a tuple of arguments. */
  REDUCE(0x52, Argument.NONE, "any any", "any", 0),
  /** Gives an object its state. */
  BUILD(0x62, Argument.NONE, "any any", "any", 0),
  /** An instance of a named class, arguments above the mark. */
  INST(0x69, Argument.STRINGNL_NOESCAPE_PAIR, "mark stackslice", "any", 0),
  /** An instance of a class, it and the arguments above the mark. */
  OBJ(0x6f, Argument.NONE, "mark any stackslice", "any", 1),
  /** An object by its class's __new__. */
  NEWOBJ(0x81, Argument.NONE, "any any", "any", 2),
  /** An object by its class's __new__ with keywords. */
  NEWOBJ_EX(0x92, Argument.NONE, "any any any", "any", 4),
  /** States the protocol. */
  PROTO(0x80, Argument.UINT1, "", "", 2),
  /** Ends the pickle: the top of the stack is the value. */
  STOP(0x2e, Argument.NONE, "any", "", 0),
  /** States how many bytes may be read at once. */
  FRAME(0x95, Argument.UINT8, "", "", 4),
  /** An object from outside, its name as text. */
  PERSID(0x50, Argument.STRINGNL_NOESCAPE, "", "any", 0),
  /** An object from outside, its name on the stack. */
  BINPERSID(0x51, Argument.NONE, "any", "any", 1);

  private static final @Nullable Opcode[] BY_CODE = new Opcode[256];
  private static final byte[] FIXED_BYTES = new byte[256];

  static {
    Arrays.fill(FIXED_BYTES, (byte) -1);
    for (Opcode opcode : values()) {
      if (BY_CODE[opcode.code] != null) {
        throw new AssertionError(opcode + " has the code of " + BY_CODE[opcode.code]);
      }
      BY_CODE[opcode.code] = opcode;
      if (opcode.argument.shape() == Argument.Shape.FIXED) {
        FIXED_BYTES[opcode.code] = (byte) opcode.argument.size();
      }
    }
  }

  private final int code;
  private final Argument argument;
  private final String before;
  private final String after;
  private final int protocol;

  Opcode(int code, Argument argument, String before, String after, int protocol) {
    this.code = code;
    this.argument = argument;
    this.before = before;
    this.after = after;
    this.protocol = protocol;
  }

  /** The opcode of a byte (0 to 255), or null if there is none. */
  public static @Nullable Opcode of(int code) {
    return BY_CODE[code];
  }

  /** The byte, 0 to 255. */
  public int code() {
    return code;
  }

  /** What stands behind the byte. */
  public Argument argument() {
    return argument;
  }

  /** How many bytes the argument behind a byte has; -1 if they differ, or if it is no opcode. */
  static int fixedBytes(int code) {
    return FIXED_BYTES[code];
  }

  /** What the opcode takes from the stack. */
  public String before() {
    return before;
  }

  /** What the opcode leaves in its place. */
  public String after() {
    return after;
  }

  /** The first protocol that has it, 0 to 5. */
  public int protocol() {
    return protocol;
  }
}
