#!/bin/sh
# Stands for rabbitmq:3-management: the administrator of RABBITMQ_DEFAULT_USER, the management page and the metrics.
set -eu
mkdir -p /tmp/rabbitmq
printf 'default_user = %s\ndefault_pass = %s\nloopback_users.guest = false\nlisteners.tcp.default = 5672\n' "${RABBITMQ_DEFAULT_USER:-guest}" "${RABBITMQ_DEFAULT_PASS:-guest}" > /tmp/rabbitmq/rabbitmq.conf
printf '[rabbitmq_management,rabbitmq_prometheus].\n' > /tmp/rabbitmq/plugins
export HOME=/tmp/rabbitmq RABBITMQ_BASE=/tmp/rabbitmq RABBITMQ_CONFIG_FILE=/tmp/rabbitmq/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=/tmp/rabbitmq/plugins
export RABBITMQ_MNESIA_BASE=/tmp/rabbitmq/mnesia RABBITMQ_LOG_BASE=/tmp/rabbitmq/log RABBITMQ_LOGS=- RABBITMQ_NODENAME=rabbit@localhost RABBITMQ_PID_FILE=/tmp/rabbitmq/pid
exec /usr/lib/rabbitmq/bin/rabbitmq-server
