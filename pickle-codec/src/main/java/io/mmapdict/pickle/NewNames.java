package io.mmapdict.pickle;

import java.util.Map;
import java.util.Set;

/**
 * What modules and names of Python 3 are called in Python 2: the reverse tables of CPython's {@code
 * _compat_pickle}, which pickling applies below protocol 3. A test compares them.
 */
final class NewNames {
  private static final Map<String, String> MODULES =
      OldNames.table(
          """
          _bz2 bz2
          _dbm dbm
          _dummy_thread dummy_thread
          _functools functools
          _gdbm gdbm
          _markupbase markupbase
          _pickle pickle
          _thread thread
          builtins __builtin__
          collections.abc _abcoll
          configparser ConfigParser
          copyreg copy_reg
          dbm anydbm
          dbm.bsd dbhash
          dbm.dumb dumbdbm
          dbm.gnu gdbm
          dbm.ndbm dbm
          html.entities htmlentitydefs
          html.parser HTMLParser
          http.client httplib
          http.cookiejar cookielib
          http.cookies Cookie
          http.server BaseHTTPServer
          queue Queue
          reprlib repr
          socketserver SocketServer
          subprocess commands
          test.support test.test_support
          tkinter Tkinter
          tkinter.colorchooser tkColorChooser
          tkinter.commondialog tkCommonDialog
          tkinter.constants Tkconstants
          tkinter.dialog Dialog
          tkinter.dnd Tkdnd
          tkinter.filedialog tkFileDialog
          tkinter.font tkFont
          tkinter.messagebox tkMessageBox
          tkinter.scrolledtext ScrolledText
          tkinter.simpledialog tkSimpleDialog
          tkinter.tix Tix
          tkinter.ttk ttk
          urllib.parse urlparse
          urllib.request urllib2
          urllib.robotparser robotparser
          winreg _winreg
          xmlrpc.client xmlrpclib
          xmlrpc.server SimpleXMLRPCServer
          """);

  private static final Map<String, String> NAMES =
      OldNames.table(
          """
          _functools/reduce __builtin__/reduce
          _socket/socket socket/_socketobject
          builtins/BrokenPipeError exceptions/OSError
          builtins/ChildProcessError exceptions/OSError
          builtins/ConnectionAbortedError exceptions/OSError
          builtins/ConnectionError exceptions/OSError
          builtins/ConnectionRefusedError exceptions/OSError
          builtins/ConnectionResetError exceptions/OSError
          builtins/FileExistsError exceptions/OSError
          builtins/FileNotFoundError exceptions/OSError
          builtins/InterruptedError exceptions/OSError
          builtins/IsADirectoryError exceptions/OSError
          builtins/ModuleNotFoundError exceptions/ImportError
          builtins/NotADirectoryError exceptions/OSError
          builtins/PermissionError exceptions/OSError
          builtins/ProcessLookupError exceptions/OSError
          builtins/TimeoutError exceptions/OSError
          builtins/chr __builtin__/unichr
          builtins/filter itertools/ifilter
          builtins/int __builtin__/long
          builtins/map itertools/imap
          builtins/range __builtin__/xrange
          builtins/str __builtin__/unicode
          builtins/zip itertools/izip
          collections/UserDict UserDict/IterableUserDict
          collections/UserList UserList/UserList
          collections/UserString UserString/UserString
          dbm/whichdb whichdb/whichdb
          functools/reduce __builtin__/reduce
          http.server/CGIHTTPRequestHandler CGIHTTPServer/CGIHTTPRequestHandler
          http.server/SimpleHTTPRequestHandler SimpleHTTPServer/SimpleHTTPRequestHandler
          itertools/filterfalse itertools/ifilterfalse
          itertools/zip_longest itertools/izip_longest
          multiprocessing.connection/Connection _multiprocessing/Connection
          multiprocessing.context/AuthenticationError multiprocessing/AuthenticationError
          multiprocessing.context/BufferTooShort multiprocessing/BufferTooShort
          multiprocessing.context/Process multiprocessing.process/Process
          multiprocessing.context/ProcessError multiprocessing/ProcessError
          multiprocessing.context/TimeoutError multiprocessing/TimeoutError
          multiprocessing.popen_fork/Popen multiprocessing.forking/Popen
          socket/fromfd _socket/fromfd
          sys/intern __builtin__/intern
          tkinter.filedialog/FileDialog FileDialog/FileDialog
          tkinter.filedialog/LoadFileDialog FileDialog/LoadFileDialog
          tkinter.filedialog/SaveFileDialog FileDialog/SaveFileDialog
          tkinter.simpledialog/SimpleDialog SimpleDialog/SimpleDialog
          urllib.error/ContentTooShortError urllib/ContentTooShortError
          urllib.error/HTTPError urllib2/HTTPError
          urllib.error/URLError urllib2/URLError
          urllib.parse/quote urllib/quote
          urllib.parse/quote_plus urllib/quote_plus
          urllib.parse/unquote urllib/unquote
          urllib.parse/unquote_plus urllib/unquote_plus
          urllib.parse/urlencode urllib/urlencode
          urllib.request/getproxies urllib/getproxies
          urllib.request/pathname2url urllib/pathname2url
          urllib.request/url2pathname urllib/url2pathname
          urllib.request/urlcleanup urllib/urlcleanup
          urllib.request/urlopen urllib/urlopen
          urllib.request/urlretrieve urllib/urlretrieve
          xmlrpc.server/DocCGIXMLRPCRequestHandler DocXMLRPCServer/DocCGIXMLRPCRequestHandler
          xmlrpc.server/DocXMLRPCRequestHandler DocXMLRPCServer/DocXMLRPCRequestHandler
          xmlrpc.server/DocXMLRPCServer DocXMLRPCServer/DocXMLRPCServer
          xmlrpc.server/ServerHTMLDoc DocXMLRPCServer/ServerHTMLDoc
          xmlrpc.server/XMLRPCDocGenerator DocXMLRPCServer/XMLRPCDocGenerator
          """);

  /** Those of {@code builtins} that are called the same in {@code exceptions}. */
  private static final Set<String> EXCEPTIONS =
      Set.of(
          """
          ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning
          DeprecationWarning EOFError EnvironmentError Exception FloatingPointError
          FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError
          IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError
          NotImplementedError OSError OverflowError PendingDeprecationWarning ReferenceError
          RuntimeError RuntimeWarning StopIteration SyntaxError SyntaxWarning SystemError
          SystemExit TabError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
          UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning
          ZeroDivisionError
          """
              .strip()
              .split("\\s+"));

  private NewNames() {}

  static PyGlobal toPython2(PyGlobal global) {
    if (global.module().equals("builtins") && EXCEPTIONS.contains(global.name())) {
      return new PyGlobal("exceptions", global.name());
    }
    String name = NAMES.get(global.module() + "/" + global.name());
    if (name != null) {
      int slash = name.indexOf('/');
      return new PyGlobal(name.substring(0, slash), name.substring(slash + 1));
    }
    String module = MODULES.get(global.module());
    return module == null ? global : new PyGlobal(module, global.name());
  }
}
