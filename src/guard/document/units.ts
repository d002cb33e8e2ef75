const units = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const

/** `64k`, `1m`, `2g` or a plain number, in bytes. */
export function bytes(text: string): number {
  const { number = '0', unit } = /^(?<number>\d+)(?<unit>[kmg])?$/.exec(text)?.groups ?? {}
  return Number(number) * (unit === undefined ? 1 : units[unit as keyof typeof units])
}

const times = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** `30s`, `5m`, `12h` or `365d`, in seconds. */
export function seconds(text: string): number {
  const { number = '0', unit = 's' } = /^(?<number>\d+)(?<unit>[smhd])$/.exec(text)?.groups ?? {}
  return Number(number) * times[unit as keyof typeof times]
}
