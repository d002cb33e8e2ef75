/** The text format of Prometheus, version 0.0.4: what it scrapes, and what OpenMetrics reads too. */
export const contentType = 'text/plain; version=0.0.4; charset=utf-8'

export type Labels = Readonly<Record<string, string>>

export interface Counter {
  readonly add: (labels?: Labels, by?: number) => void
  /** One series, for what is counted often: its labels are read once. */
  readonly of: (labels: Labels) => () => void
}

export interface Histogram {
  /** Seconds. */
  readonly observe: (seconds: number) => void
}

export interface Gauge {
  readonly set: (value: number, labels?: Labels) => void
}

export interface Registry {
  readonly counter: (name: string, help: string) => Counter
  readonly gauge: (name: string, help: string) => Gauge
  readonly histogram: (name: string, help: string, bounds: readonly number[]) => Histogram
  readonly text: () => string
}

/** Series of one metric at most: what comes beyond is counted together, so that nobody fills the memory, here or at Prometheus. */
const most = 200
const beyond: Labels = { other: 'true' }

interface Family {
  readonly lines: () => readonly string[]
}

/** All that is counted, in the order in which it was named. Labels have values that the guard itself names: never what a client sent. */
export function registry(): Registry {
  const families: Family[] = []
  const named = (name: string, help: string, type: string, lines: () => readonly string[]): void =>
    void families.push({ lines: () => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines()] })
  return {
    counter(name, help) {
      const series = seriesOf(name)
      named(name, help, 'counter', series.lines)
      return {
        add: (labels = {}, by = 1) => void (series.cell(labels).value += by),
        of(labels) {
          const cell = series.cell(labels)
          return () => void cell.value++
        },
      }
    },
    gauge(name, help) {
      const series = seriesOf(name)
      named(name, help, 'gauge', series.lines)
      return { set: (value, labels = {}) => void (series.cell(labels).value = value) }
    },
    histogram(name, help, bounds) {
      const counts = Array.from({ length: bounds.length + 1 }, () => 0)
      let sum = 0
      named(name, help, 'histogram', () => {
        let total = 0
        const buckets = counts.map((count, index) => `${name}_bucket{le="${bounds[index] ?? '+Inf'}"} ${(total += count)}`)
        return [...buckets, `${name}_sum ${sum}`, `${name}_count ${total}`]
      })
      return {
        observe(seconds) {
          let index = 0
          while (index < bounds.length && seconds > bounds[index]!) index++
          counts[index]!++
          sum += seconds
        },
      }
    },
    text: () => `${families.flatMap(({ lines }) => lines()).join('\n')}\n`,
  }
}

interface Cell {
  value: number
}

function seriesOf(name: string): { readonly cell: (labels: Labels) => Cell; readonly lines: () => readonly string[] } {
  const cells = new Map<string, Cell>()
  return {
    cell(labels) {
      const key = keyOf(labels)
      const known = cells.has(key) || cells.size < most ? key : keyOf(beyond)
      const cell = cells.get(known) ?? { value: 0 }
      cells.set(known, cell)
      return cell
    },
    lines: () => [...cells].map(([labels, { value }]) => `${name}${labels} ${value}`),
  }
}

function keyOf(labels: Labels): string {
  const all = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value
        .replaceAll('\\', '\\\\')
        .replaceAll('"', String.raw`\"`)
        .replaceAll('\n', String.raw`\n`)}"`,
  )
  return all.length === 0 ? '' : `{${all.join(',')}}`
}
