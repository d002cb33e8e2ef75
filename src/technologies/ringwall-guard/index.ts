import type { Technology } from '../../model/technology.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const ringwallGuard: Technology = {
  id: 'ringwall-guard',
  title: 'Ringwall guard',
  role: 'proxy',
  files: [
    {
      name: /^[\w.-]*guard[\w.-]*\.ya?ml$/,
      content: /^guard:[ \t]*1[ \t]*(?:#.*)?$/m,
      at: '/etc/ringwall/guard.yaml',
      command: ['ringwall', 'guard', 'run'],
    },
  ],
  recognise(input) {
    const found = recogniseBy(input, { official: [], rebuilds: ['*/ringwall-guard'], programs: ['ringwall'] })
    const words = commandLine(input).map(({ value }) => value)
    return found?.certainty === 1 && !words.includes('guard') ? undefined : found
  },
  read,
}
