import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Options } from './options.ts'
import type { Plugins } from './plugins.ts'
import type { Variables } from './variables.ts'

/** One RabbitMQ node with everything that was read for it. */
export interface Node {
  readonly input: ComponentInput
  readonly version: string | undefined
  readonly variable: Variables
  readonly options: Options
  readonly plugins: Plugins
  readonly isBitnami: boolean
  /** Where a missing setting belongs. */
  readonly home: Place
}
