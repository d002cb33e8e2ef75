import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { identifierOf, register } from './registration.ts'
import { controlFiles, technologyFiles } from './templates.ts'

const subjects = ['component', 'listener', 'channel', 'store', 'secret', 'identity', 'zone', 'deployment']

const plainName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

/** Makes the files of a new technology or control below `root` and registers it; answers the files written. */
export function scaffold(root: string, kind: string | undefined, name: string | undefined): readonly string[] {
  if ((kind !== 'technology' && kind !== 'control') || name === undefined) {
    throw new Error('say what and its name: npm run new -- technology redis, or npm run new -- control channel/encrypted')
  }
  const list = kind === 'technology' ? 'src/registry/technologies.ts' : 'src/registry.ts'
  const registry = join(root, list)
  const before = readFileSync(registry, 'utf8')
  const identifier = kind === 'technology' ? identifierOf(checkedTechnology(name)) : controlIdentifier(checkedControl(name), before)
  const files = kind === 'technology' ? technologyFiles(name) : controlFiles(name, identifier)
  const there = [...files.keys()].find((file) => existsSync(join(root, file)))
  if (there !== undefined) throw new Error(`${there} exists already`)
  const from = kind === 'technology' ? `../technologies/${name}/index.ts` : `./controls/${name}.ts`
  const edited = register(before, { identifier, from, list: kind === 'technology' ? 'technologies' : 'controls' })
  for (const [file, text] of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  writeFileSync(registry, edited)
  return [...files.keys(), list]
}

/** Named after its file; with the subject in front when another control has that name. */
function controlIdentifier(id: string, registry: string): string {
  const short = identifierOf(id.slice(id.indexOf('/') + 1))
  return new RegExp(`\\b${short}\\b(?=[ ,}\\n])`).test(registry) ? identifierOf(id) : short
}

function checkedTechnology(name: string): string {
  if (!plainName.test(name)) throw new Error(`a technology is named in lower case with hyphens: ${name}`)
  return name
}

function checkedControl(name: string): string {
  const [subject = '', file = '', ...more] = name.split('/')
  if (!subjects.includes(subject) || !plainName.test(file) || more.length > 0) {
    throw new Error(`a control is named SUBJECT/NAME, where SUBJECT is one of ${subjects.join(', ')}: ${name}`)
  }
  return name
}
