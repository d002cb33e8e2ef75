import type { Conforms } from '../body/schema.ts'
import { readSchema } from '../body/schema.ts'
import type { Route, Site } from '../model/site.ts'

export interface Schemas {
  /** By file. */
  readonly conforms: ReadonlyMap<string, Conforms>
  readonly problems: readonly { readonly route: Route; readonly problem: string }[]
}

/** The schemas that the routes of these sites name, read once each. `read` throws where a file cannot be. */
export function schemasOf(sites: readonly Site[], read: (file: string) => string): Schemas {
  const conforms = new Map<string, Conforms>()
  const problems = sites
    .flatMap(({ routes }) => routes)
    .flatMap((route) => {
      const file = route.look?.schema
      if (file === undefined || conforms.has(file)) return []
      const made = readSchema(read(file))
      if ('problem' in made) return [{ route, problem: `${file}: ${made.problem}` }]
      conforms.set(file, made.conforms)
      return []
    })
  return { conforms, problems }
}
