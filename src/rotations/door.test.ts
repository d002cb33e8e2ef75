import { expect, it } from 'vitest'
import type { Asking, Cleared, Login } from '../probes/probe.ts'
import type { Door } from './door.ts'
import { accept, forget, prove } from './door.ts'

const values = { old: 'old', next: 'next' }

/** A server that takes some passwords, and accounts that may change them; what it is told is noted. */
function server(taken: readonly string[], may: readonly string[] = ['app'], isOpen = false) {
  const passwords = new Set(taken)
  const orders: string[] = []
  const order =
    (what: string, done: (password: string, old: string) => void): Door['rotation']['take'] =>
    async (_target, _asking, { as, user, password, old }) => {
      orders.push(`${as.user}:${as.password} ${what} ${user}`)
      if (!may.includes(as.user) || (as.user === 'app' && !passwords.has(as.password))) return { cannot: 'it may not' }
      done(password, old)
      return 'done'
    }
  const door: Door = {
    target: { id: 'db:1', component: 'db', host: '127.0.0.1', port: 1, protocol: 'redis', names: [], users: [] },
    asking: { random: () => 'made up' } as unknown as Asking as Cleared,
    tryLogin: async (_target, _asking, _user, password): Promise<Login> => (isOpen || passwords.has(password) ? 'accepted' : 'refused'),
    rotation: { take: order('takes', (password) => passwords.add(password)), forget: order('forgets', (_, old) => passwords.delete(old)) },
    user: 'app',
    others: [{ user: 'admin', password: 'secret of the administrator' }],
  }
  return { door, orders, passwords }
}

it('tells a server once, whatever is called again', async () => {
  const { door, orders, passwords } = server(['old'])
  expect([await accept(door, values), await accept(door, values)]).toEqual([[], []])
  expect([...passwords]).toEqual(['old', 'next'])
  expect(await prove(door, values, { old: 'accepted', next: 'accepted' })).toEqual([])
  expect([await forget(door, values), await forget(door, values)]).toEqual([[], []])
  expect([...passwords]).toEqual(['next'])
  expect(await prove(door, values, { old: 'refused', next: 'accepted' })).toEqual([])
  expect(orders.slice(0, 2)).toEqual(['app:old takes app', 'app:next forgets app'])
})

it('asks another account where this one may not, and says why where nobody may', async () => {
  const admin = server(['old'], ['admin'])
  expect(await accept(admin.door, values)).toEqual([])
  expect(admin.orders).toEqual(['app:old takes app', 'admin:secret of the administrator takes app'])
  const nobody = server(['old'], [])
  expect(await accept(nobody.door, values)).toEqual(['db:1 was not told (the account itself: it may not; another account: it may not)'])
})

it('takes no password away before the next one lets in', async () => {
  const { door, passwords, orders } = server(['old'])
  expect(await forget(door, values)).toEqual(['db:1 does not take the new password: the old one stays'])
  expect([[...passwords], orders]).toEqual([['old'], []])
})

it('believes no server that lets everybody in', async () => {
  const { door } = server(['next'], ['app'], true)
  expect(await prove(door, values, { next: 'accepted' })).toEqual(['db:1: a made-up password is accepted, and was to be refused'])
})
