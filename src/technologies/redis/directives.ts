import type { Directive } from '../../formats/directives.ts'
import { parseDirectives } from '../../formats/directives.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { serverArguments } from './arguments.ts'
import { packagingOf } from './packaging.ts'

/** One directive in force, wherever it was written. */
export interface Option {
  readonly name: string
  readonly args: readonly Setting[]
}

const deepestInclude = 8

/**
 * All directives in the order in which redis-server reads them: the configuration file with its includes, then the command line
 * (redis 7.0 src/config.c: arguments are appended to the file). A later `name` replaces an earlier one, but `user` and `rename-command` add up.
 */
export function options(input: ComponentInput, gaps: Gap[]): readonly Option[] {
  const { file, options: words } = serverArguments(input)
  const given = words.flatMap((option) => (option.name === 'include' ? (readFile(input, option.args[0]?.value ?? '', gaps, 0) ?? []) : [option]))
  if (file !== undefined) {
    const read = readFile(input, file.value, gaps, 0)
    const place = file.trail[0]
    if (read === undefined && input.open(file.value).state === 'absent')
      gaps.push({ why: `${file.value} is not mounted: its directives are not known`, ...(place === undefined ? {} : { place }) })
    return [...(read ?? []), ...given]
  }
  return [...usualFiles(input).flatMap((path) => readFile(input, path, gaps, 0) ?? []), ...given]
}

/** Files that a rebuilt image reads without being told (bitnami libredis.sh: redis.conf replaces its own, overrides.conf comes last). */
function usualFiles(input: ComponentInput): readonly string[] {
  const packaging = packagingOf(input)
  if (packaging === 'stack') return ['/redis-stack.conf']
  if (packaging !== 'bitnami') return []
  return ['redis', 'valkey'].flatMap((name) => [
    `/opt/bitnami/${name}/mounted-etc/${name}.conf`,
    `/opt/bitnami/${name}/etc/${name}.conf`,
    `/opt/bitnami/${name}/mounted-etc/overrides.conf`,
  ])
}

function readFile(input: ComponentInput, path: string, gaps: Gap[], depth: number): readonly Option[] | undefined {
  const document = openDocument(input, path, gaps)
  if (document === undefined) return undefined
  if (depth > deepestInclude) {
    gaps.push({ why: `${path}: includes are nested more than ${deepestInclude} deep` })
    return []
  }
  const { directives, problems } = parseDirectives(document.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  return directives.flatMap((directive) => {
    const include = directive.name === 'include' ? directive.args[0] : undefined
    if (include === undefined) return [option(document, directive)]
    const included = readFile(input, include, gaps, depth + 1)
    if (included === undefined)
      gaps.push({ why: `${include} is included and not mounted`, place: { file: document.file, line: directive.span.line } })
    return included ?? []
  })
}

function option(document: Document, directive: Directive): Option {
  return { name: directive.name.toLowerCase(), args: directive.args.map((arg) => settingAt(document, arg, directive.span)) }
}

/** The last directive of a name, which is the one in force. */
export function lastOption(all: readonly Option[], name: string): Setting | undefined {
  return all.findLast((candidate) => candidate.name === name)?.args[0]
}

/** Line 1 of the configuration file, where a missing directive belongs; else the component itself. */
export function homeOf(input: ComponentInput, all: readonly Option[]): Place {
  const file = all.find((candidate) => candidate.args[0]?.trail[0] !== undefined && candidate.args[0].trail[0].file !== input.at.file)
  const place = file?.args[0]?.trail[0]
  return place === undefined ? input.at : { file: place.file, line: 1 }
}
