#!/usr/bin/env bash
SPARK_MASTER_HOST=0.0.0.0
# finding: listener/debug-port
SPARK_DAEMON_JAVA_OPTS="-Dcom.sun.management.jmxremote.port=9010 -Dcom.sun.management.jmxremote.authenticate=false"
