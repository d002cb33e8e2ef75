import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { gunicorn } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return gunicorn.read(input, gunicorn.recognise(input)?.version)
}

it('reads the bind address of each server', () => {
  const listener = (...command: readonly string[]): unknown => {
    const [first] = read({ image: 'example/app', command }).listeners ?? []
    return first === undefined ? undefined : [first.port, first.bind !== undefined]
  }
  expect(listener('gunicorn', '-b', '0.0.0.0:5000', 'app')).toEqual([5000, false])
  expect(listener('gunicorn', 'app')).toEqual([8000, true])
  expect(listener('gunicorn', '--bind', 'unix:/run/app.sock', 'app')).toBeUndefined()
  expect(listener('sh', '-c', 'manage.py migrate && uvicorn app:app --host 0.0.0.0 --port 9000')).toEqual([9000, false])
  expect(listener('hypercorn', '--bind', '127.0.0.1:7000', 'app')).toEqual([7000, true])
})

it('reports what it trusts, and the uwsgi socket', () => {
  const reading = read({ image: 'example/app', command: ['gunicorn', '--forwarded-allow-ips=*', '--reload', 'app'], env: { FLASK_DEBUG: ['1', 12] } })
  expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.line}`)).toEqual([
    'forwarded_allow_ips:5',
    'reload:5',
    'FLASK_DEBUG:12',
  ])
  expect(read({ image: 'example/app', command: ['uwsgi', '--socket', '0.0.0.0:3031'] }).observations).toMatchObject([
    { key: 'socket', stake: 'takeover' },
  ])
})

it('reads its settings file as data, and TLS', () => {
  const file = 'bind = "0.0.0.0:8443"\nforwarded_allow_ips = "*"\ncertfile = "/tls/web.crt"\n'
  const reading = read({
    image: 'example/app',
    command: ['gunicorn', '-c', '/app/gunicorn.conf.py', 'app'],
    files: { '/app/gunicorn.conf.py': file },
  })
  expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.line}`)).toEqual([
    'forwarded_allow_ips:2',
  ])
  expect(reading.listeners).toMatchObject([{ port: 8443 }])
  expect(view(reading.listeners![0]!.tls)).toMatchObject({ value: 'required', trail: [{ line: 3 }, {}] })
})
