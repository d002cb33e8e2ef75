import type { ComponentInput } from '../../model/input.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'

/** What an Airflow container runs; one may run several. */
export type Part = 'web' | 'scheduler' | 'worker' | 'triggerer' | 'flower' | 'processor'

const commands: ReadonlyMap<string, readonly Part[]> = new Map<string, readonly Part[]>([
  ['webserver', ['web']],
  ['api-server', ['web']],
  ['scheduler', ['scheduler']],
  ['worker', ['worker']],
  ['triggerer', ['triggerer']],
  ['flower', ['flower']],
  ['dag-processor', ['processor']],
  ['standalone', ['web', 'scheduler', 'triggerer']],
])

/** The entry script of Cornflow's image is its own (cornflow-server/airflow_config/scripts/init_airflow_service.py). */
export function isCornflow(input: ComponentInput): boolean {
  return matchesImage(input.image, ['baobabsoluciones/airflow'])
}

export function isBitnami(input: ComponentInput): boolean {
  return matchesImage(input.image, ['bitnami/airflow', 'bitnami/airflow-scheduler', 'bitnami/airflow-worker'])
}

/** Empty for one-off jobs: `airflow db migrate`, `airflow version`, a shell. */
export function partsOf(input: ComponentInput): readonly Part[] {
  const words = commandLine(input).map((word) => word.value)
  const found = new Set<Part>()
  for (const [index, word] of words.entries()) {
    const previous = words[index - 1]
    const isCommand = previous === undefined || /(?:^|\/)(?:airflow|celery|entrypoint(?:\.sh)?|tini|dumb-init|--|&&|&|;|exec)$/.test(previous)
    if (isCommand) for (const part of commands.get(word) ?? []) found.add(part)
  }
  if (found.size > 0) return withLocalScheduler(input, [...found])
  if (words.length > 0) return []
  if (matchesImage(input.image, ['bitnami/airflow-scheduler'])) return ['scheduler']
  if (matchesImage(input.image, ['bitnami/airflow-worker'])) return ['worker']
  // the images' own command: webserver in these, nothing that serves in apache/airflow
  if (matchesImage(input.image, ['puckel/docker-airflow', 'baobabsoluciones/airflow', 'bitnami/airflow'])) return withLocalScheduler(input, ['web'])
  return publishesWeb(input) ? ['web'] : []
}

/** Cornflow's entry script starts a scheduler beside the web server unless work goes to Celery. */
function withLocalScheduler(input: ComponentInput, parts: readonly Part[]): readonly Part[] {
  const executor = input.env.get('EXECUTOR')?.value ?? 'Sequential'
  return isCornflow(input) && parts.includes('web') && /^(?:Local|Sequential)$/.test(executor) ? [...parts, 'scheduler'] : parts
}

function publishesWeb(input: ComponentInput): boolean {
  return input.ports.some(({ target }) => target.from <= 8080 && target.to >= 8080)
}

/** Major release of Airflow: 1 had no login by default, 3 renamed half of the settings. Cornflow's image holds 2.9.1. */
export function majorOf(input: ComponentInput, version: string | undefined): number | undefined {
  if (isCornflow(input)) return 2
  const number = Number.parseInt(version ?? '', 10)
  return number >= 1 && number <= 3 ? number : undefined
}
