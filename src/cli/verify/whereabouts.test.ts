import { expect, it } from 'vitest'
import { Containers } from './whereabouts.ts'
import { buildDeployment } from '../../engine/build.ts'
import { technologies } from '../../registry/technologies.ts'
import { findDeployments } from '../sources.ts'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

it('says why it does not know which containers run, and is silent where there is no engine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-where-'))
  writeFileSync(join(folder, 'compose.yml'), 'services: {cache: {image: "redis:7"}}')
  const [input] = findDeployments(folder, { file: [], envFile: [] }, folder).deployments
  const deployment = buildDeployment(input!, technologies, '2026-01-01T00:00:00Z')
  expect(await new Containers({ env: { DOCKER_HOST: 'tcp://192.0.2.1:2375' } }).places(deployment, [], new Map())).toEqual({
    noContainers: expect.stringContaining('DOCKER_HOST is no socket of this machine'),
  })
  expect(await new Containers({ env: { DOCKER_HOST: `unix://${folder}/none` } }).places(deployment, [], new Map())).toEqual({})
  rmSync(folder, { recursive: true, force: true })
})
