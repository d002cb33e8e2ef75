import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { component, folderOf, gaps, only, read, shown } from './fixture.ts'
import { readCompose } from './index.ts'
import { effort } from '../../testing/effort.ts'

const service = (image: string): string => `services:\n  app:\n    image: ${image}\n`

it('names deployments after their folder, their file where a folder has several, and the variant after its base', () => {
  const { deployments } = read({
    'shop/docker-compose.yml': service('a:1'),
    'shop/docker-compose-celery.yml': service('b:1'),
    'shop/docker-compose.override.yml': 'services:\n  app:\n    user: "7"\n',
    'shop/docker-compose.prod.yml': 'services:\n  app:\n    restart: always\n',
    'other/compose.yaml': 'name: given\n' + service('c:1'),
    'x/app/compose.yml': service('d:1'),
    'y/app/compose.yml': service('e:1'),
  })
  expect(deployments.map(({ name, root, variantOf }) => [name, root, variantOf])).toEqual([
    ['given', 'other', undefined],
    ['shop (docker-compose-celery.yml)', 'shop', undefined],
    ['shop', 'shop', undefined],
    ['shop (docker-compose.prod.yml)', 'shop', 'shop'],
    ['app (x/app)', 'x/app', undefined],
    ['app (y/app)', 'y/app', undefined],
  ])
  const [, , base, variant] = deployments
  expect(base?.inputs.map((input) => input.file)).toEqual(['shop/docker-compose.yml', 'shop/docker-compose.override.yml'])
  expect(variant?.inputs.map((input) => input.file)).toEqual(['shop/docker-compose.yml', 'shop/docker-compose.prod.yml'])
  expect(variant?.components[0]?.at).toEqual({ file: 'shop/docker-compose.yml', line: 2 })
  expect(shown(variant?.components[0]?.isolation.restart)).toBe('always @ shop/docker-compose.prod.yml:3')
})

it('finds Compose under any name, and takes nothing else for it', () => {
  const { deployments, failures } = read({
    'infra.yml': 'services:\n  db:\n    image: postgres:16\n',
    '.devcontainer/stack.yaml': service('a'),
    '.gitlab-ci.yml': 'services:\n  - postgres:16\ntest:\n  script: x\n',
    'config/services.yaml': 'services:\n  _defaults:\n    autowire: true\n  App\\:\n    resource: ../src\n',
    '.woodpecker.yml': 'services:\n  db:\n    image: postgres\nsteps:\n  x:\n    image: y\n',
    'k8s.yaml': 'apiVersion: v1\nkind: Service\n',
    'node_modules/x/compose.yml': service('a'),
    '.git/compose.yml': service('a'),
  })
  expect(deployments.map((each) => each.inputs[0]?.file)).toEqual(['infra.yml', '.devcontainer/stack.yaml'])
  expect(failures).toEqual([])
})

it('leaves out what others include or extend, and sees loops', () => {
  const { deployments } = read({
    'compose.yaml': 'include:\n  - part/compose.yaml\nservices:\n  web:\n    extends:\n      file: common.yml\n      service: base\n',
    'part/compose.yaml': 'include: [../compose.yaml]\nservices:\n  db:\n    image: db:1\n    env_file: db.env\n',
    'part/db.env': 'K=v\n',
    'common.yml': 'services:\n  base:\n    image: base:1\n    extends: base\n',
  })
  expect(deployments).toHaveLength(1)
  const [deployment] = deployments
  if (deployment === undefined) throw new Error('none')
  expect(deployment.components.map((each) => each.id)).toEqual(['web', 'db'])
  expect(shown(component(deployment, 'web').image?.setting)).toBe('base:1 @ common.yml:3 compose.yaml:5')
  expect(shown(component(deployment, 'db').env.get('K'))).toBe('v @ part/db.env:1 part/compose.yaml:5 compose.yaml:2')
  expect(gaps(deployment)).toEqual([
    'common.yml:4 `extends` of `base` is a loop',
    'part/compose.yaml:1 `include` is a loop: compose.yaml is being read already',
  ])
})

it('merges the files of the call in order into one deployment', () => {
  const deployment = only({ 'a.yml': service('a:1'), 'b.yml': service('b:2') }, { files: ['a.yml', 'b.yml'] })
  expect(shown(component(deployment, 'app').image?.setting)).toBe('b:2 @ b.yml:3')
})

it('merges one file of the call over the sibling that defines its services', () => {
  const folder = folderOf({ 'docker-compose.yml': service('a:1'), 'docker-compose.prod.yml': 'services:\n  app:\n    restart: always\n' })
  const [deployment] = readCompose({ path: join(folder, 'docker-compose.prod.yml'), root: folder }).deployments
  expect(shown(deployment?.components[0]?.image?.setting)).toBe('a:1 @ docker-compose.yml:3')
  expect(deployment?.variantOf).toBeUndefined()
})

it('says with file and line what could not be read, and goes on with the others', () => {
  const { deployments, failures } = read({
    'a/compose.yml': 'services:\n  app:\n    image: "x\n',
    'b/compose.yml': '',
    'c/compose.yml': '- a\n- b\n',
    'd/compose.yml': 'services:\n  app:\n    image: a\n    env_file: gone.env\n    image: b\n',
    'e/compose.yml': 'a\0b',
    'f/compose.yml': 'services: 7\n',
  })
  expect(failures.map((each) => each.file)).toEqual(['b/compose.yml', 'c/compose.yml', 'e/compose.yml'])
  expect(deployments.map((each) => each.root)).toEqual(['a', 'd', 'f'])
  expect(deployments.map((each) => each.inputs[0]?.status)).toEqual(['partial', 'partial', 'partial'])
  const d = deployments[1]
  expect(d === undefined ? [] : gaps(d)).toEqual([
    'd/compose.yml:4 the env file d/gone.env does not exist',
    'd/compose.yml:5 the key "image" is written twice; the last one counts',
  ])
})

it('reads a template with what stands under its conditions', () => {
  const text =
    'services:\n  db:\n    image: postgres:{{ version }}\n    environment:\n      POSTGRES_PASSWORD: {{ password }}\n{% if cache %}\n  cache:\n    image: redis:7\n{% endif %}\n'
  const { deployments } = read({ 'compose.yml': text })
  expect(deployments.map(({ components }) => components.map(({ id }) => id))).toEqual([['db', 'cache']])
  expect(gaps(deployments[0]!).join()).toContain('it is a template')
})

it('finds templates by the name that they are rendered to, unless that is there too', () => {
  const text = 'services:\n  db:\n    image: postgres:{{ version }}\n'
  const found = read({ 'a/docker-compose.yml.j2': text, 'b/compose.yaml.tmpl': text, 'c/compose.yml.j2': text, 'c/compose.yml': service('a:1') })
  expect(found.deployments.map(({ inputs }) => inputs.map(({ file }) => file))).toEqual([
    ['a/docker-compose.yml.j2'],
    ['b/compose.yaml.tmpl'],
    ['c/compose.yml'],
  ])
})

it('reads nothing outside of the root, and no pipe', () => {
  const folder = folderOf({
    'in/compose.yml':
      'include: [../out.yml]\nservices:\n  app:\n    image: a\n    env_file: [link.env, pipe.env]\n    volumes: ["./link:/etc/app", "../..:/host"]\n',
    'out.yml': service('canary'),
    'secret.env': 'K=canary\n',
  })
  const inside = join(folder, 'in')
  symlinkSync(join(folder, 'secret.env'), join(inside, 'link.env'))
  mkdirSync(join(folder, 'secrets'))
  writeFileSync(join(folder, 'secrets', 'x'), 'canary')
  symlinkSync(join(folder, 'secrets'), join(inside, 'link'))
  execFileSync('mkfifo', [join(inside, 'pipe.env')])
  const result = readCompose({ path: inside, root: inside })
  const [deployment] = result.deployments
  if (deployment === undefined) throw new Error('none')
  expect(gaps(deployment)).toEqual([
    'compose.yml:1 `include` of a file, which leaves the root: not read',
    'compose.yml:5 the env file link.env leaves the root through a symbolic link: not read',
    'compose.yml:5 the env file pipe.env is no regular file: not read',
  ])
  expect(component(deployment, 'app').open('/etc/app/x')).toMatchObject({ state: 'unreadable' })
  expect(component(deployment, 'app').open('/host/etc/passwd')).toMatchObject({ state: 'unreadable' })
  expect(component(deployment, 'app').list('/etc/app')).toEqual([])
  expect(JSON.stringify(result)).not.toContain('canary')
})

it('ends in bounded time whatever files include and extend', () => {
  const services = Array.from({ length: 300 }, (_, index) => `  s${index}:\n    extends: s${index + 1}\n    image: a\n`).join('')
  const many = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `i${index}.yml`,
      `include: [i${index + 1}.yml, ./i${index + 1}.yml, ../${'x'}/../i${index + 1}.yml]\nservices:\n  a${index}:\n    image: a\n`,
    ]),
  )
  const both = (): void => {
    read({ 'compose.yml': `services:\n${services}` })
    read(many)
  }
  expect(effort(both)).toBeLessThan(400)
})

it('finds the warnings at the head of a file', () => {
  const text =
    '# Licence\n# ATTENTION: Do NOT use this file in production!\n# For local development only\n# Ports: 80\nservices:\n  a:\n    image: b # not for production\n'
  expect(only({ 'compose.yml': text }).warnings.map((each) => each.place.line)).toEqual([2, 3])
})

it('says that Compose 2 does not read the format of Compose 1', () => {
  const { deployments, failures } = read({ 'docker-compose.yml': 'db:\n  image: postgres:9.4\nweb:\n  build: .\n' })
  expect(deployments).toEqual([])
  expect(failures.map(({ file, status, gaps: found }) => [file, status, found[0]?.line])).toEqual([['docker-compose.yml', 'failed', 1]])
  expect(failures[0]?.gaps[0]?.why).toContain('Compose 1')
})
