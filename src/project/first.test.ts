import fc from 'fast-check'
import { expect, it } from 'vitest'
import { deployment } from '../testing/deployment.ts'
import { firstProject } from './first.ts'
import { readProject } from './read.ts'

const found = deployment({
  components: [{ id: 'api', is: { technology: 'flask' } }, { id: 'odd' }, { id: 'db', image: 'postgres:16', is: { technology: 'postgres' } }],
})

it('is a project file that is read without a mistake, and names what could not be guessed', () => {
  const text = firstProject({
    name: 'shop',
    sources: [
      { kind: 'compose', files: ['docker-compose.yml', 'more: odd.yml'] },
      { kind: 'tree', host: 'web1', tree: 'hosts/web1' },
      { kind: 'files', folder: 'conf' },
    ],
    deployments: [found],
    guides: ['corridor'],
  })
  const { project, mistakes } = readProject(text, 'ringwall.yaml')
  expect(mistakes).toBe(undefined)
  expect(project?.sources).toMatchObject([
    { kind: 'compose', files: ['docker-compose.yml', 'more: odd.yml'] },
    { kind: 'tree', host: 'web1', tree: 'hosts/web1' },
    { kind: 'files', folder: 'conf' },
  ])
  expect(project?.guides).toMatchObject([{ name: 'corridor' }])
  expect(text).toContain('#   odd:\n#     technology: ""')
})

it('is one whatever the names are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
      const named = { ...found, components: found.components.map((component) => ({ ...component, id: name })) }
      const text = firstProject({ name, sources: [{ kind: 'files', folder: name }], deployments: [named], guides: [] })
      expect(readProject(text, 'ringwall.yaml').project?.name).toBe(name)
    }),
  )
})
