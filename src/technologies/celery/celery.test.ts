import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { ends } from '../../testing/reading.ts'
import { celery } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return celery.read(input, celery.recognise(input)?.version)
}

it('recognises workers, and no web application with a broker', () => {
  expect(celery.recognise(component({ image: 'example/app', command: ['celery', '-A', 'app', 'worker'] }))?.certainty).toBe(1)
  expect(
    celery.recognise(component({ image: 'example/app', command: ['gunicorn', 'app'], env: { CELERY_BROKER_URL: 'redis://redis' } })),
  ).toBeUndefined()
  expect(celery.recognise(component({ image: 'example/app', command: ['celery', '-A', 'app', 'flower'] }))).toBeUndefined()
})

it('reports formats that run code, and root', () => {
  const sketch: ComponentSketch = {
    image: 'example/app',
    command: ['celery', 'worker', '-b', 'redis://redis:6379/0'],
    env: { CELERY_ACCEPT_CONTENT: ['json,pickle', 11], C_FORCE_ROOT: ['1', 12] },
  }
  const reading = read(sketch)
  expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.line}`)).toEqual([
    'CELERY_ACCEPT_CONTENT:11',
    'C_FORCE_ROOT:12',
  ])
  expect(view(reading.connections![0]!.encryption)).toMatchObject({ value: 'none', trail: [{ line: 5 }] })
  expect(
    read({ ...sketch, user: '1000', env: { CELERY_ACCEPT_CONTENT: 'json', C_FORCE_ROOT: '1' } }).observations?.filter(
      ({ verdict }) => verdict === 'unsafe',
    ),
  ).toEqual([])
})

it('names what is set without effect', () => {
  const keys = (sketch: ComponentSketch): unknown => read(sketch).deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)
  expect(keys({ image: 'example/app', command: ['celery', 'worker'], user: '1000', env: { C_FORCE_ROOT: ['1', 12] } })).toEqual(['C_FORCE_ROOT 12'])
  expect(keys({ image: 'example/app', command: ['celery', 'worker'], env: { C_FORCE_ROOT: '1' } })).toEqual([])
})

it('reads celeryconfig.py under names of now and of then', () => {
  const text = [
    'import ssl',
    "BROKER_URL = 'amqp://user:pw@queue//'",
    'BROKER_USE_SSL = {"cert_reqs": ssl.CERT_REQUIRED}',
    "result_backend = 'db+postgresql://u:p@db/results'",
    "CELERY_RESULT_SERIALIZER = 'yaml'",
    "accept_content = ['json']",
  ].join('\n')
  const reading = celery.read(
    component({ form: 'process', command: ['celery', 'worker'], files: { '/srv/celery/celeryconfig.py': text } }),
    undefined,
  )
  expect(reading.observations?.map(({ key, verdict, trail }) => `${key} ${verdict} ${trail[0]?.line}`)).toEqual([
    'CELERY_ACCEPT_CONTENT safe 6',
    'CELERY_RESULT_SERIALIZER unsafe 5',
  ])
  expect(ends(reading)).toEqual(['amqp queue:undefined required chain 2', 'postgres db:undefined ? ? 4'])
})
