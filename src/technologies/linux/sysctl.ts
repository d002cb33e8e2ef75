import type { SysctlEntry } from '../../formats/sysctl.ts'
import { parseSysctl, sysctlKey } from '../../formats/sysctl.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { isPattern, maskOf } from '../../settings/matching.ts'
import { contents } from './contents.ts'
import { dropInRoots, fragments } from './fragments.ts'

/** Settings of the kernel as they are applied at start. */
export interface Kernel {
  /** Any file of them was found. */
  readonly isWritten: boolean
  /** By a name such as `kernel.sysrq`; absent: the kernel's own default holds. */
  readonly get: (name: string) => Setting | undefined
}

interface Option {
  readonly entry: SysctlEntry
  readonly document: Document
}

/**
 * Reads what systemd-sysctl (252) applies: all files of sysctl.d by name, whatever their folder. /etc/sysctl.conf comes last, as `sysctl --system`
 * (procps 4) has it; where the distribution links it as 99-sysctl.conf, it comes at that place.
 */
export function readKernel(input: ComponentInput, gaps: Gap[]): Kernel {
  const parts = fragments(input, { folders: dropInRoots.map((root) => `${root}/sysctl.d`), ending: '.conf', content: contents.sysctl }, gaps)
  const main = openDocument(input, '/etc/sysctl.conf', gaps)
  const documents = main === undefined || parts.some(({ file }) => file === main.file) ? parts : [...parts, main]
  const options = new Map<string, Option>()
  for (const document of documents) {
    const { entries, problems } = parseSysctl(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    for (const entry of entries) {
      // one that changes nothing keeps its place in the order
      if (options.has(entry.key) && options.get(entry.key)?.entry.value === entry.value) continue
      options.delete(entry.key)
      options.set(entry.key, { entry, document })
    }
  }
  const wild = [...options.values()].filter(({ entry }) => isPattern(entry.key)).map((option) => ({ option, masks: masksOf(option.entry.key) }))
  return {
    isWritten: documents.length > 0,
    get(name) {
      const key = sysctlKey(name)
      const parts_ = key.split('/')
      const option =
        options.get(key) ??
        wild.findLast(({ masks }) => masks.length === parts_.length && masks.every((mask, index) => mask.test(parts_[index] ?? '')))?.option
      if (option?.entry.value === undefined) return undefined
      return settingAt(option.document, option.entry.value, option.entry.span)
    },
  }
}

function masksOf(pattern: string): readonly RegExp[] {
  return pattern.split('/').map(maskOf)
}
