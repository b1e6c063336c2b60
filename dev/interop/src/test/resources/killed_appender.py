"""Kills dev/example-python/mmapdict_file.py at each line from its first store on, in turn.

Whatever line that is, plain Python loads the file with the old value or the new one, and the next
append finds everything. The files that the kills and the appends left stay in a folder.
"""

import os
import pickle
import shutil
import sys

OLD = {"text": "old", "list": [1, 2.5]}
NEW = {"text": "new", "list": ["x" * 5000], "raw": bytearray(b"r" * 70000)}


def load(path):
    with open(path, "rb") as file:
        return pickle.load(file)


def killed(line, path, value):
    """Puts a value in a process that ends before that line; whether it came so far."""
    child = os.fork()
    if child == 0:
        import mmapdict_file

        module = mmapdict_file.__file__
        left = [line]
        storing = []

        def trace(frame, event, _):
            if frame.f_code.co_filename != module:
                return None
            if frame.f_code.co_name == "_bump":
                storing.append(True)
            if event == "line" and storing:
                if left[0] == 0:
                    os._exit(9)
                left[0] -= 1
            return trace

        mapped = mmapdict_file.DictFile(path)
        sys.settrace(trace)
        mapped["key"] = value
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status in (0, 9 << 8), status
    return status != 0


def main(start, folder):
    sys.path.insert(0, os.path.join(os.getcwd(), "../example-python"))
    import mmappickle_rules
    from mmapdict_file import DictFile

    others = {key: value for key, value in load(start).items() if key != "key"}
    seen = set()
    line = 0
    while True:
        path = os.path.join(folder, "killed-%d.mmdpickle" % line)
        shutil.copy(start, path)
        more = killed(line, path, NEW)
        with open(path, "rb") as file:
            # Else mmappickle's constructor writes one of its own.
            assert file.read().endswith(b"\x95\x02" + bytes(7) + b"d."), line
        loaded = load(path)
        now = loaded.pop("key")
        assert loaded == others, line
        assert now in (OLD, NEW), line
        seen.add((now == NEW, more))
        after = os.path.join(folder, "after-%d.mmdpickle" % line)
        shutil.copy(path, after)
        # Another one is killed where it wraps what the first one left, or later.
        killed(line % 60, after, NEW)
        loaded = load(after)
        now = loaded.pop("key")
        assert loaded == others and now in (OLD, NEW), line
        DictFile(after)["next"] = line
        loaded = load(after)
        assert loaded.pop("next") == line and loaded.pop("key") in (OLD, NEW), line
        assert loaded == others, line
        rules = mmappickle_rules.RulesDict(after)
        assert sorted(rules.keys()) == sorted(list(others) + ["key", "next"]), line
        rules.close()
        if not more:
            break
        line += 1
    # Killed before the commit, killed behind it, and not killed at all.
    assert seen == {(False, True), (True, True), (True, False)}, seen
    print(line)
