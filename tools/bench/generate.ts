import type { Entry } from './catalogue.ts'
import { catalogue } from './catalogue.ts'
import type { Random } from './random.ts'
import { random } from './random.ts'

export interface Generated {
  readonly path: string
  readonly text: string
}

/** Compose files of real-world shape: the same seed gives the same files. One deployment is one folder. */
export function generate(seed: number, deployments: number): readonly Generated[] {
  const files: Generated[] = []
  for (let at = 0; at < deployments; at++) files.push(...deployment(random(seed * 100_003 + at), `stack${String(at).padStart(4, '0')}`))
  return files
}

/** Exactly so many Compose files, whatever lies beside them. */
export function composeFiles(seed: number, count: number): readonly Generated[] {
  const kept: Generated[] = []
  let compose = 0
  for (const file of generate(seed, count)) {
    if (file.path.endsWith('.yaml') && ++compose > count) break
    kept.push(file)
  }
  return kept
}

/** One file of about so many lines. */
export function fileOfLines(seed: number, lines: number): string {
  const chance = random(seed)
  const services: string[] = []
  for (let at = 0; services.join('').split('\n').length < lines - 12; at++) {
    const entry = chance.pick(catalogue)
    services.push(service(chance, { ...entry, name: `${entry.name}${at}` }, new Set(['db', 'redis']), false))
  }
  return ['services:\n', ...services, 'volumes:\n  data: {}\nnetworks:\n  front: {}\n  back:\n    internal: true\n'].join('')
}

function deployment(chance: Random, folder: string): readonly Generated[] {
  const wanted = chance.between(1, 9)
  const entries = [...catalogue].sort(() => chance.next() - 0.5).slice(0, wanted)
  const names = new Set(entries.map((entry) => entry.name))
  const anchored = chance.chance(0.25)
  const head = [...(chance.chance(0.4) ? ['version: "3.8"\n'] : []), ...(anchored ? [anchors] : [])]
  const body = entries.map((entry) => service(chance, entry, names, anchored))
  const text = `${head.join('')}services:\n${body.join('\n')}${tail(chance, entries)}`
  const files: Generated[] = [{ path: `${folder}/compose.yaml`, text }]
  if (text.includes('${'))
    files.push({
      path: `${folder}/.env`,
      text: `TAG=1.4\nHOST_PORT=${chance.between(8000, 9000)}\nDB_PASSWORD=Heron-${chance.between(100, 999)}-Moss\n`,
    })
  const first = entries[0]
  if (first !== undefined && chance.chance(0.15)) {
    files.push({
      path: `${folder}/compose.override.yaml`,
      text: `services:\n  ${first.name}:\n    environment:\n      LOG_LEVEL: debug\n    ports: !override\n      - "127.0.0.1:${chance.between(20000, 30000)}:${first.ports[0] ?? 80}"\n`,
    })
  }
  return files
}

const anchors = `x-common: &common
  restart: unless-stopped
  logging:
    driver: json-file
    options: { max-size: "10m", max-file: "3" }
x-env: &common-env
  TZ: Europe/Vienna
  LANG: C.UTF-8

`

function service(chance: Random, entry: Entry, present: ReadonlySet<string>, anchored: boolean): string {
  const lines = [`  ${entry.name}:`]
  if (anchored && chance.chance(0.7)) lines.push('    <<: *common')
  if (chance.chance(0.85) || entry.images.length === 0) lines.push(`    image: ${chance.pick(entry.images)}`)
  else lines.push('    build:', `      context: ./${entry.name}`, '      dockerfile: Dockerfile', '      args:', '        VERSION: ${TAG}')
  if (chance.chance(0.3)) lines.push(`    container_name: acme_${entry.name}`)
  if (!anchored && chance.chance(0.6)) lines.push(`    restart: ${chance.pick(['always', 'unless-stopped', 'on-failure'])}`)
  if (entry.command !== undefined && chance.chance(0.8)) lines.push(...command(chance, entry.command))
  lines.push(...environment(chance, entry, anchored))
  lines.push(...ports(chance, entry))
  if (entry.data !== undefined)
    lines.push(
      '    volumes:',
      `      - ${chance.pick(['data', './data', './config'])}${chance.chance(0.5) ? `/${entry.name}`.replace(/^\/(?=.)/, chance.chance(0.5) ? '-' : '_') : ''}:${entry.data}`,
    )
  if (entry.health !== undefined && chance.chance(0.5)) {
    lines.push('    healthcheck:', `      test: ["CMD-SHELL", "${entry.health}"]`, '      interval: 10s', '      timeout: 5s', '      retries: 5')
  }
  const needs = (entry.needs ?? []).filter((name) => present.has(name))
  if (needs.length > 0) lines.push(...dependsOn(chance, needs))
  if (chance.chance(0.3))
    lines.push('    networks:', ...chance.pick([['      - front', '      - back'], ['      - back'], ['      front:', '        aliases: [edge]']]))
  if (chance.chance(0.2))
    lines.push(
      '    deploy:',
      '      replicas: 2',
      '      resources:',
      '        limits:',
      '          cpus: "0.50"',
      `          memory: ${chance.pick(['256M', '512M', '1G'])}`,
    )
  return `${lines.join('\n')}\n`
}

function command(chance: Random, text: string): readonly string[] {
  if (chance.chance(0.5)) return [`    command: ${text}`]
  return ['    command:', ...text.split(' ').map((word) => `      - ${JSON.stringify(word.replaceAll('"', ''))}`)]
}

function environment(chance: Random, entry: Entry, anchored: boolean): readonly string[] {
  const pairs = Object.entries(entry.env).map(([name, value]) => [name, chance.chance(0.15) ? '${DB_PASSWORD:?set it}' : value] as const)
  if (pairs.length === 0) return []
  if (chance.chance(0.5)) return ['    environment:', ...pairs.map(([name, value]) => `      - ${name}=${value}`)]
  const merge = anchored ? ['      <<: *common-env'] : []
  return ['    environment:', ...merge, ...pairs.map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`)]
}

function ports(chance: Random, entry: Entry): readonly string[] {
  if (entry.ports.length === 0 || chance.chance(0.35)) return []
  const lines = entry.ports.map((port) => {
    const host = chance.between(10_000, 40_000)
    return chance.pick([
      `      - "${port}:${port}"`,
      `      - ${host}:${port}`,
      `      - "127.0.0.1:${host}:${port}"`,
      `      - "\${HOST_PORT:-${host}}:${port}"`,
      `      - "${port}"`,
      `      - "${port}:${port}/tcp"`,
      `      - target: ${port}\n        published: "${host}"\n        protocol: tcp\n        mode: host`,
      `      - "${host}-${host + 1}:${port}-${port + 1}"`,
    ])
  })
  return ['    ports:', ...lines]
}

function dependsOn(chance: Random, needs: readonly string[]): readonly string[] {
  if (chance.chance(0.5)) return ['    depends_on:', ...needs.map((name) => `      - ${name}`)]
  return [
    '    depends_on:',
    ...needs.flatMap((name) => [`      ${name}:`, `        condition: ${chance.pick(['service_started', 'service_healthy'])}`]),
  ]
}

function tail(chance: Random, entries: readonly Entry[]): string {
  const volumes = entries.filter((entry) => entry.data !== undefined).flatMap((entry) => [`  data-${entry.name}: {}`, `  data_${entry.name}: {}`])
  const networks = chance.chance(0.5) ? '  front:\n    driver: bridge\n  back:\n    driver: bridge\n' : '  front: {}\n  back:\n    internal: true\n'
  return `\nvolumes:\n  data: {}\n${volumes.join('\n')}${volumes.length > 0 ? '\n' : ''}\nnetworks:\n${networks}`
}
