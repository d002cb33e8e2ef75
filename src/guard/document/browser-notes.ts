import type { Site } from '../model/site.ts'

/** What a site leaves to pages and scripts although it need not. */
export function browserNotes({ host, headers, cookies, routes }: Site): readonly string[] {
  return [
    ...(headers.policy === undefined || headers.policyMode !== 'enforce' ? [] : policyNotes(headers.policy).map((note) => `${host}: ${note}`)),
    ...(cookies.httpOnly ? [] : [`${host}: scripts read each cookie of the program: name those that they have to, under cookies.readable`]),
    ...routes.flatMap(({ id, cors }) =>
      cors?.credentials === true && cors.headers.some((name) => /^(?:authorization|x-api-key)$/i.test(name))
        ? [`${id}: pages of ${cors.origins.join(', ')} come with somebody's cookie and with a key: two credentials are refused`]
        : [],
    ),
  ]
}

/** Where an injected script would run in spite of the policy. */
function policyNotes(policy: string): readonly string[] {
  const lists = new Map(
    policy
      .split(';')
      .map((part) => part.trim().toLowerCase().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources] as const),
  )
  const scripts = lists.get('script-src') ?? lists.get('default-src')
  const isHashed = scripts?.some((source) => /^'(?:nonce|sha\d{3})-/.test(source)) === true
  const anywhere = scripts?.filter((source) => ['*', 'data:', 'http:', 'https:'].includes(source)) ?? []
  return [
    ...(scripts === undefined ? ['the policy lets scripts come from anywhere: script-src'] : []),
    ...(scripts?.includes("'unsafe-inline'") === true && !isHashed ? ["the policy lets an injected script run: script-src has 'unsafe-inline'"] : []),
    ...(anywhere.length > 0 ? [`the policy lets scripts come from anywhere: script-src has ${anywhere.join(', ')}`] : []),
    ...(lists.has('base-uri') ? [] : ["the policy lets an injected base move the scripts of a page: base-uri 'none'"]),
  ]
}
