import type { RunningMachine } from '../../../model/running.ts'

/** The name of a user or group by number, from the machine's own list; the number where it has none. */
export function accountName(id: number, list: 'passwd' | 'group', machine: Pick<RunningMachine, 'text'>): string {
  for (const line of (machine.text(`/etc/${list}`) ?? '').split('\n')) {
    const [name = '', , number = ''] = line.split(':')
    if (number === String(id) && name !== '') return name
  }
  return String(id)
}

/** The number of a user by name; a number stands for itself. */
export function accountNumber(name: string, machine: Pick<RunningMachine, 'text'>): number | undefined {
  if (/^\d{1,10}$/.test(name)) return Number(name)
  const line = (machine.text('/etc/passwd') ?? '').split('\n').find((each) => each.startsWith(`${name}:`))
  const number = line?.split(':')[2] ?? ''
  return /^\d{1,10}$/.test(number) ? Number(number) : undefined
}
