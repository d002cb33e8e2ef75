import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { django } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return django.read(input, django.recognise(input)?.version)
}

it('reports the development server and its settings', () => {
  const reading = read({
    image: 'python:3.12',
    command: ['python', 'manage.py', 'runserver', '0.0.0.0:8001'],
    env: { DJANGO_DEBUG: ['True', 11], DJANGO_ALLOWED_HOSTS: ['*', 12] },
  })
  expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.line}`)).toEqual([
    'runserver:5',
    'DJANGO_DEBUG:11',
    'DJANGO_ALLOWED_HOSTS:12',
  ])
  expect(reading.listeners).toMatchObject([{ port: 8001 }])
  expect(view(reading.listeners![0]!.tls)).toMatchObject({ value: 'none' })
})

it('takes a migration for a job', () => {
  expect(read({ image: 'python:3.12', command: ['python', 'manage.py', 'migrate'] })).toMatchObject({ role: 'job', observations: [] })
  expect(django.recognise(component({ image: 'python:3.12', command: ['sh', '-c', 'manage.py migrate && gunicorn app'] }))).toBeUndefined()
})
