#!/bin/sh
# Written by `invoke publish.init`. Git starts this in the repository; what runs is the code of the live release.
place=$$(cd .. && pwd -P)
tree=$$(readlink -f "$$place/current/tree")
if [ ! -x "$$tree/.venv/bin/python" ]; then
    echo "There is no live release to publish with. On the server, run: invoke publish.init --to $$place" >&2
    exit 1
fi
PYTHONPATH=$$tree PYTHONUTF8=1 exec "$$tree/.venv/bin/python" -P -m plugins.publishing.$module "$$place"
