import { iniStyles, parseIni } from '../../formats/ini.ts'
import { unitWords } from '../../formats/systemd-unit.ts'
import type { Setting } from '../../model/setting.ts'
import { setting, withText } from '../../model/setting.ts'
import type { Input } from '../input.ts'
import { addGap, placeAt } from '../input.ts'
import type { Program } from './program.ts'

/** Tells a settings file of Supervisor from others. */
export function isSupervisor(text: string): boolean {
  return /^\[(?:program|eventlistener|fcgi-program):[^\]\n]+\]/m.test(text)
}

/** The programs that a settings file of Supervisor starts (its manual, 4.2: "[program:x] Section Settings"). */
export function supervisorPrograms(text: string, input: Input): readonly Program[] {
  const file = parseIni(text, iniStyles.supervisor)
  for (const problem of file.problems) addGap(input, problem.message, problem.line)
  return file.sections.flatMap(({ name: section }): readonly Program[] => {
    const name = /^(?:program|eventlistener|fcgi-program):(.+)$/.exec(section)?.[1]?.trim()
    if (name === undefined) return []
    const ask = (key: string): Setting | undefined => {
      const entry = file.entries.findLast((each) => each.section === section && each.key === key && each.value !== undefined)
      if (entry?.value === undefined) return undefined
      return setting(expanded(entry.value, name), placeAt(input.file, { line: entry.keySpan.line, endLine: entry.span.endLine }))
    }
    const command = ask('command')
    const at = command?.trail[0]
    if (command === undefined || at === undefined) return []
    const user = ask('user')
    return [
      {
        name,
        at,
        unit: { value: section, trail: [at] },
        command: unitWords(command.value).map((word) => withText(command, word)),
        env: environment(ask('environment')),
        ...(user === undefined ? {} : { user }),
      },
    ]
  })
}

function expanded(value: string, name: string): string {
  return value.replaceAll(/%\((program_name|process_num|here)\)[sd]/g, (_, key: string) =>
    key === 'program_name' ? name : key === 'process_num' ? '0' : '.',
  )
}

/** `KEY="value",OTHER=value`, over several lines if need be. */
function environment(written: Setting | undefined): ReadonlyMap<string, Setting> {
  const env = new Map<string, Setting>()
  if (written === undefined) return env
  for (const match of written.value.matchAll(/([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^,\n]*))/g)) {
    const value = match[2] ?? match[3] ?? match[4]?.trim() ?? ''
    const line = written.value.slice(0, match.index).split('\n').length - 1
    const place = written.trail[0]
    env.set(match[1]!, place === undefined ? withText(written, value) : setting(value, { file: place.file, line: place.line + line }))
  }
  return env
}
