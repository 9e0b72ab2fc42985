#!/bin/sh
# Publishes to Cloudflare Pages. Once, in its settings: build command `sh build-for-cloudflare.sh`, build output
# directory `output`, and the variable PYTHON_VERSION = 3.13. Branches get a preview at an address of their own.
# For what time changes, make a deploy hook once, and let any scheduler call it every hour.
set -eu
make check
if [ "$CF_PAGES_BRANCH" = main ]; then
    exec .venv/bin/invoke build
fi
PREVIEW_URL=$CF_PAGES_URL exec .venv/bin/invoke preview --output output
