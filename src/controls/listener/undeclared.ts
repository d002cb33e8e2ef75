import type { Control, Failed } from '../../model/control.ts'
import { view } from '../../model/fact.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { componentOf, inputsOf } from '../../model/lookup.ts'
import { inOneNamespace, sharesHostNetwork } from '../../model/namespace.ts'
import { isLoopback } from '../../protocols/address.ts'
import { about } from '../containers.ts'

export const undeclared: Control = {
  id: 'listener/undeclared',
  title: 'a port is open that nothing declares',
  subject: 'component',
  documentation: {
    why: 'What nobody wrote down nobody guards: a helper that a package started, a debugger that was left on, or an intruder. A port that the files keep on loopback and that is open to the network was never reviewed for it.',
    how: "Sockets that take TCP connections beyond loopback, as the kernel lists them for the machine (`ringwall verify host:`) and for the networks of its running containers, are held against all listeners and published ports of the deployment. Datagrams are not: clients' sockets look the same.",
    falsePositives:
      'A program whose configuration was not read, or that opens a port by chance (NFS, RPC): name it in `ringwall.yaml`. A packet filter may keep everybody from the port.',
    fix: 'Stop the program that opens it, bind it to 127.0.0.1, or write it down.',
    references: ['CIS Controls 4.8', 'ISO 27001 A.8.20'],
  },
  *judge(deployment) {
    for (const { asked, learned } of deployment.answers ?? []) {
      const component = componentOf(deployment, asked.component)
      if (component === undefined || learned?.sockets === undefined) continue
      const declared = declaredBeside(component, deployment)
      const open = new Map(learned.sockets.filter(({ address }) => !isLoopback(address)).map((each) => [each.port, each]))
      let isClean = true
      for (const [port, { address, user }] of [...open].toSorted(([a], [b]) => a - b)) {
        const known = declared.get(port)
        if (known === 'open') continue
        isClean = false
        yield {
          ...about(component, [], String(port)),
          verdict: 'fail',
          message: `${component.id}: port ${port} is open on ${address} (user id ${user}), and ${known === 'loopback' ? 'the files keep it on loopback' : 'nothing that was read declares it'}.`,
          expected: known === 'loopback' ? 'loopback alone' : 'declared listeners alone',
          actual: `port ${port} on ${address}`,
          fix: known === 'loopback' ? `load the configuration that binds port ${port} to loopback` : `stop what opens port ${port}, or declare it`,
          ...worth(component),
        }
      }
      if (isClean) yield { ...about(component, []), verdict: 'pass' }
    }
  },
}

function worth({ input }: Component): Pick<Failed, 'reach' | 'stake' | 'basis'> {
  return { reach: sharesHostNetwork(input) ? 'host' : 'zone', stake: 'defence', basis: 'observed' }
}

/** The ports that are known in the network of a component, and whether they are to be open beyond loopback. */
function declaredBeside(component: Component, deployment: Deployment): ReadonlyMap<number, 'open' | 'loopback'> {
  const inputs = inputsOf(deployment)
  const declared = new Map<number, 'open' | 'loopback'>()
  const add = (port: number | undefined, onlyLoopback: boolean): void => {
    if (port !== undefined && declared.get(port) !== 'open') declared.set(port, onlyLoopback ? 'loopback' : 'open')
  }
  for (const { component: owner, port, bind, publications } of deployment.listeners) {
    const input = inputs.get(owner)
    if (input === undefined) continue
    if (inOneNamespace(input, component.input, inputs)) {
      const bound = bind === undefined ? undefined : view(bind)
      add(port, bound?.known === true && bound.value === 'loopback')
    }
    if (sharesHostNetwork(component.input)) for (const { port: outer, address } of publications) add(outer, isLoopback(address))
  }
  return declared
}
