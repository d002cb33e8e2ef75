import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Block, Configuration, Directive } from './directives.ts'

/** The main server, or a virtual host. A virtual host takes over nothing of the main server: only `<Global>` holds for both. */
export interface Server {
  /** Absent: the main server. */
  readonly host?: Block
  /** What is in force comes first: its own, as written, then each `<Global>`, the last one first (measured, 1.3.8). */
  readonly directives: readonly Directive[]
  /** Where a directive that is absent would stand. */
  readonly home: readonly Place[]
}

export function serversOf(configuration: Configuration): readonly Server[] {
  const { blocks, home } = configuration
  const hosts = blocks.flatMap(({ block }) => (block.name === 'virtualhost' ? [block] : []))
  const globals = blocks.flatMap(({ block }) => (block.name === 'global' ? [block] : [])).toReversed()
  return [undefined, ...hosts].map((host) => ({
    ...(host === undefined ? {} : { host }),
    directives: [...own(configuration, host), ...globals.flatMap((block) => own(configuration, block))],
    home: host?.trail ?? [home],
  }))
}

/** Directives that stand in this section and in none inside of it. */
function own({ directives }: Configuration, block: Block | undefined): readonly Directive[] {
  return directives.filter(({ within }) => within.at(-1) === block)
}

/** The first one of a name is the one in force. */
export function inForce({ directives }: Server, name: string): Directive | undefined {
  return directives.find((directive) => directive.name === name.toLowerCase())
}

export function settingOf(server: Server, name: string): Setting | undefined {
  return inForce(server, name)?.setting
}

/** A Boolean as ProFTPD reads it (support.c, pr_str_is_boolean); undefined for what it refuses. */
export function booleanOf(text: string): boolean | undefined {
  if (/^(?:on|yes|true|1)$/i.test(text)) return true
  return /^(?:off|no|false|0)$/i.test(text) ? false : undefined
}

/** `<Anonymous>` sections that hold for the server: its own and those of `<Global>`. */
export function anonymousOf({ blocks }: Configuration, { host }: Server): readonly Block[] {
  return blocks.flatMap(({ block, within }) => {
    const outer = within.at(-1)
    return block.name === 'anonymous' && (outer === host || outer?.name === 'global') ? [block] : []
  })
}

/** What stands in the section, in whatever section inside of it. */
export function inside({ directives }: Configuration, block: Block): readonly Directive[] {
  return directives.filter(({ within }) => within.includes(block))
}
