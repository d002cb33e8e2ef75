/** One mount in force: a line of `/proc/self/mountinfo` (proc(5) of Linux 6.1). */
export interface ActiveMount {
  /** `8:1`; of file systems without a device of their own `0:42`. */
  readonly device: string
  readonly point: string
  readonly type: string
  /** A path below `/dev`, or what the file system calls it. */
  readonly source: string
  readonly options: readonly string[]
}

export function activeMounts(text: string): readonly ActiveMount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ')
    const [, , device, , point] = before.split(' ')
    const [type = '', source = '', options = ''] = (after ?? '').split(' ')
    if (device === undefined || point === undefined || type === '') return []
    return [{ device, point: plain(point), type, source: plain(source), options: options.split(',') }]
  })
}

/** Spaces and their like are written in octal. */
function plain(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)))
}

/** The mount that a path lies on; of several at one place the last covers the others. */
export function mountUnder(path: string, mounts: readonly ActiveMount[]): ActiveMount | undefined {
  const holds = (point: string): boolean => point === '/' || path === point || path.startsWith(`${point}/`)
  let best: ActiveMount | undefined
  for (const mount of mounts) if (holds(mount.point) && (best === undefined || mount.point.length >= best.point.length)) best = mount
  return best
}
