#!/bin/sh
# Debian's server has its stream module apart, and writes its logs and temporary files elsewhere than the image.
set -eu
mkdir -p /tmp/nginx
exec nginx -e stderr -g "load_module /usr/lib/nginx/modules/ngx_stream_module.so; daemon off; error_log stderr;"
