import type { Place } from '../../model/place.ts'
import type { Written } from './written.ts'

/** One protected host of guard.yaml, as far as others judge it. */
export interface Site {
  readonly host: string
  readonly routes: readonly Route[]
  readonly trail: readonly Place[]
}

export interface Route {
  readonly path: string
  readonly access: 'public' | 'closed' | 'right'
  /** Absent: by method. */
  readonly right?: string
  readonly methods: readonly string[]
  readonly secondFactor: boolean
  readonly hasRate: boolean
  readonly scan?: string
  readonly isSocket: boolean
  readonly trail: readonly Place[]
}

export function sitesOf(file: Written): readonly Site[] {
  return file.names('sites').map((host) => ({
    host,
    routes: file.names('sites', host, 'routes').map((_name, index) => routeOf(file, host, index)),
    trail: file.trail('sites', host),
  }))
}

function routeOf({ text, texts, has, trail }: Written, host: string, index: number): Route {
  const of = (...key: readonly string[]): [string, string, string, number, ...string[]] => ['sites', host, 'routes', index, ...key]
  const [right, scan] = [text(...of('right')), text(...of('body', 'scan'))]
  return {
    path: text(...of('path')) ?? '',
    access: text(...of('public')) === 'true' ? 'public' : text(...of('closed')) === 'true' ? 'closed' : 'right',
    ...(right === undefined ? {} : { right }),
    methods: texts(...of('methods')),
    secondFactor: text(...of('second-factor')) === 'true',
    hasRate: has(...of('rate')),
    ...(scan === undefined ? {} : { scan }),
    isSocket: has(...of('upgrade')),
    trail: trail(...of()),
  }
}
