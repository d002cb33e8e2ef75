import type { Control } from '../../model/control.ts'
import { isResolved } from '../../model/setting.ts'
import { about, containersOf } from '../containers.ts'

export const healthcheckMeaningful: Control = {
  id: 'component/healthcheck-meaningful',
  title: 'health check does not ask the service',
  subject: 'component',
  documentation: {
    why: 'A pid file and an entry in the process list are there while the program hangs. Such a check reports health when nobody is served, and others rely on it.',
    how: 'Reads the test of each `healthcheck`: one that does nothing, that looks for a file, or that searches the process list fails. Everything else passes; whether its answer is right is for a probe.',
    falsePositives:
      'A worker without a port, which writes its file again and again, may be asked by the age of that file: let the test look at the age.',
    fix: 'Ask the service over its own port, with the client that the image brings.',
    references: ['CIS Docker 5.27'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      const check = component.input.isolation.healthcheck
      if (check === undefined || check.disabled || check.test.length === 0) continue
      const line = check.test.filter(({ value }, index) => !(index < 2 && /^(?:\/bin\/|\/usr\/bin\/)?(?:ba|da)?sh$|^-[a-z]*c$/.test(value)))
      const base = about(component, line[0]?.trail.slice(0, 1) ?? [check.at])
      const weak = weakness(line.map(({ value }) => value).join(' '))
      if (weak === undefined) {
        const isKnown = line.every(isResolved)
        yield isKnown
          ? { ...base, verdict: 'pass' }
          : { ...base, verdict: 'unknown', message: `What the health check of ${component.id} asks cannot be told: a variable has no value.` }
        continue
      }
      yield {
        ...base,
        verdict: 'fail',
        message: `The health check of ${component.id} ${weak}: it reports health while nobody is served.`,
        expected: 'a question to the service over its own port',
        actual: weak,
        fix: 'ask the service over its own port, with the client that the image brings',
        reach: 'component',
        stake: 'availability',
      }
    }
  },
}

/** What alone the line tests; all its commands must be weak, for one good question is enough. */
function weakness(line: string): string | undefined {
  const commands = line
    .split(/&&|\|\||;|\n/)
    .map((command) =>
      command
        .trim()
        .replace(/\d?>&\d|\d?>\s{0,4}\S+/g, '')
        .trim(),
    )
    .filter((command) => command !== '')
  let found: string | undefined
  for (const command of commands) {
    if (/^(?:exit \d+|true|:|false)$/.test(command) || /^echo\b[^|`$]*$/.test(command)) {
      found ??= 'tests nothing'
      continue
    }
    const weak = weakCommand(command)
    if (weak === undefined) return undefined
    if (found === undefined || found === 'tests nothing') found = weak
  }
  return found
}

function weakCommand(command: string): string | undefined {
  if (/^(?:\[{1,2}|test)\s+!?\s*-[defrsx]\s+[^|;&]+$/.test(command) || /^(?:ls|stat|cat)\s[^|]*$/.test(command)) return 'looks only for a file'
  if (/^(?:pgrep|pidof|kill\s+-0)\b/.test(command) || /^ps\b[^|]*\|\s*(?:e|f)?grep\b/.test(command)) return 'searches only the process list'
  if (/^ps\b[^|]*$/.test(command)) return 'searches only the process list'
  return undefined
}
