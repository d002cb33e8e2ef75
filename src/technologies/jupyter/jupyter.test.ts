import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { jupyter } from './index.ts'

const read = (sketch: ComponentSketch): Reading => jupyter.read(component({ image: 'jupyter/scipy-notebook:2024-10-07', ...sketch }), undefined)
const login = (reading: Reading): unknown => view(reading.listeners![0]!.authentication)

it('is open with an empty token', () => {
  expect(login(read({ command: ['start-notebook.sh', "--NotebookApp.token=''", '--allow-root'] }))).toMatchObject({
    value: 'none',
    trail: [{ line: 5 }],
  })
  expect(login(read({ env: { JUPYTER_TOKEN: ['', 12] } }))).toMatchObject({ value: 'none', trail: [{ line: 12 }] })
  expect(login(read({}))).toMatchObject({ value: 'token', basis: 'default' })
})

it('reads settings files as data', () => {
  const file = "c = get_config()\nc.ServerApp.token = ''\nc.ServerApp.allow_origin = '*'\nc.ServerApp.disable_check_xsrf = True\n"
  const reading = read({ files: { '/home/jovyan/.jupyter/jupyter_server_config.py': file } })
  expect(login(reading)).toMatchObject({ value: 'none', trail: [{ file: 'jupyter_server_config.py', line: 2 }, {}] })
  expect(reading.observations?.map(({ key, verdict, trail }) => `${key}:${verdict}:${trail[0]?.line}`)).toEqual([
    'allow_origin:unsafe:3',
    'disable_check_xsrf:unsafe:4',
    'token:unsafe:2',
  ])
})

it('gives a set token as a secret, and judges nothing else', () => {
  const reading = read({ env: { JUPYTER_TOKEN: ['easy', 12] } })
  expect(reading.secrets).toMatchObject([{ key: 'JUPYTER_TOKEN', value: { value: 'easy' } }])
  expect(reading.observations).toEqual([])
})

it('says that an empty token lets everybody run code', () => {
  const open = (env: ComponentSketch['env'] & object): unknown =>
    read({ env }).observations?.flatMap(({ concern, trail }) => (concern === 'anonymous-access' ? [trail[0]?.line] : []))
  expect(open({ JUPYTER_TOKEN: ['', 12] })).toEqual([12])
  expect(open({ JUPYTER_TOKEN: 'long-enough-to-be-a-token' })).toEqual([])
})

it('knows the hub for tests, and where the hub keeps its state', () => {
  const hub = (text: string) =>
    read({ image: 'jupyterhub/jupyterhub:5', files: { '/srv/jupyterhub/jupyterhub_config.py': `c = get_config()\n${text}` } })
  const open = hub("c.JupyterHub.authenticator_class = 'dummy'\nc.JupyterHub.db_url = 'postgresql://hub@db.example/hub'\n")
  expect(open.observations).toMatchObject([{ concern: 'anonymous-access', stake: 'takeover', trail: [{ line: 2 }, {}] }])
  expect(open.connections).toMatchObject([{ protocol: 'postgres', host: 'db.example', key: 'db_url', trail: [{ line: 3 }, {}] }])
  const shared = hub("c.JupyterHub.authenticator_class = 'dummy'\nc.DummyAuthenticator.password = 'Plum-77-x'\n")
  expect(shared.observations).toMatchObject([{ actual: 'one password for every name', stake: 'data', trail: [{ line: 2 }, {}] }])
  const kept = hub("c.JupyterHub.authenticator_class = 'ldapauthenticator.LDAPAuthenticator'\nc.JupyterHub.db_url = 'sqlite:///hub.sqlite'\n")
  expect(kept.observations).toEqual([])
  expect(kept.connections).toEqual([])
})
