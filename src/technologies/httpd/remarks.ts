import type { Observation, Remark } from '../../model/technology.ts'
import type { Directive } from './directives.ts'
import { allInForce, inForce } from './force.ts'
import { missing, shown, written } from './observation.ts'

interface Rule extends Remark {
  readonly name: string
  readonly unsafe: (args: readonly string[]) => boolean
  readonly message: string
}

const is =
  (pattern: RegExp) =>
  ([first = '']: readonly string[]): boolean =>
    pattern.test(first)

/** Directives that weaken wherever they stand (manual of 2.4). */
const rules: readonly Rule[] = [
  {
    name: 'options',
    unsafe: (args) => args.some((word) => /^\+?(?:indexes|all)$/i.test(word)),
    concern: 'anonymous-access',
    key: 'Options',
    stake: 'defence',
    message: 'Apache lists the files of folders without an index page: visitors find what no link leads to',
    expected: 'Options -Indexes',
    fix: 'write Options -Indexes',
    want: '-Indexes',
  },
  {
    name: 'proxyrequests',
    unsafe: is(/^on$/i),
    concern: 'remote-management',
    key: 'ProxyRequests',
    stake: 'takeover',
    message: 'Apache is an open proxy: whoever reaches it sends requests to anything that it reaches',
    expected: 'Off',
    fix: 'write ProxyRequests Off: ProxyPass does not need it',
    want: 'Off',
  },
  {
    name: 'traceenable',
    unsafe: (args) => !is(/^off$/i)(args),
    concern: 'remote-management',
    key: 'TraceEnable',
    stake: 'hygiene',
    message: 'TRACE sends a request back with all its headers: what a script may not read, it is shown',
    expected: 'Off',
    fix: 'write TraceEnable Off',
    want: 'Off',
  },
  {
    name: 'servertokens',
    unsafe: (args) => !is(/^prod(?:uctonly)?$/i)(args),
    concern: 'security-headers',
    key: 'ServerTokens',
    stake: 'hygiene',
    message: 'every answer tells the version of Apache and of its modules',
    expected: 'Prod',
    fix: 'write ServerTokens Prod',
    want: 'Prod',
  },
  {
    name: 'serversignature',
    unsafe: (args) => !is(/^off$/i)(args),
    concern: 'security-headers',
    key: 'ServerSignature',
    stake: 'hygiene',
    message: 'error pages tell the version of Apache',
    expected: 'Off',
    fix: 'write ServerSignature Off',
    want: 'Off',
  },
  {
    name: 'allowoverride',
    unsafe: (args) => args.some((word) => /^(?:all|authconfig|options)\b/i.test(word)),
    concern: 'file-access',
    key: 'AllowOverride',
    stake: 'hygiene',
    message: 'files named .htaccess change what is protected here: whoever may write into the folder may open it',
    expected: 'None',
    fix: 'write AllowOverride None, and what is needed into the main configuration',
  },
  {
    name: 'limitrequestbody',
    unsafe: is(/^0+$/),
    concern: 'resource-limit',
    key: 'LimitRequestBody',
    stake: 'availability',
    message: 'requests may be of any size',
    expected: 'the largest upload that the application needs',
    fix: 'set LimitRequestBody to the largest upload that the application needs',
  },
]

export function remarksOf(all: readonly Directive[]): readonly Observation[] {
  return all.flatMap((each) => [
    ...rules.flatMap((rule) =>
      rule.name === each.name && rule.unsafe(each.args) ? [written(remarkOf(rule), 'unsafe', each, rule.message, shown(each))] : [],
    ),
    ...openStatus(each, all),
    ...openRoot(each),
  ])
}

function remarkOf({ concern, key, stake, expected, fix, want }: Rule): Remark {
  return { concern, key, stake, expected, fix, ...(want === undefined ? {} : { want }) }
}

/** What the main file leaves out: Full and On are Apache's own (core, 2.4). */
export function defaultsOf(all: readonly Directive[], at: Directive): readonly Observation[] {
  return rules.flatMap((rule) => {
    if (rule.name !== 'traceenable' && rule.name !== 'servertokens') return []
    if (inForce(all, [], rule.name) !== undefined) return []
    return [missing(remarkOf(rule), 'unsafe', at.from.trail, rule.message)]
  })
}

const status: Remark = {
  concern: 'remote-management',
  key: 'SetHandler',
  stake: 'hygiene',
  expected: 'Require local, or a login',
  fix: 'add Require local beside SetHandler',
  want: 'for the machine itself alone',
}

/** mod_status shows addresses and paths of all visitors, mod_info the configuration. */
function openStatus(each: Directive, all: readonly Directive[]): readonly Observation[] {
  const handler = /^server-(status|info)$/i.exec(each.name === 'sethandler' ? (each.args[0] ?? '') : '')?.[1]?.toLowerCase()
  if (handler === undefined) return []
  const asks = [...allInForce(all, each.within, 'require'), ...allInForce(all, each.within, 'deny')]
  const inner = each.within.at(-1)
  // <RequireAny> and <LimitExcept> stand inside of the section
  const nested = all.filter(({ name, within }) => name === 'require' && inner !== undefined && within.includes(inner))
  if ([...asks, ...nested].some(({ args }) => !/^all granted$/i.test(args.join(' ')))) return []
  const message =
    handler === 'info' ? 'anybody who reaches Apache reads its whole configuration' : 'anybody who reaches Apache reads who asks it for what'
  return [written({ ...status, stake: handler === 'info' ? 'data' : 'hygiene' }, 'unsafe', each, message, `server-${handler} is open`)]
}

const root: Remark = {
  concern: 'file-access',
  key: 'Require',
  stake: 'defence',
  expected: 'Require all denied for <Directory />',
  fix: 'write Require all denied in <Directory />, and grant the folders that are served',
}

function openRoot(each: Directive): readonly Observation[] {
  const block = each.within.at(-1)
  if (each.name !== 'require' || block?.name !== 'directory' || block.args[0] !== '/' || !/^all granted$/i.test(each.args.join(' '))) return []
  return [written(root, 'unsafe', each, 'every file of the machine that Apache may read is served where a path leads to it', shown(each))]
}
