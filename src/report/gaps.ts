import type { GapReport, InputReport } from '../model/report.ts'

/** Everything that could not be read, each with the file where it is. */
export function gapsIn(inputs: readonly InputReport[]): readonly (GapReport & { readonly file: string })[] {
  return inputs.flatMap((input) => input.gaps.map((gap) => ({ ...gap, file: gap.file ?? input.file })))
}

/** `compose.yaml:12`, or the file alone. */
export function gapPlace({ file, line }: Pick<GapReport, 'line'> & { readonly file: string }): string {
  return line === undefined ? file : `${file}:${line}`
}
