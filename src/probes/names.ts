const most = 10

/** Names that a server tells, as they may stand in a finding: a few, and only what is a name. */
export function namesFrom(names: readonly string[]): string {
  const shown = names.slice(0, most).map((name) => (/^[\w.@%:*/-]{1,80}$/.test(name) ? name : 'another name'))
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ')
}
