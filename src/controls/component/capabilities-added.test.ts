import { expect, it } from 'vitest'
import { deployment, line, outcome, passing, port, written } from '../../testing/deployment.ts'
import { capabilitiesAdded } from './capabilities-added.ts'

function adding(...names: readonly string[]) {
  return { capAdd: names.map((name, index) => written(name, 12 + index)) }
}

it('weighs each capability by what it opens, on its own line', () => {
  const judged = deployment({
    components: [
      {
        id: 'vpn',
        isolation: adding('SYS_ADMIN', 'cap_dac_read_search', 'NET_ADMIN', 'SYS_TIME', 'SYSLOG', 'NET_BIND_SERVICE', 'CHOWN', 'IPC_LOCK'),
      },
    ],
  })
  expect(outcome(capabilitiesAdded, judged)).toEqual([
    'vpn high compose.yml:12',
    'vpn medium compose.yml:13',
    'vpn low compose.yml:14',
    'vpn low compose.yml:15',
    'vpn low compose.yml:16',
  ])
})

it('takes a debugger with the processes of the host for the host itself', () => {
  const isolation = { ...adding('SYS_PTRACE'), hostNamespaces: [{ value: 'pid' as const, trail: [line(20)] }] }
  expect(outcome(capabilitiesAdded, deployment({ components: [{ id: 'agent', isolation }] }))).toEqual(['agent high compose.yml:12'])
  expect(outcome(capabilitiesAdded, deployment({ components: [{ id: 'agent', isolation: adding('SYS_PTRACE') }] }))).toEqual([
    'agent low compose.yml:12',
  ])
})

it('takes the firewall of the host for its traffic', () => {
  const isolation = { ...adding('NET_ADMIN'), hostNamespaces: [{ value: 'network' as const, trail: [line(20)] }] }
  expect(outcome(capabilitiesAdded, deployment({ components: [{ id: 'vpn', isolation, expose: [51820] }] }))).toEqual(['vpn high compose.yml:12'])
})

it('is critical when others reach the component', () => {
  const judged = deployment({ components: [{ id: 'web', isolation: adding('ALL'), ports: [port('8080:80', 15)] }] })
  expect(outcome(capabilitiesAdded, judged)).toEqual(['web critical compose.yml:12'])
})

it('leaves a name without a value open, and passes what stays inside', () => {
  const judged = deployment({
    components: [{ id: 'a', isolation: adding('${CAP}') }, { id: 'b', isolation: adding('SETUID', 'IPC_LOCK') }, { id: 'c' }],
  })
  expect(outcome(capabilitiesAdded, judged)).toEqual(['a unknown compose.yml:12'])
  expect(passing(capabilitiesAdded, judged)).toEqual(['b', 'c'])
})
