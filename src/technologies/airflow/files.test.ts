import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { ends } from '../../testing/reading.ts'
import { airflow } from './index.ts'

const read = (cfg: string, sketch: ComponentSketch = {}): Reading =>
  airflow.read(
    component({ form: 'process', command: ['airflow', 'webserver'], ...sketch, files: { '/opt/airflow/airflow.cfg': cfg, ...sketch.files } }),
    '2.10',
  )

const unsafe = ({ observations = [] }: Reading): readonly string[] =>
  observations.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key.replace('AIRFLOW__', '')} ${trail[0]?.line}`)

describe('airflow.cfg', () => {
  it('is asked after the environment, under the name of today before the one of then', () => {
    expect(unsafe(read('[api]\nauth_backend = airflow.api.auth.backend.default\n'))).toEqual(['API__AUTH_BACKENDS 2'])
    const both = '[api]\nauth_backend = airflow.api.auth.backend.default\nauth_backends = airflow.api.auth.backend.session\n'
    expect(unsafe(read(both))).toEqual([])
    expect(unsafe(read(both, { env: { AIRFLOW__API__AUTH_BACKEND: ['airflow.api.auth.backend.default', 9] } }))).toEqual(['API__AUTH_BACKENDS 9'])
    expect(ends(read('[core]\nsql_alchemy_conn = postgresql://a:b@db/x\n'))).toEqual(['postgres db:undefined optional none 2'])
  })

  it('puts values and variables in', () => {
    const cfg = '[DEFAULT]\nhost = db\n[database]\nsql_alchemy_conn = postgresql://u:a%%b@%(host)s/${NAME}\n'
    expect(read(cfg, { env: { NAME: 'x' } }).connections).toMatchObject([{ host: 'db', password: { value: 'a%b' } }])
    expect(unsafe(read('[webserver]\nexpose_config = True # for now\n'))).toEqual(['WEBSERVER__EXPOSE_CONFIG 2'])
  })

  it('knows commands for what is sensitive, and for nothing else', () => {
    const key = (cfg: string): unknown =>
      read(cfg).secrets?.find((secret) => secret.key === 'AIRFLOW__WEBSERVER__SECRET_KEY')?.value?.unresolved.length
    expect(key('[webserver]\nsecret_key_cmd = cat /x\n')).toBe(1)
    expect(key('[webserver]\nsecret_key = plain\nsecret_key_cmd = cat /x\n')).toBe(0)
    expect(unsafe(read('[webserver]\nexpose_config_cmd = echo False\nexpose_config = True\n'))).toEqual(['WEBSERVER__EXPOSE_CONFIG 3'])
  })

  it('is told of a proxy with TLS', () => {
    expect(unsafe(read('[webserver]\nbase_url = https://a\n'))).toEqual(['WEBSERVER__ENABLE_PROXY_FIX 2'])
    expect(unsafe(read('[webserver]\nbase_url = https://a\nenable_proxy_fix = True\n'))).toEqual([])
  })

  it('asks the broker for TLS', () => {
    const cfg = '[celery]\nbroker_url = amqp://q:5672//\nssl_active = True\n[smtp]\nsmtp_host = mail\nsmtp_starttls = False\n'
    expect(ends(read(cfg))).toEqual(['amqp q:5672 required chain 2', 'smtp mail:25 none none 5'])
  })
})

describe('webserver_config.py', () => {
  const fab = (text: string): Reading => read('', { files: { '/opt/airflow/webserver_config.py': text } })
  const login = (text: string): unknown => view(fab(text).listeners![0]!.authentication)

  it('says how users log in', () => {
    expect(login('AUTH_TYPE = AUTH_DB')).toMatchObject({ value: 'password', trail: [{ line: 1 }, {}] })
    expect(login('from x import AUTH_OAUTH\nAUTH_TYPE = manager.AUTH_OAUTH')).toMatchObject({ value: 'delegated' })
    expect(login("if DEV:\n    AUTH_ROLE_PUBLIC = 'Admin'")).toMatchObject({ known: false })
    expect(unsafe(fab('AUTH_TYPE = 3'))).toEqual(['AUTH_TYPE 1'])
    expect(unsafe(fab("AUTH_USER_REGISTRATION = True\nAUTH_USER_REGISTRATION_ROLE = 'Op'"))).toEqual(['AUTH_USER_REGISTRATION_ROLE 2'])
    expect(unsafe(fab("AUTH_USER_REGISTRATION = False\nAUTH_USER_REGISTRATION_ROLE = 'Op'"))).toEqual([])
  })

  it('reads the directory and the providers', () => {
    expect(ends(fab("AUTH_LDAP_SERVER = 'ldap://d'\nAUTH_LDAP_USE_TLS = True\nAUTH_LDAP_ALLOW_SELF_SIGNED = True"))).toEqual([
      'ldap d:undefined required none 1',
    ])
    const providers = "OAUTH_PROVIDERS = [{'name': 'azure', 'remote_app': {'client_secret': os.environ.get('S') or 'inline'}}]"
    expect(fab(providers).secrets).toMatchObject([{}, {}, { key: 'OAUTH_PROVIDERS.azure.client_secret', value: { value: 'inline' } }])
  })
})
