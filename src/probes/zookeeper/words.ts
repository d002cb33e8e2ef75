import type { Observation } from '../../model/technology.ts'
import { attempt } from '../../wire/fault.ts'
import type { Word } from '../../wire/zookeeper.ts'
import { askWord } from '../../wire/zookeeper.ts'
import type { Probe } from '../probe.ts'
import { talking } from '../talking.ts'

const telling: readonly Word[] = ['conf', 'envi', 'cons']

/** Commands of four letters that anybody may send. Only those that read are ever asked. */
export const words: Probe = {
  id: 'zookeeper/words',
  asks: 'which of the four-letter commands srvr, conf, envi, cons are answered',
  connections: 4,
  async ask(_target, asking) {
    const first = await attempt(() => talking(asking, (talk) => askWord(talk, 'srvr')))
    const told: Word[] = []
    const refused: Word[] = []
    for (const word of telling) {
      const answer = await attempt(() => talking(asking, (talk) => askWord(talk, word)))
      if (answer.ok && answer.value.kind === 'told') told.push(word)
      if (answer.ok && answer.value.kind === 'refused') refused.push(word)
    }
    const version = first.ok && 'version' in first.value ? first.value.version : undefined
    const said = told.length > 0 ? `everybody is told ${told.join(', ')}` : `${refused.join(', ')} are not answered`
    const base = { said: version === undefined ? said : `version ${version}; ${said}`, ...(version === undefined ? {} : { version }) }
    // the server says itself that it does not: no other control is needed
    if (told.length > 0 || refused.length === telling.length) return { ...base, observations: [judged(told)] }
    return { ...base, unproven: ['four-letter commands are neither answered nor refused'] }
  },
}

function judged(told: readonly Word[]): Observation {
  return {
    concern: 'remote-management',
    key: '4lw.commands.whitelist',
    verdict: told.length > 0 ? 'unsafe' : 'safe',
    basis: 'observed',
    trail: [],
    message: 'the four-letter commands tell settings, environment and clients to everybody, and some slow the server down',
    actual: told.length > 0 ? `${told.join(', ')} answered` : 'not executed',
    expected: 'srvr, ruok',
    fix: 'allow srvr and ruok alone',
    stake: 'hygiene',
  }
}
