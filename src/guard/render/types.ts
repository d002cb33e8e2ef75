import type { GuardDocument } from '../document/read.ts'

/** One file of an engine's configuration, in the guard's folder. */
export interface RenderedFile {
  readonly name: string
  readonly text: string
  /** Never shown; readable by the engine's user alone. */
  readonly isSecret: boolean
}

/** A name in the guard's folder under which the engine finds a file of somebody else: what is renewed there is read at the next reload. */
export interface RenderedLink {
  readonly name: string
  readonly target: string
}

/** Writes the configuration of an engine: pure, the same for the same document. `secret` gives the value of a named one. */
export type Render = (document: GuardDocument, secret: (name: string) => string) => readonly (RenderedFile | RenderedLink)[]

/** Sockets in the guard's folder. */
export const sockets = {
  decisions: 'decide.sock',
  /** Decisions again, in the protocol of HAProxy. */
  agent: 'agent.sock',
  portal: 'portal.sock',
  manage: 'manage.sock',
  upgrades: 'upgrades.sock',
  bodies: 'bodies.sock',
  /** HAProxy's own: it is told of keys there. */
  haproxy: 'haproxy.sock',
  /** Where it tells what keys did that it judged itself. */
  uses: 'uses.sock',
} as const

/** Maps of HAProxy: those that the guard fills while it runs, and those of routes. */
export const edgeFiles = {
  keys: 'haproxy.keys',
  networks: 'haproxy.networks',
  lease: 'haproxy.lease',
  routes: 'haproxy.routes',
  folded: 'haproxy.folded',
  patterns: 'haproxy.patterns',
  foldedPatterns: 'haproxy.folded-patterns',
} as const
