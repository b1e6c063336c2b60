"""A process by mmappickle's rules that has had the file open since before the others came.

Opens the file, reads its keys once so that it knows them, then obeys lines on standard input:
`put KEY TEXT` puts or is refused, `del KEY` deletes, `open` opens the file anew, `keys` prints what it sees; an
answer line each.
"""

import sys

from mmappickle_rules import RulesDict


def main(path):
    theirs = RulesDict(path)
    theirs.keys()
    print("ready", flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "put":
            try:
                theirs[words[1]] = words[2]
            except ValueError as e:
                print("refused:", e, flush=True)
            else:
                print("done", flush=True)
        elif words[0] == "del":
            del theirs[words[1]]
            print("done", flush=True)
        elif words[0] == "open":
            theirs.close()
            theirs = RulesDict(path)
            theirs.keys()
            print("done", flush=True)
        else:
            print(" ".join(sorted(set(theirs.keys()))), flush=True)
