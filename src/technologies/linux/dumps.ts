import { parseFields } from '../../formats/fields.ts'
import { parseAssignments } from '../../formats/shell-assignments.ts'
import { parseUnit } from '../../formats/systemd-unit.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { asSwitch } from '../../settings/environment.ts'
import { contents } from './contents.ts'
import { fragments, systemdFiles, topOf } from './fragments.ts'
import type { Kernel } from './sysctl.ts'

/**
 * Whether a program that crashes leaves its memory behind (core(5)): the kernel's pattern decides first, then who handles the dump, then the
 * limits. Each setting is judged where it is written; where none of them says anything, the defaults leave dumps to every program's choice.
 */
export function dumpObservations(input: ComponentInput, kernel: Kernel, gaps: Gap[]): readonly Observation[] {
  const pattern = kernel.get('kernel.core_pattern')
  const isOff = pattern !== undefined && leadsNowhere(pattern.value)
  const handled = pattern === undefined || /systemd-coredump\b/.test(pattern.value)
  const written = [
    ...(pattern === undefined || (!isOff && handled) ? [] : [judged('kernel.core_pattern', pattern, isOff)]),
    ...limitsOf(input, gaps).map((line) => limited(line, isOff)),
    ...(handled ? coredump(input, gaps, pattern !== undefined) : []),
    ...serviceLimits(input, isOff, gaps),
  ]
  return [...(written.length > 0 ? written : nothing(input, kernel)), ...crashKernel(input, gaps)]
}

/** Programs that take a dump and throw it away; the kernel writes none into what is no plain file. */
export function leadsNowhere(pattern: string): boolean {
  return /^(?:\|\s*\/(?:usr\/)?bin\/(?:false|true)\b|\/dev\/null\s*$)/.test(pattern)
}

function number({ value }: Setting): number {
  return /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
}

function isZero({ value }: Setting): boolean {
  return /\s0+$/.test(value)
}

function limited(line: Setting, isOff: boolean): Observation {
  return { ...judgement('limits.conf core', isOff || isZero(line)), trail: line.trail, actual: line.value }
}

/** Lines on core files that are in force (limits.conf(5) of PAM 1.5): limits.d comes behind limits.conf, of equal ones the last holds. */
function limitsOf(input: ComponentInput, gaps: Gap[]): readonly Setting[] {
  const main = openDocument(input, '/etc/security/limits.conf', gaps)
  const more = fragments(input, { folders: ['/etc/security/limits.d'], ending: '.conf', content: contents.limits }, gaps)
  const inForce = new Map<string, Setting>()
  for (const document of [...(main === undefined ? [] : [main]), ...more.filter(({ file }) => file !== main?.file)]) {
    for (const { fields, span } of parseFields(document.text)) {
      const [domain = '', type = '', item, value] = fields
      if (item !== 'core' || value === undefined) continue
      for (const one of type === '-' ? ['soft', 'hard'] : [type]) {
        inForce.set(`${domain} ${one}`, settingAt(document, `${domain} ${type} core ${value}`, span))
      }
    }
  }
  // a soft limit of 0 may be raised to the hard one, and one above the hard one is lowered to it
  const isCut = (id: string): boolean => {
    const hard = inForce.get(id.replace(/ soft$/, ' hard'))
    return hard !== undefined && isZero(hard)
  }
  return [...inForce].filter(([id, line]) => id.endsWith(' hard') || (!isZero(line) && !isCut(id))).map(([, line]) => line)
}

function lastOf(
  input: ComponentInput,
  name: string,
  section: string,
  content: RegExp,
  gaps: Gap[],
): { get: (key: string) => Setting | undefined; top?: Place } {
  const documents = systemdFiles(input, name, content, gaps)
  const values = new Map<string, Setting>()
  for (const document of documents) {
    for (const entry of parseUnit(document.text).entries) {
      if (entry.section !== section) continue
      if (entry.value === '') values.delete(entry.key)
      else values.set(entry.key, settingAt(document, entry.value, entry.keySpan))
    }
  }
  const [first] = documents
  return { get: (key) => values.get(key), ...(first === undefined ? {} : { top: topOf(first) }) }
}

/** coredump.conf(5) of systemd 252: `Storage=external` unless it says otherwise, and dumps up to 32 GiB. */
function coredump(input: ComponentInput, gaps: Gap[], isHandler: boolean): readonly Observation[] {
  const { get, top } = lastOf(input, 'coredump.conf', 'Coredump', contents.coredump, gaps)
  const storage = get('Storage')
  const size = get('ProcessSizeMax')
  if (storage !== undefined) return [judged('Storage', storage, storage.value.toLowerCase() === 'none')]
  if (size !== undefined && number(size) === 0) return [judged('ProcessSizeMax', size, true)]
  if (top === undefined && !isHandler) return []
  return [{ ...judgement('Storage', false), basis: 'default', trail: [top ?? input.at], actual: 'Storage is not set (external)' }]
}

function serviceLimits(input: ComponentInput, isOff: boolean, gaps: Gap[]): readonly Observation[] {
  const value = lastOf(input, 'system.conf', 'Manager', contents.manager, gaps).get('DefaultLimitCORE')
  return value === undefined ? [] : [judged('DefaultLimitCORE', value, isOff || /^0(?::0)?$/.test(value.value))]
}

export function judged(key: string, value: Setting, isSafe: boolean): Observation {
  return { ...judgement(key, isSafe), trail: value.trail, actual: `${key} = ${value.value}` }
}

function judgement(key: string, isSafe: boolean): Omit<Observation, 'trail'> {
  return {
    concern: 'memory-exposure',
    key,
    verdict: isSafe ? 'safe' : 'unsafe',
    basis: 'configured',
    stake: 'defence',
    message: 'the memory of a program that crashes is kept on disk, with the keys and passwords in it',
    actual: '',
    expected: 'core dumps switched off: kernel.core_pattern = |/bin/false, Storage=none, or a hard limit of 0',
    fix: `switch core dumps off where ${key} stands, or allow them on purpose and for a time`,
  }
}

function nothing(input: ComponentInput, kernel: Kernel): readonly Observation[] {
  if (!kernel.isWritten) {
    if (input.form !== 'machine') return []
    const message = 'nothing was found that says whether core dumps are written'
    return [{ ...judgement('core dumps', false), verdict: 'unknown', basis: 'default', trail: [input.at], message, actual: 'not known here' }]
  }
  const isWhole = input.form === 'machine'
  return [
    {
      ...judgement('core dumps', false),
      verdict: isWhole ? 'unsafe' : 'unknown',
      basis: 'default',
      trail: [input.at],
      message: 'core dumps are not switched off: every program may raise its limit (hard limit without end by default) and leave its memory on disk',
      actual: 'no setting switches core dumps off',
      fix: 'write "* hard core 0" into limits.conf and kernel.core_pattern = |/bin/false into a file below /etc/sysctl.d',
    },
  ]
}

/** kdump: the kernel's own memory after a crash, and with it that of all programs. */
function crashKernel(input: ComponentInput, gaps: Gap[]): readonly Observation[] {
  const debian = openDocument(input, '/etc/default/kdump-tools', gaps)
  const use = debian === undefined ? undefined : parseAssignments(debian.text).entries.findLast(({ key }) => key === 'USE_KDUMP')
  const redHat = openDocument(input, '/etc/kdump.conf', gaps)
  const line = redHat === undefined ? undefined : parseFields(redHat.text)[0]
  const found = [
    ...(debian === undefined || use === undefined ? [] : [{ key: 'USE_KDUMP', value: settingAt(debian, use.value, use.keySpan) }]),
    ...(redHat === undefined || line === undefined
      ? []
      : [{ key: 'kdump.conf', value: settingAt(redHat, line.fields.slice(0, 2).join(' '), line.span) }]),
  ]
  return found.map(({ key, value }) => ({
    ...judged(key, value, key === 'USE_KDUMP' && asSwitch(value.value) === false),
    message: 'after a crash of the kernel the memory of all programs is written out, with the keys in it',
    expected: 'no dumps of the kernel: USE_KDUMP=0, or the kdump service off',
    fix: 'switch kdump off, or write its dumps to an encrypted volume and say so in a waiver',
  }))
}
