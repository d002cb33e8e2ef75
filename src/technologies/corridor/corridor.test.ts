import { describe, expect, it } from 'vitest'
import { holds } from '../../model/fact.ts'
import { setting } from '../../model/setting.ts'
import { component } from '../../testing/component.ts'
import { corridor } from './index.ts'

describe('corridor', () => {
  it('is recognised by image, program and variables', () => {
    expect(corridor.recognise(component({ image: 'registry.example.org/corridor-app:23.1' }))).toMatchObject({ certainty: 2, version: '23.1' })
    expect(corridor.recognise(component({ image: 'own/base', command: ['corridor-worker', 'run', '--queue', 'spark'] }))).toMatchObject({
      certainty: 1,
    })
    expect(corridor.recognise(component({ env: { CORRIDOR_SECRET_KEY: 'x' } }))).toMatchObject({ certainty: 1 })
    expect(corridor.recognise(component({ image: 'own/corral' }))).toBeUndefined()
  })

  it('reads variables with their lines', () => {
    const reading = corridor.read(
      component({
        command: ['corridor-app', 'run'],
        env: {
          CORRIDOR_SQLALCHEMY_DATABASE_URI: ['postgresql://corridor:pw@db:5432/corridor', 11],
          CORRIDOR_CELERY_BROKER_URL: ['redis://redis:6379/0', 12],
          CORRIDOR_REST_API_SERVER_URL: ['http://api:5002', 13],
          CORRIDOR_WSGI_SERVER: ['werkzeug', 14],
          CORRIDOR_SANDBOX_MODE: ['true', 15],
          CORRIDOR_SECRET_KEY: ['short', 16],
        },
      }),
      undefined,
    )
    expect(reading.connections?.map(({ key, host, trail }) => [key, host, trail[0]?.line])).toEqual([
      ['CORRIDOR_SQLALCHEMY_DATABASE_URI', 'db', 11],
      ['CORRIDOR_CELERY_BROKER_URL', 'redis', 12],
      ['CORRIDOR_REST_API_SERVER_URL', 'api', 13],
    ])
    expect(holds(reading.connections![0]!.encryption, 'optional')).toBe(true)
    expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => [key, trail[0]?.line])).toEqual([
      ['JWT_COOKIE_SECURE', 3],
      ['WSGI_SERVER', 14],
      ['SANDBOX_MODE', 15],
    ])
    expect(reading.secrets).toMatchObject([{ key: 'CORRIDOR_SECRET_KEY', at: { line: 16 } }])
    expect(reading.listeners).toMatchObject([{ port: 5002 }])
  })

  it('reads plain assignments of a mounted Python file, and the environment wins', () => {
    const text = 'import os\nSECRET_KEY = "from-the-file"  # change\nJWT_COOKIE_SECURE = True\nFS_URI = os.environ["X"]\n'
    const place = { file: 'compose.yml', line: 8 }
    const mounts = [{ kind: 'bind' as const, target: setting('/opt/corridor/api_config.py', place), readOnly: true, options: [], at: place }]
    const sketch = { command: ['corridor-api', 'run'], mounts, files: { '/opt/corridor/api_config.py': text } }
    const reading = corridor.read(component(sketch), undefined)
    expect(reading.secrets).toMatchObject([{ key: 'SECRET_KEY', value: { value: 'from-the-file' }, at: { file: 'api_config.py', line: 2 } }])
    expect(reading.observations).toMatchObject([{ key: 'JWT_COOKIE_SECURE', verdict: 'safe' }])
    expect(reading.connections).toEqual([])
    const over = corridor.read(component({ ...sketch, env: { CORRIDOR_SECRET_KEY: ['other', 30] } }), undefined)
    expect(over.secrets).toMatchObject([{ key: 'CORRIDOR_SECRET_KEY', value: { value: 'other' } }])
  })

  it('knows that a worker listens to nothing, and that root is forced', () => {
    const reading = corridor.read(
      component({
        command: ['corridor-worker', 'run'],
        env: { C_FORCE_ROOT: ['1', 20], CORRIDOR_API_URL: 'https://api', CORRIDOR_API_VERIFY_SSL: ['0', 21] },
      }),
      undefined,
    )
    expect(reading).toMatchObject({ role: 'worker', listeners: [] })
    expect(reading.observations?.map(({ key, verdict }) => [key, verdict])).toEqual([
      ['API_VERIFY_SSL', 'unsafe'],
      ['C_FORCE_ROOT', 'unsafe'],
    ])
    expect(holds(reading.connections![0]!.verification, 'none')).toBe(true)
  })

  it('takes what libpq leaves unchecked for PostgreSQL alone', () => {
    const env = {
      CORRIDOR_SQLALCHEMY_DATABASE_URI: 'postgresql://db/c',
      CORRIDOR_API_URL: 'https://api',
      CORRIDOR_REST_API_SERVER_URL: 'https://api',
    }
    const { connections = [] } = corridor.read(component({ env }), undefined)
    expect(connections.map(({ protocol, verification }) => [protocol, holds(verification, 'name')])).toEqual([
      ['postgres', false],
      ['http', true],
      ['http', true],
    ])
  })
})

describe('keys that do nothing', () => {
  const dead = (sketch: Parameters<typeof component>[0]): unknown => corridor.read(component(sketch), undefined).deadKeys?.map(({ key }) => key)

  it('are the password of the database on its own', () => {
    expect(dead({ env: { CORRIDOR_SECRET_KEY: 'x', DB_PASSWORD: 'y' } })).toEqual(['DB_PASSWORD'])
  })

  it('are those that ask for root where the worker is not root', () => {
    const worker = { command: ['corridor-worker'], env: { C_FORCE_ROOT: '1' } }
    expect(dead({ ...worker, user: 'corridor' })).toEqual(['C_FORCE_ROOT'])
    expect(dead(worker)).toEqual([])
    const observed = (user: string): unknown =>
      corridor.read(component({ ...worker, user }), undefined).observations?.some(({ key }) => key === 'C_FORCE_ROOT')
    expect([observed('corridor'), observed('root')]).toEqual([false, true])
  })
})
