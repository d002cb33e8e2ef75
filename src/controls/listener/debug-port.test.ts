import { expect, it } from 'vitest'
import { configured } from '../../model/fact.ts'
import type { Deployment } from '../../model/graph.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { DeployedSketch } from '../../testing/deployment.ts'
import { line, messages, port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { debugPort } from './debug-port.ts'

function debugged(db: Partial<DeployedSketch>, more: Partial<ListenerReading> = {}): Deployment {
  return talk({ server: { port: 5005, protocol: 'debug', purpose: 'debug', trail: [line(23)], ...more }, db: { is: { role: 'application' }, ...db } })
}

it('listener/debug-port fires for a debugger, by who can reach it', () => {
  expect(verdicts(debugPort, debugged({}))).toEqual(['high db:5005 23'])
  expect(verdicts(debugPort, debugged({ ports: [port('5005:5005', 24)] }))[0]).toMatch(/^critical db:5005 24 /)
  expect(messages(debugPort, debugged({}, { protocol: 'jmx' }))).toEqual([
    'db offers a JMX port on port 5005: whoever reaches it runs code in the program.',
  ])
})

it('fires for the usual number of a debugger that is published', () => {
  expect(verdicts(debugPort, talk({ api: { ports: [port('9229:9229', 14)] } }))[0]).toMatch(/^critical api:9229 14/)
})

it('passes a debugger on loopback, and leaves other ports alone', () => {
  expect(verdicts(debugPort, debugged({}, { bind: configured('loopback', [line(23)]) }))).toEqual(['pass db:5005'])
  expect(verdicts(debugPort, talk({}))).toEqual([])
})
