import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { ends } from '../../testing/reading.ts'
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

it('reads settings.py with what it imports', () => {
  const files = {
    '/srv/app/project/base.py': "SECRET_KEY = 'abc'\nDEBUG = True\nPASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']\n",
    '/srv/app/project/settings.py': [
      'from .base import *',
      'DEBUG = False',
      "DATABASES = {'default': {'ENGINE': 'django.db.backends.mysql', 'HOST': 'db', 'OPTIONS': {'ssl': {'ca': '/ca.pem'}}},",
      "  'other': {'ENGINE': 'django.db.backends.sqlite3'}}",
    ].join('\n'),
  }
  const reading = django.read({ ...component({ form: 'process', files }), declared: { technology: 'django', because: 'files' } }, undefined)
  expect(
    reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key} ${trail[0]?.file}:${trail[0]?.line}`),
  ).toEqual(['SESSION_COOKIE_SECURE settings.py:1', 'CSRF_COOKIE_SECURE settings.py:1', 'PASSWORD_HASHERS base.py:3'])
  expect(reading.secrets).toMatchObject([{ key: 'SECRET_KEY', value: { trail: [{ file: 'base.py', line: 1 }, {}] } }])
  expect(ends(reading)).toEqual(['mysql db:3306 required chain 3'])
})
