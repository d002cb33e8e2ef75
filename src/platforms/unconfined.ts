import type { Isolation } from '../model/input.ts'

/** What is known of the confinement of a program that nothing was read of. */
export const unconfined: Isolation = {
  hostNamespaces: [],
  capAdd: [],
  capDrop: [],
  securityOptions: [],
  devices: [],
  ulimits: [],
  sysctls: [],
  labels: new Map(),
  buildArguments: new Map(),
}
