import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { flask } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return flask.read(input, flask.recognise(input)?.version)
}

it('reports the development server and the debugger', () => {
  const reading = read({
    image: 'python:3.12',
    command: ['flask', 'run', '--host=0.0.0.0', '--debug'],
    env: { FLASK_ENV: ['development', 12], SECRET_KEY: ['dev', 13] },
  })
  expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.line}`)).toEqual([
    'flask run:5',
    '--debug:5',
    'FLASK_ENV:12',
  ])
  expect(reading.secrets).toMatchObject([{ key: 'SECRET_KEY' }])
  expect(reading.listeners).toMatchObject([{ port: 5000 }])
  expect(view(reading.listeners![0]!.authentication).known).toBe(false)
})

it('listens on loopback unless told otherwise, and leaves gunicorn alone', () => {
  expect(read({ image: 'python:3.12', command: ['flask', 'run'] }).listeners).toMatchObject([{ bind: { claims: [{ value: 'loopback' }] } }])
  expect(flask.recognise(component({ image: 'python:3.12', command: ['gunicorn', 'app'], env: { FLASK_ENV: 'production' } }))).toBeUndefined()
  expect(read({ image: 'example/app', env: { FLASK_DEBUG: '0' } }).observations).toMatchObject([{ verdict: 'safe' }])
})

it('reads the class that production takes', () => {
  const text = [
    "class Base:\n    SECRET_KEY = 'base'\n    SESSION_COOKIE_SECURE = True",
    'class Dev(Base):\n    DEBUG = True',
    'class Production(Base):\n    TESTING = True\n    MAIL_SERVER = "mail"\n    MAIL_USE_TLS = USE',
  ].join('\n')
  const input = { ...component({ form: 'process', files: { '/srv/app/config.py': text } }), declared: { technology: 'flask', because: 'files' } }
  const reading = flask.read(input, undefined)
  expect(reading.observations?.map(({ key, verdict, trail }) => `${key} ${verdict} ${trail[0]?.line}`)).toEqual([
    'Production.TESTING unsafe 7',
    'Production.SESSION_COOKIE_SECURE safe 3',
  ])
  expect(reading.secrets).toMatchObject([{ key: 'SECRET_KEY', value: { value: 'base' } }])
  expect(view(reading.connections![0]!.encryption).known).toBe(false)
})
