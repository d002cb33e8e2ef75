import { expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { ends } from '../../testing/reading.ts'
import { corridor } from './index.ts'
import { home } from './python.ts'

const read = (files: Readonly<Record<string, string>>, command?: readonly string[]): Reading =>
  corridor.read(
    {
      ...component({ form: 'process', files, ...(command === undefined ? {} : { command }) }),
      ...(command === undefined ? { declared: { technology: 'corridor', because: 'files' } } : {}),
    },
    undefined,
  )

it('reads the settings beside the installation that runs', () => {
  const files = { '/srv/ggx/instances/default/config/api_config.py': "API_URL = 'http://app:5002/corr-api/'\nSECRET_KEY = 'x'\n" }
  const reading = read(files, ['/bin/bash', '-c', '/srv/ggx/venv-api/bin/corridor-api run >> /var/log/api.log 2>&1'])
  expect(ends(reading)).toEqual(['http app:5002 none none 1'])
  expect(reading.secrets).toMatchObject([{ key: 'SECRET_KEY', at: { file: 'api_config.py', line: 2 } }])
  expect(reading.listeners).toMatchObject([{ port: 5002 }])
})

it('takes a file with one large setting for that setting alone', () => {
  const reading = read({
    [`${home}/notifications.py`]: "NOTIFICATION_PROVIDERS = {'email': {'host': 'mail', 'port': 465, 'ssl': True,\n 'password': 'pw'}}\n",
  })
  expect(reading).toMatchObject({ listeners: [], secrets: [], observations: [] })
  expect(reading.connections).toMatchObject([{ protocol: 'smtp', host: 'mail', port: 465, password: { value: 'pw', trail: [{ line: 2 }, {}] } }])
})

it('judges SAML where the settings bring it in', () => {
  const files = {
    [`${home}/app_config.py`]: 'from .saml_settings import SETTINGS as SAML_SETTINGS\nJWT_COOKIE_SECURE = True\n',
    [`${home}/saml_settings.py`]: "SETTINGS = {'strict': False, 'sp': {}, 'idp': {'x509cert': 'x'}, 'security': {'wantAssertionsSigned': True}}\n",
  }
  const unsafe = read(files).observations?.filter(({ verdict }) => verdict === 'unsafe')
  expect(unsafe?.map(({ key, trail }) => `${key} ${trail[0]?.file}:${trail[0]?.line}`)).toEqual(['SAML_SETTINGS.strict saml_settings.py:1'])
})

it('knows the worker by the name of its settings', () => {
  expect(read({ [`${home}/worker_config.py`]: "CELERY_BROKER_URL = 'redis://q/0'\n" })).toMatchObject({
    role: 'worker',
    connections: [{ host: 'q' }],
  })
})
