import type { Measured } from './measure.ts'

interface Line {
  readonly what: string
  readonly value: string
  readonly target: string
  readonly met: boolean | undefined
}

/** The measurements beside their targets. */
export function table(measured: ReadonlyMap<string, Measured>, files: { readonly many: number; readonly mixed: number }, linter: string): string {
  function cpu(name: string): number {
    return measured.get(name)?.cpu ?? Number.NaN
  }
  const lines: Line[] = [
    { what: 'empty node process', value: ms(cpu('empty')), target: '', met: undefined },
    ratio('--version', cpu('version'), cpu('empty'), 1.6, 'empty node'),
    ratio('audit, one file of 150 lines', cpu('one'), cpu('empty'), 2.2, 'empty node'),
    { what: `audit, ${files.many} files in one call`, value: ms(cpu('many')), target: '< 4000 ms', met: cpu('many') < 4000 },
    {
      what: 'peak memory of that call',
      value: `${(measured.get('many')?.memory ?? Number.NaN).toFixed(0)} MiB`,
      target: '< 200 MiB',
      met: (measured.get('many')?.memory ?? Infinity) < 200,
    },
    { what: `audit, ${files.mixed} files of all kinds`, value: ms(cpu('mixed')), target: '< 6000 ms', met: cpu('mixed') < 6000 },
    {
      what: 'peak memory of that call',
      value: `${(measured.get('mixed')?.memory ?? Number.NaN).toFixed(0)} MiB`,
      target: '< 300 MiB',
      met: (measured.get('mixed')?.memory ?? Infinity) < 300,
    },
    // no target: most of it is judging many small platforms
    { ...ratio('that call against parsing alone', cpu('many'), cpu('parse many'), 0, ''), target: '', met: undefined },
    ratio('one file of 1500 lines against parsing', cpu('large'), cpu('parse large'), 1.6, 'parsing'),
    ratio('one file of 150 lines against parsing', cpu('one'), cpu('parse one'), 1.6, 'parsing'),
    measured.has('linter')
      ? {
          what: `${linter}, the same files`,
          value: `${ms(cpu('linter'))} (${(cpu('linter') / cpu('many')).toFixed(1)} x)`,
          target: '>= 10 x audit',
          met: cpu('linter') >= 10 * cpu('many'),
        }
      : { what: linter, value: '-', target: '>= 10 x audit', met: undefined },
  ]
  const width = Math.max(...lines.map((line) => line.what.length))
  const values = Math.max(...lines.map((line) => line.value.length))
  return lines
    .map((line) => `${line.what.padEnd(width)}  ${line.value.padStart(values)}  ${line.target.padEnd(20)} ${verdict(line.met)}`.trimEnd())
    .join('\n')
    .concat('\n')
}

function ratio(what: string, cost: number, base: number, limit: number, of: string): Line {
  return { what, value: `${ms(cost)} (${(cost / base).toFixed(2)} x)`, target: `<= ${limit} x ${of}`, met: cost <= limit * base }
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`
}

function verdict(met: boolean | undefined): string {
  return met === undefined ? '' : met ? 'met' : 'MISSED'
}
