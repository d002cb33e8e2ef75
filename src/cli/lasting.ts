import { setFlagsFromString } from 'node:v8'

/**
 * For a command that runs until it is told to end: V8 optimises as eagerly as it does by itself (132 KiB in V8 11.3, `interrupt_budget`), which
 * the start of a short one forbids it (docs/decisions/0005-start-up.md). Without that a decision of the guard costs more than twice the CPU.
 */
export function lasting(): void {
  setFlagsFromString('--interrupt-budget=135168')
}
