import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
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
  expect(read({ image: 'example/spark:2.3', ports: published }).listeners?.map(({ port }) => port)).toEqual([7077, 8080])
  expect(read({ image: 'example/spark:2.3' }).listeners).toEqual([])
})
