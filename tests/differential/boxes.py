# SPDX-License-Identifier: GPL-2.0-or-later
"""The routers of several tools, by name: made when they are asked for, and made anew where what an
earlier run has left in them could be seen."""
from box import Box


class Boxes:
    def __init__(self, bindirs, env):
        self.bindirs, self.env, self.boxes, self.made = bindirs, env, {}, 0

    def get(self, name, steps):
        """A router in which these steps meet nothing of an earlier run."""
        old = self.boxes.get(name)
        if old and old.stale(steps):
            self.boxes.pop(name).close()
        if name not in self.boxes:
            self.made += 1
            self.boxes[name] = Box("%s%d" % (name, self.made), self.bindirs[name], self.env)
        return self.boxes[name]

    def prepare(self, steps):
        """All of them anew if one has to be: so they have the same past."""
        if any(box.stale(steps) for box in self.boxes.values()):
            self.close()

    def close(self):
        for box in self.boxes.values():
            box.close()
        self.boxes = {}
