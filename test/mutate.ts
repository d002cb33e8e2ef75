import type { Random } from '../tools/bench/random.ts'

type Mutation = (lines: readonly string[], chance: Random) => readonly string[]

const values = [
  'null',
  '~',
  '[]',
  '{}',
  '42',
  '1e400',
  'true',
  '!!binary aGk=',
  '!!set {a, b}',
  '"\\u0000"',
  '- - - x',
  '2026-01-01',
  '0x7fffffffffffffff',
  '*gone',
  '&a *a',
  '__proto__',
  '.nan',
  '? x',
]
const garbage = [
  '${',
  '${}',
  '${A',
  '${A:-${B:-${C:?}}}',
  '$$$',
  '${A:?',
  '${-x}',
  '${__proto__:-x}',
  '${A:+${A:+${A}}}',
  '$${A}',
  '${A-}${B-',
  '${{ x }}',
]
const keys = [
  'ports',
  'environment',
  'volumes',
  'networks',
  'command',
  'image',
  'build',
  'depends_on',
  'healthcheck',
  'deploy',
  'secrets',
  'configs',
  'extends',
  'env_file',
  'labels',
  'ulimits',
  'sysctls',
  'expose',
  'links',
  'network_mode',
]
const unicode = ['\u202e', '\ufeff', '\u0000', '\u2028', '\ud83d\ude00', '\ud800', '\u00e9'.repeat(50), '\u200b:', '\u00a0- x', '\u0085']

/** What an editor, a merge, a bad disk and an enemy do to a file. */
const mutations: readonly Mutation[] = [
  (lines, chance) => lines.filter(() => !chance.chance(0.1)),
  (lines, chance) => lines.flatMap((line) => (chance.chance(0.1) ? [line, line] : [line])),
  (lines, chance) => lines.map((line) => (chance.chance(0.15) ? line.replace(/:.*$/, `: ${chance.pick(values)}`) : line)),
  (lines, chance) => lines.map((line) => (chance.chance(0.1) ? line.replace(/- .*$/, `- ${chance.pick(values)}`) : line)),
  (lines, chance) => lines.slice(0, chance.between(0, lines.length)),
  (lines, chance) => [...lines.slice(0, -1), (lines.at(-1) ?? '').slice(0, chance.between(0, 10))],
  (lines, chance) => lines.map((line) => (chance.chance(0.1) ? splice(line, String.fromCodePoint(chance.between(1, 255)), chance) : line)),
  (lines, chance) => lines.map((line) => (chance.chance(0.1) ? splice(line, chance.pick(unicode), chance) : line)),
  (lines, chance) => lines.map((line) => (chance.chance(0.15) ? splice(line, chance.pick(garbage), chance) : line)),
  (lines, chance) => lines.map((line) => (chance.chance(0.15) ? line.replace(/\S.*?:/, `${chance.pick(keys)}:`) : line)),
  (lines, chance) => lines.map((line) => (chance.chance(0.15) ? `${' '.repeat(chance.between(0, 9))}${line.trimStart()}` : line)),
  (lines, chance) =>
    insert(
      lines,
      `      - "${chance.between(0, 70_000)}-${chance.between(0, 9_999_999)}:${chance.between(0, 70_000)}-65535/${chance.pick(['tcp', 'sctp', ''])}"`,
      chance,
    ),
  (lines, chance) => insert(lines, `${'  '.repeat(chance.between(0, 4))}deep: ${'['.repeat(chance.between(1, 3000))}`, chance),
  (lines, chance) => insert(lines, `  deep: ${'{a: '.repeat(chance.between(1, 500))}1${'}'.repeat(chance.between(1, 500))}`, chance),
  (lines, chance) =>
    insert(
      lines,
      chance.pick([
        'include: [compose.yaml]',
        'include: {path: ../../../etc/passwd}',
        '    extends: {file: compose.yaml, service: db}',
        '    extends: {service: web}',
        '    env_file: /dev/zero',
        '    <<: *missing',
        '--- ',
        '...',
        '%YAML 9.9',
        '\t\ttabs: here',
      ]),
      chance,
    ),
]

function splice(line: string, text: string, chance: Random): string {
  const at = chance.between(0, line.length)
  return line.slice(0, at) + text + line.slice(at)
}

function insert(lines: readonly string[], line: string, chance: Random): readonly string[] {
  const at = chance.between(0, lines.length)
  return [...lines.slice(0, at), line, ...lines.slice(at)]
}

/** The text after one to three of these. */
export function mutate(text: string, chance: Random): string {
  let lines: readonly string[] = text.split('\n')
  for (let times = chance.between(1, 3); times > 0; times--) lines = chance.pick(mutations)(lines, chance)
  return lines.join('\n')
}
