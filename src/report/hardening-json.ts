import type { HardeningRender } from '../model/render.ts'

export const hardeningJson: HardeningRender = (hardening) => `${JSON.stringify(hardening, undefined, 2)}\n`
