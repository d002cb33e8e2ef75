import { expect, it } from 'vitest'
import type { SandboxOption } from '../../model/input.ts'
import { deployment, line, outcome, passing } from '../../testing/deployment.ts'
import { sandboxing } from './sandboxing.ts'

const names = ['NoNewPrivileges', 'ProtectSystem', 'ProtectHome', 'PrivateTmp']

function judged(on: readonly string[], writtenOff: readonly string[] = []) {
  const sandbox = names.map((name): SandboxOption => ({
    name,
    essential: true,
    on: on.includes(name),
    trail: writtenOff.includes(name) ? [line(14)] : [],
  }))
  return deployment({ components: [{ id: 'api', form: 'process', isolation: { sandbox } }] })
}

it('finds a service that nothing confines, where it is started, and what is switched off, where that is written', () => {
  expect(outcome(sandboxing, judged([]))).toEqual(['api low compose.yml:10'])
  expect(outcome(sandboxing, judged(names.slice(1), ['NoNewPrivileges']))).toEqual(['api low compose.yml:14'])
})

it('passes a confined service, and has nothing to say where no unit was read', () => {
  expect(passing(sandboxing, judged(names))).toEqual(['api'])
  const container = deployment({ components: [{ id: 'api' }] })
  expect([...outcome(sandboxing, container), ...passing(sandboxing, container)]).toEqual([])
})
