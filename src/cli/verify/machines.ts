import type { Deployment } from '../../model/graph.ts'
import { machineHere } from '../../vantages/machine.ts'
import { thisMachine } from '../../wire/vantage.ts'
import type { MachinePlace } from './host.ts'
import type { NamedVantage } from './vantages.ts'

/** The machines of a deployment that can be read: this one, where the deployment is it, and those that the call names a way to. */
export function machinesOf({ components }: Deployment, isHere: boolean, vantages: readonly NamedVantage[]): readonly MachinePlace[] {
  const machines = components.flatMap(({ id, input }) => (input.form === 'machine' ? [id] : []))
  const named = vantages.flatMap(({ component, vantage: { name, machine } }): readonly MachinePlace[] =>
    component === undefined || machine === undefined || !machines.includes(component) ? [] : [{ component, vantage: name, reader: machine }],
  )
  const here = isHere ? machines.map((component) => ({ component, vantage: thisMachine.name, reader: machineHere(thisMachine.name) })) : []
  return [...here, ...named]
}
