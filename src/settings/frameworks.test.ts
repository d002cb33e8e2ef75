import { expect, it } from 'vitest'
import { component } from '../testing/component.ts'
import { frameworkSecrets, frameworkSettings, hasFrameworkSettings } from './frameworks.ts'

const input = component({
  env: {
    DJANGO_DEBUG: ['True', 11],
    ALLOWED_HOSTS: ['["*"]', 12],
    CORS_ORIGINS: ['https://shop.example', 13],
    SESSION_COOKIE_SECURE: ['false', 14],
    SECRET_KEY: ['x', 15],
    JWT_SECRET: '',
  },
})

it('judges the variables of web frameworks', () => {
  expect(frameworkSettings(input).map(({ key, verdict, trail }) => `${key} ${verdict} ${trail[0]?.line}`)).toEqual([
    'DJANGO_DEBUG unsafe 11',
    'ALLOWED_HOSTS unsafe 12',
    'CORS_ORIGINS safe 13',
    'SESSION_COOKIE_SECURE unsafe 14',
  ])
})

it('knows the keys that they sign with', () => {
  expect(frameworkSecrets(input)).toMatchObject([{ key: 'SECRET_KEY', purpose: 'session', value: { trail: [{ line: 15 }] } }])
})

it('leaves names to a technology that judges them itself', () => {
  const except = new Set(['DJANGO_DEBUG', 'SECRET_KEY'])
  expect(frameworkSettings(input, except).map(({ key }) => key)).not.toContain('DJANGO_DEBUG')
  expect(frameworkSecrets(input, except)).toEqual([])
})

it('sees whether there are any', () => {
  expect([hasFrameworkSettings(input), hasFrameworkSettings(component({ env: { OTHER: '1' } }))]).toEqual([true, false])
})
