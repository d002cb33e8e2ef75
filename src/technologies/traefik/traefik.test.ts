import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { traefik } from './index.ts'

function reading(sketch: ComponentSketch): Reading {
  return traefik.read(component({ image: 'traefik:v3.1', ...sketch }), '3.1')
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, tls, redirects, purpose }) => {
    const encryption = view(tls)
    return `${port} ${purpose} ${encryption.known ? encryption.value : '?'}${redirects === true ? ' redirects' : ''}`
  })
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key} ${trail[0]?.file}:${trail[0]?.line}`)
}

it('reads the weak arguments', () => {
  const found = reading({
    command: ['--api.insecure=true', '--providers.docker=true', '--serversTransport.insecureSkipVerify=true', '--entrypoints.web.address=:80'],
  })
  expect(ports(found)).toEqual(['80 application ?', '8080 admin none'])
  expect(unsafe(found)).toEqual([
    'api.insecure compose.yml:5',
    'serverstransport.insecureskipverify compose.yml:5',
    'providers.docker.exposedbydefault compose.yml:3',
  ])
})

it('reads the hardened arguments', () => {
  const redirect = '--entrypoints.web.http.redirections.entrypoint.to=websecure'
  const found = reading({
    command: ['--entrypoints.web.address=:8080', redirect, '--entrypoints.websecure.address=:8443', '--entrypoints.websecure.http.tls=true'],
  })
  expect(ports(found)).toEqual(['8080 application none redirects', '8443 application required'])
  expect(unsafe(found)).toEqual([])
})

it('reads a file, which wins over arguments', () => {
  const text = 'entryPoints:\n  web:\n    address: ":80"\n    forwardedHeaders:\n      insecure: true\napi:\n  insecure: true\n'
  const found = reading({ command: ['--entrypoints.x.address=:99'], files: { '/etc/traefik/traefik.yml': text } })
  expect(ports(found)).toEqual(['80 application ?', '8080 admin none'])
  expect(unsafe(found)).toEqual(['api.insecure traefik.yml:7', 'forwardedheaders.insecure traefik.yml:5'])
})

it('listens on 80 when nothing is said, and takes variables', () => {
  expect(ports(reading({}))).toEqual(['80 application ?'])
  expect(ports(reading({ env: { TRAEFIK_ENTRYPOINTS_WEB_ADDRESS: ':8000' } }))).toEqual(['8000 application ?'])
})
