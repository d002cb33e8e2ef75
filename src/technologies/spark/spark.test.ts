import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { ports } from '../../testing/reading.ts'
import { spark } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return spark.read(input, spark.recognise(input)?.version)
}

it('is open by default', () => {
  const reading = read({
    image: 'bitnami/spark:3.5',
    env: { SPARK_MODE: 'master', SPARK_RPC_AUTHENTICATION_ENABLED: ['no', 12], SPARK_MASTER_OPTS: ['-Dspark.master.rest.enabled=true', 13] },
  })
  expect(reading.listeners?.map(({ port }) => port)).toEqual([7077, 8080, 6066])
  expect(view(reading.listeners![0]!.authentication)).toMatchObject({ value: 'none', trail: [{ line: 12 }] })
  expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.line}`)).toEqual([
    'spark.authenticate:12',
    'spark.network.crypto.enabled:3',
    'spark.master.rest.enabled:13',
  ])
})

it('reads a worker with authentication and encryption', () => {
  const file = 'spark.authenticate true\nspark.authenticate.secret iePh6aeb\nspark.network.crypto.enabled true\n'
  const command = ['/opt/spark/bin/spark-class', 'org.apache.spark.deploy.worker.Worker', 'spark://master:7077']
  const reading = read({ image: 'apache/spark:3.5.1', command, files: { '/opt/spark/conf/spark-defaults.conf': file } })
  expect(reading.connections).toMatchObject([{ protocol: 'spark', host: 'master', port: 7077, password: { trail: [{ line: 2 }, {}] } }])
  expect([view(reading.connections![0]!.encryption), view(reading.connections![0]!.authentication)]).toMatchObject([
    { value: 'required' },
    { value: 'password' },
  ])
  expect(reading.listeners?.map(({ port }) => port)).toEqual([8081])
})

it('takes what publishes 7077 for a master', () => {
  const published = [{ target: { from: 7077, to: 7077 }, protocol: 'tcp' as const, at: { file: 'compose.yml', line: 9 } }]
  expect(read({ image: 'example/spark:3.5', ports: published }).listeners?.map(({ port }) => port)).toEqual([7077, 8080])
  // the REST server was on by default before 2.4
  expect(read({ image: 'example/spark:2.3', ports: published }).listeners?.map(({ port }) => port)).toEqual([7077, 8080, 6066])
  expect(read({ image: 'example/spark:2.3' }).listeners).toEqual([])
})

function conf(files: Readonly<Record<string, string>>): Reading {
  const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/opt/spark/conf/${name}`, text]))
  return read({ form: 'process', files: placed })
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations.filter(({ verdict }) => verdict === 'unsafe').map(({ concern, key, trail }) => `${concern} ${key}:${trail[0]?.line}`)
}

it('judges what applications take from their settings', () => {
  const found = conf({ 'spark-defaults.conf': 'spark.master   yarn\n\nspark.ui.port=4050\nspark.redaction.regex : (?i)key\nspark.ui.view.acls *\n' })
  expect(ports(found)).toEqual(['http 4050 admin none none'])
  expect(unsafe(found)).toEqual([
    'anonymous-access spark.authenticate:1',
    'tls-policy spark.network.crypto.enabled:1',
    'over-privileged-default spark.ui.view.acls:5',
    'data-in-logs spark.redaction.regex:4',
  ])
  expect(found.deadKeys?.map(({ key }) => key)).toEqual(['spark.ui.view.acls'])
  expect(conf({ 'spark-defaults.conf': 'spark.ui.enabled false\n' }).listeners).toEqual([])
})

it('opens the doors of a master that spark-env.sh starts; properties of its JVM win', () => {
  const env = [
    '#!/usr/bin/env bash',
    'SPARK_MASTER_HOST=127.0.0.1',
    'SPARK_LOCAL_IP=$SPARK_MASTER_HOST',
    'SPARK_MASTER_OPTS="-Dspark.master.rest.enabled=true -Dspark.ssl.standalone.enabled=false"',
    'export SPARK_DAEMON_JAVA_OPTS="-Dcom.sun.management.jmxremote.port=9010 -Dcom.sun.management.jmxremote.authenticate=false"',
  ].join('\n')
  const found = conf({ 'spark-env.sh': env, 'spark-defaults.conf': 'spark.ssl.enabled true\nspark.master.rest.enabled false\n' })
  expect(ports(found)).toEqual([
    'spark 7077 peer none none',
    'http 8080 admin none none',
    'http 6066 admin none none',
    'jmx 9010 debug required none',
  ])
  expect(found.listeners?.slice(0, 2).every(({ bind }) => bind !== undefined)).toBe(true)
})

it('sends browsers on to TLS, 400 ports higher unless a port is set', () => {
  const start = ['/opt/spark/sbin/start-history-server.sh']
  const pages = (text: string): readonly string[] => ports(read({ command: start, files: { '/opt/spark/conf/spark-defaults.conf': text } }))
  expect(pages('spark.ssl.enabled true\nspark.history.ui.port 1800\n')).toEqual([
    'http 1800 admin none none redirects',
    'http 2200 admin required none',
  ])
  expect(pages('spark.ssl.historyServer.enabled true\nspark.ssl.historyServer.port 443\nspark.ui.filters x.Login\n')).toEqual([
    'http 18080 admin none delegated redirects',
    'http 443 admin required delegated',
  ])
})

it('finds settings that contradict each other', () => {
  const faults = (text: string): readonly string[] => unsafe(conf({ 'spark-defaults.conf': text })).filter((each) => each.startsWith('contradiction'))
  expect(faults('spark.network.crypto.enabled true\n')).toEqual(['contradiction spark.network.crypto.enabled:1'])
  expect(faults('spark.master.rest.enabled true\nspark.authenticate true\nspark.authenticate.secret x\n')).toEqual([
    'contradiction spark.master.rest.enabled:1',
  ])
  expect(faults('spark.acls.enable true\nspark.kerberos.keytab /k\n')).toEqual([
    'contradiction spark.kerberos.keytab:2',
    'contradiction spark.acls.enable:1',
  ])
  expect(faults('spark.acls.enable true\nspark.ui.filters x\nspark.kerberos.keytab /k\nspark.kerberos.principal p\n')).toEqual([])
})

it('reads the XML beside it, and the keys that applications are given', () => {
  const xml = (name: string, value: string): string =>
    `<configuration>\n<property><name>${name}</name><value>${value}</value></property>\n</configuration>`
  const found = conf({
    'spark-defaults.conf': 'spark.hadoop.fs.s3a.secret.key ohX4ohd7Ahngeequ\nspark.ssl.keyStorePassword changeit\nspark.executor.memory 1g\n',
    'core-site.xml': xml('hadoop.security.authentication', 'simple'),
    'hive-site.xml': xml('javax.jdo.option.ConnectionURL', 'jdbc:postgresql://db/hive'),
  })
  expect(found.secrets?.map(({ key }) => key)).toEqual(['spark.hadoop.fs.s3a.secret.key', 'spark.ssl.keyStorePassword'])
  expect(found.connections).toMatchObject([{ protocol: 'postgres', host: 'db', trail: [{ file: 'hive-site.xml', line: 2 }, {}] }])
  expect(unsafe(found)).toContain('anonymous-access hadoop.security.authentication:2')
})
