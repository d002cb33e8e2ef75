import { expect, it } from 'vitest'
import type { Deployment } from '../model/graph.ts'
import type { Proposed, RemedyTools } from '../model/remedy.ts'
import type { Admission } from '../model/want.ts'
import { talk } from '../testing/talk.ts'
import { firewall } from './firewall.ts'

const bare = { concern: 'firewall', key: 'firewall', verdict: 'unknown' }

/** `app` on the machine `one` calls the store `db` on the machine `two`. */
function shop(addresses: readonly string[]): Deployment {
  const base = talk({})
  const some = base.components[0]!
  const machine = (id: string, names: readonly string[]) => ({
    ...some,
    id,
    role: 'machine',
    observations: [bare],
    input: { ...some.input, id, form: 'machine', host: id, names: names.map((name) => ({ name })) },
  })
  const process = (id: string, host: string, role: string) => ({
    ...some,
    id,
    role,
    observations: [],
    input: { ...some.input, id, form: 'process', host },
  })
  const door = (component: string, port: number, purpose: string) => ({ ...base.listeners[0]!, id: `${component}:${port}`, component, port, purpose })
  const channel = (port: number, to: object) => ({ ...base.channels[0]!, id: `app->${port}`, from: 'app', port, to: { kind: 'component', ...to } })
  return {
    ...base,
    components: [machine('one', addresses), machine('two', []), process('app', 'one', 'application'), process('db', 'two', 'datastore')],
    listeners: [door('app', 80, 'application'), door('db', 5432, 'data'), door('db', 9999, 'metrics')],
    channels: [channel(5432, { component: 'db', listener: 'db:5432' }), channel(21, { component: 'two' })],
  } as unknown as Deployment
}

function admitted(judged: Deployment, failed = []): readonly (readonly string[] | string)[] {
  const proposed = firewall.propose({ deployment: judged, failed }, {} as RemedyTools) as readonly Proposed[]
  return proposed.map((each) => {
    if ('reason' in each) return each.why
    const [step] = each.steps
    const does = step!.does as unknown as { readonly admits: readonly Admission[] }
    return does.admits.map(({ port, from }) => `${port} ${from === 'anybody' ? from : from.join(',')}`)
  })
}

it('lets clients in by their addresses, everybody at public doors, nobody at a door without clients, and keeps the log-in', () => {
  expect(admitted(shop(['10.0.0.5', 'one.internal']))).toEqual([
    ['22 anybody', '80 anybody'],
    ['22 anybody', '5432 10.0.0.5', '9999 ', '21 10.0.0.5'],
  ])
})

it('does not guess the address of a client', () => {
  expect(admitted(shop(['one.internal']))).toEqual([['22 anybody', '80 anybody'], expect.stringContaining('the address of one is not known')])
})
