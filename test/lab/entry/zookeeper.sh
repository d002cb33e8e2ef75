#!/bin/sh
# Stands for the entrypoint of the official image: writes the same zoo.cfg where none is mounted, and starts the server.
set -eu
if [ ! -f /conf/zoo.cfg ]; then
  mkdir -p /tmp/zookeeper
  cat > /tmp/zookeeper/zoo.cfg <<CONF
dataDir=/data
dataLogDir=/datalog
tickTime=2000
clientPort=2181
CONF
  file=/tmp/zookeeper/zoo.cfg
else
  file=/conf/zoo.cfg
fi
jars=''
for name in zookeeper jetty9-server jetty9-util jetty9-http jetty9-io jetty9-servlet jetty9-security jetty9-util-ajax servlet-api jackson-core jackson-databind jackson-annotations netty-all; do
  jars="$jars:/usr/share/java/$name.jar"
done
exec java -cp "$jars" -Dzookeeper.log.dir=/tmp org.apache.zookeeper.server.quorum.QuorumPeerMain "$file"
