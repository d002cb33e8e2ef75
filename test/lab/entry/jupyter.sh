#!/bin/sh
# Stands for start-notebook.sh of the Jupyter images: the same arguments, spelled as Debian's server takes them.
set -eu
if [ $# -gt 0 ] && [ "$1" = start-notebook.sh ]; then shift; fi
set -- $(printf '%s\n' "$@" | sed 's/NotebookApp/ServerApp/')
export HOME=/tmp
exec jupyter-server --ip=0.0.0.0 --port=8888 --no-browser --allow-root --ServerApp.root_dir=/tmp "$@"
