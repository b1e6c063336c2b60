"""A worker in Python: the runner's CommandTask starts `python3 worker.py FILE` and gives it keys.

One key a line comes in; one line goes out for each: `done KEY`, or `failed KEY WHY`.
"""

import os, queue, sys, threading, traceback

from mmapdict_file import DictFile


def work(scan, key):
    """What is done for a key: here the profile of a frame, by the mean of each of its rows."""
    frame = scan["frame/" + key]  # mapped
    scan["profile/" + key] = frame.mean(axis=1)


def receive(keys):
    for line in open(0, encoding="utf-8", newline="\n"):
        keys.put(line[:-1])
    os._exit(0)  # The runner's worker has ended, however it did: end at once, whatever runs.


def main():
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)  # What is printed goes where errors go, and is no reply.
    sys.stdout = sys.stderr
    keys = queue.Queue()
    threading.Thread(target=receive, args=(keys,), daemon=True).start()
    scan = DictFile(sys.argv[1])
    while True:
        key = keys.get()
        try:
            work(scan, key)
            replies.write("done %s\n" % key)
        except Exception:
            why = traceback.format_exc().replace("\\", "\\\\").replace("\n", "\\n")
            replies.write("failed %s %s\n" % (key, why.replace("\r", "\\r")))
        replies.flush()


if __name__ == "__main__":
    main()
