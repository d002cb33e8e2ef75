import type { ComponentInput } from '../../model/input.ts'
import type { Technology } from '../../model/technology.ts'
import { commandLine, flag, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { questions } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

const programs = ['hyperswitch-router', 'hyperswitch-producer', 'hyperswitch-consumer', 'hyperswitch-scheduler', 'hyperswitch-drainer']

/** Tables that only the settings of one of the programs have (config/ of the repository, 2025). */
const telling = {
  drainer: /^\[drainer\][^]*^\[(?:redis|master_database)\]|^\[(?:redis|master_database)\][^]*^\[drainer\]/m,
  scheduler: /^\[scheduler(?:\.\w+)?\]/m,
  router: /^\[(?:master_database|jwekey|locker|api_keys|user_auth_methods|multitenancy)\]/m,
} as const

export const hyperswitch: Technology = {
  id: 'hyperswitch',
  title: 'Hyperswitch',
  role: 'application',
  files: (['drainer', 'scheduler', 'router'] as const).map((program) => ({
    name: /\.toml$/,
    content: telling[program],
    at: `/local/config/${program}.toml`,
    command: [program, '-f', `/local/config/${program}.toml`],
  })),
  recognise(input) {
    const tag = versionOf(input.image)
    const versioned = tag === undefined ? {} : { version: tag }
    if (
      matchesImage(
        input.image,
        programs.map((name) => `juspaydotin/${name}`),
      )
    )
      return { certainty: 3, because: 'official image', ...versioned }
    if (
      matchesImage(
        input.image,
        programs.map((name) => `*/${name}`),
      )
    )
      return { certainty: 2, because: 'image name', ...versioned }
    if ([...input.env.keys()].some((name) => name.startsWith('ROUTER__'))) return { certainty: 1, because: 'sets ROUTER__ variables' }
    return runsOwnProgram(input) ? { certainty: 1, because: 'runs the program with its settings file' } : undefined
  },
  read,
  questions,
  logIns,
}

/** `/local/bin/router -f /local/config/x.toml`: other products have routers and schedulers too, but no TOML given by `-f`. */
function runsOwnProgram(input: ComponentInput): boolean {
  const words = commandLine(input)
  const file = flag(words, ['-f', '--config-path'])?.value?.value
  return runs(words, 'router', 'scheduler', 'drainer') && file?.endsWith('.toml') === true
}
