import type { GuardDocument } from '../document/read.ts'
import { seconds } from '../document/units.ts'
import type { Site } from '../model/site.ts'

/** Whether bodies of a site are looked at: the requests of such routes take another way. */
export function looks({ routes }: Site): boolean {
  return routes.some(({ look }) => look !== undefined)
}

/** Seconds in which a request and its answer are scanned, besides what the program takes. */
export function verdictsTake({ settings }: GuardDocument): number {
  return settings.scanner === undefined ? 0 : 2 * seconds(settings.scanner.patience) + 5
}
