import type { Observation } from '../../model/observation.ts'
import { about } from './about.ts'
import { egress } from './egress.ts'
import type { Route, Site } from './sites.ts'
import type { Written } from './written.ts'

const profile = about('tls-policy', 'tls.profile', 'traffic', 'modern or intermediate', 'write tls: { profile: intermediate } into guard.yaml')
const open = about(
  'anonymous-access',
  'sites.routes',
  'data',
  'routes that take a right, and single public ones',
  'give /** a right, and name the paths that anyone may ask for',
)
const publicPaths = about('anonymous-access', 'sites.public', 'data', 'no public route', 'give the route a right')
const logIn = about('role-mapping', 'people', 'defence', 'a directory or a provider', 'name a directory or a provider under people in guard.yaml')
const factor = about(
  'second-factor',
  'second-factor',
  'defence',
  'second-factor: true on each route with the right admin',
  'write second-factor: true on the route',
)
const life = about('token-lifetime', 'keys', 'data', 'keys that end', 'write keys into guard.yaml')
const may = about('over-privileged-default', 'rights', 'data', 'rights on single resources', 'name the resources that it is about')
const from = about('allow-list', 'rights.networks', 'defence', 'networks on each right of a group or a system', 'write networks: [CIDR] on the right')
const identity = about(
  'proxy-trust',
  'identity.key',
  'takeover',
  'identity.key, which signs who somebody is',
  'write identity: { key: "file:..." } into guard.yaml, and let the program check X-Guard-Assertion',
)
const hsts = about('security-headers', 'headers.hsts', 'traffic', 'headers.hsts of a year', 'remove hsts from the headers of the site')
const policy = about(
  'security-headers',
  'headers.policy',
  'defence',
  'headers.policy with policy-mode enforce',
  'let the policy be reported until nothing is, then write policy-mode: enforce',
)
const crossSite = about('cross-origin', 'cross-site', 'data', 'what changes data comes from the site itself', 'keep the guard in front')
const cookies = about(
  'cookie-flags',
  'cookies',
  'traffic',
  'http-only for all but those that scripts have to read',
  'remove http-only: false from the cookies of the site',
)
const origins = about('cross-origin', 'origins', 'data', 'no other origin, or those that are meant', 'name the origins that may')
const rate = about('rate-limit', 'rate', 'defence', 'rate on the routes that anyone may ask for', 'write rate: 10 on the route')
const body = about('resource-limit', 'body', 'availability', 'a bound for what a request holds', 'keep the default of 1m')
const scans = about(
  'malware-scanner',
  'body.scan',
  'defence',
  'scan: both on each route that carries files',
  'write body: { scan: both } on the route',
)
const log = about('audit-log', 'audit', 'defence', 'audit', 'write audit: { key: "file:...", secret: "file:..." } into guard.yaml')
const sent = about('audit-log', 'audit.send', 'defence', 'audit.send', 'name a collector under audit.send')
const alarms = about('audit-log', 'audit.alarms', 'defence', 'audit.alarms', 'name who is told under audit.alarms')
const workers = about('client-certificate', 'tls.workers', 'data', 'tls.workers', 'name the authority of the workers under tls.workers')

/**
 * What guard.yaml makes the guard do for the programs behind: each a judgement that rows of guides rest on. What it always does is said
 * too, as its default.
 */
export function judge(file: Written, sites: readonly Site[]): readonly Observation[] {
  const { text, has, trail } = file
  const whole = trail('sites')
  const tls = text('tls', 'profile')
  return [
    profile({
      verdict: tls === undefined || tls === 'modern' || tls === 'intermediate' ? 'safe' : 'unsafe',
      basis: tls === undefined ? 'default' : 'configured',
      trail: trail('tls', 'profile'),
      actual: tls ?? 'intermediate',
      message: `the guard knows no TLS profile ${tls}`,
    }),
    ...sites.flatMap((site) => [...ofSite(site), ...scanned(site), ...headers(file, site)]),
    ...(['ldap', 'saml', 'oidc'] as const).flatMap((way) =>
      has('people', way) ? [logIn({ verdict: 'safe', basis: 'configured', trail: trail('people', way), actual: way })] : [],
    ),
    ...(has('keys') ? [life({ verdict: 'safe', basis: 'default', trail: trail('keys'), actual: '90 days, a year at the most' })] : []),
    ...rights(file),
    ...(has('identity', 'key')
      ? [identity({ verdict: 'safe', basis: 'configured', trail: trail('identity'), actual: 'signed' })]
      : unsigned(file, sites)),
    crossSite({ verdict: 'safe', basis: 'default', trail: whole, actual: 'Sec-Fetch-Site and Origin are looked at' }),
    body({ verdict: 'safe', basis: 'default', trail: whole, actual: 'bounded' }),
    log({
      verdict: has('audit') ? 'safe' : 'unsafe',
      basis: has('audit') ? 'configured' : 'default',
      trail: trail('audit'),
      actual: has('audit') ? 'audit' : 'no audit',
      message: 'what the guard decides is not written down anywhere',
    }),
    ...(has('audit', 'send') ? [sent({ verdict: 'safe', basis: 'configured', trail: trail('audit', 'send'), actual: 'a collector' })] : []),
    ...(has('audit', 'alarms') ? [alarms({ verdict: 'safe', basis: 'configured', trail: trail('audit', 'alarms'), actual: 'a webhook' })] : []),
    ...(has('tls', 'workers') ? [workers({ verdict: 'safe', basis: 'configured', trail: trail('tls', 'workers'), actual: 'an authority' })] : []),
    ...egress(file),
  ]
}

function ofSite({ host, routes, trail }: Site): readonly Observation[] {
  const all = routes.find(({ path, access }) => path === '/**' && access === 'public')
  const forAdministrators = routes.filter(({ access, right }) => access === 'right' && right === 'admin')
  const alone = forAdministrators.find(({ secondFactor }) => !secondFactor)
  const anyone = routes.filter(({ access, path }) => access === 'public' && path !== '/**')
  const changing = routes.filter(changes)
  const unbounded = changing.find(({ hasRate }) => !hasRate)
  return [
    open({
      verdict: all === undefined ? 'safe' : 'unsafe',
      basis: 'configured',
      trail: all?.trail ?? trail,
      actual: all === undefined ? 'what no route names is refused' : '/** is public',
      message: `all of ${host} is public: the guard asks nobody there who they are`,
    }),
    publicPaths({
      verdict: anyone.length === 0 ? 'safe' : 'unknown',
      basis: 'configured',
      trail: anyone[0]?.trail ?? trail,
      actual: `${anyone.length} public routes`,
      message: `${host}${anyone[0]?.path} is public, and whether anyone may have what is there cannot be told from guard.yaml`,
    }),
    ...(forAdministrators.length === 0
      ? []
      : [
          factor({
            verdict: alone === undefined ? 'safe' : 'unsafe',
            basis: alone === undefined ? 'configured' : 'default',
            trail: (alone ?? forAdministrators[0])?.trail ?? trail,
            actual: alone === undefined ? 'second-factor: true' : 'no second-factor',
            message: `${host}${alone?.path} is for administrators, and a password alone opens it`,
          }),
        ]),
    ...(changing.length === 0 && !routes.some(({ hasRate }) => hasRate)
      ? []
      : [
          rate({
            verdict: unbounded === undefined ? 'safe' : 'unsafe',
            basis: unbounded === undefined ? 'configured' : 'default',
            trail: unbounded?.trail ?? trail,
            actual: unbounded === undefined ? 'rate' : 'no rate',
            message: `anyone may change something at ${host}${unbounded?.path}, as often as they like`,
          }),
        ]),
  ]
}

/** Of a site on which nothing is scanned nothing is said: it may carry no files. */
function scanned({ host, routes, trail }: Site): readonly Observation[] {
  if (!routes.some(({ scan }) => scan !== undefined)) return []
  const other = routes.find(({ access, scan, isSocket }) => access !== 'closed' && (scan !== 'both' || isSocket))
  return [
    scans({
      verdict: other === undefined ? 'safe' : 'unknown',
      basis: 'configured',
      trail: other?.trail ?? trail,
      actual: other === undefined ? 'scan: both' : `${other.path} without it`,
      message: `whether what passes at ${host}${other?.path} is a file that wants a scan cannot be told from guard.yaml`,
    }),
  ]
}

/** Anyone may change something there: a log-in, a sign-up, a forgotten password. */
function changes({ access, methods }: Route): boolean {
  return access === 'public' && methods.some((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
}

function headers({ text, texts, trail }: Written, { host }: Site): readonly Observation[] {
  const at = (...key: readonly string[]) => trail('sites', host, ...key)
  const age = text('sites', host, 'headers', 'hsts')
  const isNone = age !== undefined && /^0+[smhd]$/.test(age)
  const isEnforced = text('sites', host, 'headers', 'policy-mode') === 'enforce'
  const others = texts('sites', host, 'origins')
  const isReadable = text('sites', host, 'cookies', 'http-only') === 'false'
  return [
    hsts({
      verdict: isNone ? 'unsafe' : 'safe',
      basis: age === undefined ? 'default' : 'configured',
      trail: at('headers', 'hsts'),
      actual: age ?? '365d',
      message: `browsers are not told to come to ${host} over TLS alone`,
    }),
    policy({
      verdict: isEnforced ? 'safe' : 'unknown',
      basis: isEnforced ? 'configured' : 'default',
      trail: at('headers', 'policy'),
      actual: isEnforced ? 'enforce' : 'reported at most',
      message: `the guard only reports what its Content-Security-Policy would stop at ${host}`,
    }),
    cookies({
      verdict: isReadable ? 'unsafe' : 'safe',
      basis: isReadable ? 'configured' : 'default',
      trail: at('cookies', 'http-only'),
      actual: isReadable ? 'http-only: false' : 'Secure and HttpOnly',
      message: `every script of a page of ${host} reads the cookies that the program does not hide itself`,
    }),
    origins({
      verdict: 'safe',
      basis: others.length === 0 ? 'default' : 'configured',
      trail: at('origins'),
      actual: others.length === 0 ? 'none' : `${others.length} by name`,
    }),
  ]
}

function rights({ names, text, has, trail }: Written): readonly Observation[] {
  const all = names('rights').map((_name, index) => ({
    isDeny: has('rights', index, 'deny'),
    isWide: text('rights', index, 'on') === '*' && ['execute', 'admin'].includes(text('rights', index, 'right') ?? ''),
    isBound: has('rights', index, 'networks') || text('rights', index, 'to')?.startsWith('worker:') === true,
    trail: trail('rights', index),
  }))
  const wide = all.find(({ isDeny, isWide }) => !isDeny && isWide)
  const given = all.filter(({ isDeny }) => !isDeny)
  const loose = given.find(({ isBound }) => !isBound)
  return [
    may({
      verdict: wide === undefined ? 'safe' : 'unsafe',
      basis: all.length === 0 ? 'default' : 'configured',
      trail: wide?.trail ?? trail('rights'),
      actual: wide === undefined ? `${all.length} rights` : 'execute or admin on "*"',
      message: 'a right is for everything that there is and will be',
    }),
    ...(given.length === 0
      ? []
      : [
          from({
            verdict: loose === undefined ? 'safe' : 'unknown',
            basis: 'configured',
            trail: (loose ?? given[0])?.trail ?? trail('rights'),
            actual: loose === undefined ? 'networks on each' : 'a right without networks',
            message: 'a right holds from anywhere, unless each key of its holder is bound to networks (`ringwall guard keys list` shows it)',
          }),
        ]),
  ]
}

function unsigned({ has, trail }: Written, sites: readonly Site[]): readonly Observation[] {
  return sites
    .filter(({ host }) => has('sites', host, 'user-header'))
    .map(({ host }) =>
      identity({
        verdict: 'unsafe',
        basis: 'default',
        trail: trail('sites', host, 'user-header'),
        actual: 'no identity.key',
        message: `the program behind ${host} is told who somebody is by a header that nobody signs`,
      }),
    )
}
