const most = 4

/** Paths as a report may show them: a server may name its files anything. */
export function shown(files: readonly { readonly path: string }[]): string {
  const paths = [...new Set(files.map(({ path }) => plain(path)))].sort()
  const rest = paths.length - most
  return `${paths.slice(0, most).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function plain(path: string): string {
  return path.replace(/[^\w./@+-]/g, '?').slice(-160)
}
