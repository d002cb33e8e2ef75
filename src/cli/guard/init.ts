import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildDeployment } from '../../engine/build.ts'
import { proposal } from '../../guard/propose/propose.ts'
import { RingwallError } from '../../model/error.ts'
import { technologies } from '../../registry/technologies.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { findDeployments, sourceOptions } from '../sources.ts'

/** `ringwall guard init`: a first guard.yaml for the deployment that is found. One that is there is never touched. */
export function runInit(path: string, options: Readonly<Record<string, unknown>>, io: Io): number {
  const found = findDeployments(path, sourceOptions(options), io.cwd)
  const all = found.deployments
    .filter(({ variantOf }) => variantOf === undefined)
    .map((input) => buildDeployment(input, technologies, new Date().toISOString()))
  const trial = options['trial'] === true ? resolve(io.cwd, 'ringwall-guard') : undefined
  const proposed = all.flatMap((deployment) => {
    const text = proposal(deployment, trial)
    return text === undefined ? [] : [{ text, file: deployment.input.at.file }]
  })
  const [first] = proposed
  if (first === undefined)
    throw new RingwallError('nothing-to-judge', `${path}: nothing that speaks HTTP can be reached from outside`, {
      hint: 'ringwall map draws what was found',
    })
  if (proposed.length > 1)
    throw new RingwallError('usage', `${path} holds several deployments that a guard could stand in front of`, {
      hint: `name the folder of one of them, or its file with -f: ${proposed.map(({ file }) => file).join(', ')}`,
    })
  const output = textOption(options['output'])
  if (output === undefined) io.stdout.write(first.text)
  else {
    try {
      writeFileSync(resolve(io.cwd, output), first.text, { flag: 'wx' })
    } catch (cause) {
      throw new RingwallError('unwritable', `--output ${output}: ${cause instanceof Error ? cause.message : 'it cannot be written'}`, {
        cause,
        hint: 'a file that is there is never touched',
      })
    }
    io.stdout.write(
      `wrote ${output}: ${trial !== undefined ? 'ringwall guard prepare, then ringwall guard up' : 'put real names and files in, then ringwall guard check'}\n`,
    )
  }
  return exit.clean
}
