import { identifierOf } from './registration.ts'

/** Files of a new technology, by path from the repository's root. What it cannot read yet, it says so: a gap, never silence. */
export function technologyFiles(name: string): ReadonlyMap<string, string> {
  const folder = `src/technologies/${name}`
  const identifier = identifierOf(name)
  return new Map([
    [
      `${folder}/index.ts`,
      `import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const ${identifier}: Technology = {
  id: '${name}',
  title: '${name}',
  role: 'application',
  recognise: (input) => recogniseBy(input, { official: ['${name}'] }),
  read,
}
`,
    ],
    [
      `${folder}/read.ts`,
      `import type { ComponentInput } from '../../model/input.ts'
import type { Reading } from '../../model/technology.ts'

/** What the settings of ${name} tell. */
export function read(input: ComponentInput): Reading {
  return { gaps: [{ why: 'the settings of ${name} are not understood', place: input.at }] }
}
`,
    ],
    [
      `${folder}/index.test.ts`,
      `import { describe, expect, it } from 'vitest'
import { component } from '../../testing/component.ts'
import { ${identifier} } from './index.ts'

describe('${name}', () => {
  it('knows its own image and no other', () => {
    expect(${identifier}.recognise(component({ image: '${name}:1.2' }))).toEqual({ certainty: 3, because: 'official image', version: '1.2' })
    expect(${identifier}.recognise(component({ image: 'something-else:1.2' }))).toBeUndefined()
  })

  it('says what it cannot read', () => {
    expect(${identifier}.read(component({ image: '${name}:1.2' }), '1.2').gaps).toEqual([{ why: 'the settings of ${name} are not understood', place: component({}).at }])
  })
})
`,
    ],
    [
      `${folder}/examples/weak/compose.yml`,
      `services:\n  ${name}:\n    image: ${name} # finding: component/image-pinned\n    ports: ['8080:8080']\n`,
    ],
    [`${folder}/examples/hardened/compose.yml`, `services:\n  ${name}:\n    image: ${name}:1.2\n    ports: ['127.0.0.1:8080:8080']\n`],
  ])
}

/** Files of a new control. Its documentation is empty: the registry test stays red until somebody writes it. */
export function controlFiles(id: string, identifier: string): ReadonlyMap<string, string> {
  const [subject = ''] = id.split('/')
  const file = id.slice(subject.length + 1)
  return new Map([
    [
      `src/controls/${id}.ts`,
      `import type { Control, Judgement } from '../../model/control.ts'
import type { Deployment } from '../../model/graph.ts'

export const ${identifier}: Control = {
  id: '${id}',
  title: '',
  subject: '${subject}',
  documentation: { why: '', how: '', falsePositives: '', fix: '', references: [] },
  judge,
}

function* judge(deployment: Deployment): Iterable<Judgement> {
  for (const { id, at } of deployment.components) {
    yield { verdict: 'unknown', subject: id, locations: [at], message: \`nobody has said yet how \${id} is judged\` }
  }
}
`,
    ],
    [
      `src/controls/${id}.test.ts`,
      `import { expect, it } from 'vitest'
import { ${identifier} } from './${file}.ts'

it('has nothing to say about an empty deployment', () => {
  const at = { file: 'compose.yaml', line: 1 }
  const input = { name: 'a', root: '.', platform: 'compose', inputs: [], components: [], networks: [], volumes: [], secrets: [], at, warnings: [] }
  const nothing = { components: [], listeners: [], channels: [], stores: [], accounts: [], credentials: [], keys: [], zones: [], certificates: [], trusts: [], files: [] }
  const empty = { name: 'a', input, ...nothing, now: '2026-01-01T00:00:00Z', gaps: [] }
  expect([...${identifier}.judge(empty)]).toEqual([])
})
`,
    ],
  ])
}
