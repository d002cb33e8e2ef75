import type { Fault } from '../../wire/fault.ts'
import { attempt, WireError } from '../../wire/fault.ts'
import type { Asking, Probe } from '../probe.ts'
import type { DoorAnswer } from './doors.ts'
import { doorsOf, knock } from './doors.ts'
import { judge } from './judge.ts'

/** How each account would have to log in, with and without TLS. No password is ever sent. */
export const authentication: Probe = {
  id: 'postgres/authentication',
  asks: 'how accounts would have to log in, with TLS and without: no password is sent',
  connections: 16,
  async ask(target, asking) {
    const answers: DoorAnswer[] = []
    let fault: Fault | undefined
    for (const door of doorsOf(target, asking.random)) {
      for (const over of ways(asking)) {
        const start = await attempt(async () => {
          const talk = await asking.talk(over)
          try {
            return await knock(talk, door)
          } finally {
            talk.end()
          }
        })
        if (start.ok) answers.push({ door, over, start: start.value })
        else fault ??= start.fault
      }
    }
    if (answers.length === 0 && fault !== undefined) throw new WireError(fault.kind, fault.detail)
    return judge(answers)
  },
}

function ways({ transport }: Asking): readonly ('plaintext' | 'tls')[] {
  return [
    ...(transport.plaintext === 'served' ? (['plaintext'] as const) : []),
    ...(transport.tls === 'direct' || transport.tls === 'upgrade' ? (['tls'] as const) : []),
  ]
}
