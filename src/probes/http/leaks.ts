import type { Observation, Remark } from '../../model/technology.ts'
import { textOf, typeOf, valueOf } from '../../wire/http/answer.ts'
import type { Shown } from './headers.ts'
import { isPage } from './headers.ts'
import { seen } from './remark.ts'

const banner: Remark = {
  concern: 'security-headers',
  key: 'Server',
  stake: 'hygiene',
  expected: 'no version in Server and X-Powered-By',
  fix: 'switch the version off in the server, or let the proxy in front remove the header',
}
const listing: Remark = {
  concern: 'anonymous-access',
  key: 'directory listing',
  stake: 'defence',
  expected: 'folders without an index page are not listed',
  fix: 'switch the listing of folders off',
}
const errors: Remark = {
  concern: 'debug-mode',
  key: 'error page',
  stake: 'data',
  expected: 'error pages say that there was an error, and nothing else',
  fix: 'switch the debug mode of the application off',
}

/** Who tells its version in `Server`, the setting that decides it, and the setting that lists folders: so that files are settled by it. */
const own: Readonly<Record<string, { readonly banner: string; readonly listing?: string }>> = {
  nginx: { banner: 'server_tokens', listing: 'autoindex' },
  apache: { banner: 'ServerTokens', listing: 'Options' },
}

/** What the answers tell beside what they are for. */
export function leakObservations(pages: readonly Shown[]): readonly Observation[] {
  const product = /^[A-Za-z]{2,20}/.exec(headerOf(pages, 'server'))?.[0].toLowerCase() ?? ''
  const keys = own[product]
  return [versions(pages, keys?.banner), ...poweredBy(pages), ...listings(pages, keys?.listing), internals(pages)]
}

function headerOf(pages: readonly Shown[], name: string): string {
  return pages.map(({ answer }) => valueOf(answer, name)).find((value) => value !== undefined) ?? ''
}

function versions(pages: readonly Shown[], key = banner.key): Observation {
  const told = /\/\s*v?(\d[\w.]{0,15})/.exec(headerOf(pages, 'server'))?.[1]
  if (told === undefined) return seen({ ...banner, key }, 'safe', 'the header Server tells no version', 'no version')
  return seen({ ...banner, key }, 'unsafe', `every answer tells the version of the server: ${told}`, told)
}

function poweredBy(pages: readonly Shown[]): readonly Observation[] {
  const name = ['X-Powered-By', 'X-AspNet-Version', 'X-AspNetMvc-Version', 'X-Generator'].find((each) => headerOf(pages, each) !== '')
  if (name === undefined) return []
  return [seen({ ...banner, key: name }, 'unsafe', `answers tell in ${name} what the application is made with`, 'sent')]
}

/** Titles of httpd (mod_autoindex), nginx, lighttpd and Caddy's templates; Python's http.server; Jetty's DefaultServlet; Node's serve-index. */
const titles = /<title>\s*(?:Index of \/|Directory listing for \/|Directory: \/|listing directory \/)/i

function listings(pages: readonly Shown[], key = listing.key): readonly Observation[] {
  const [root] = pages
  if (root === undefined || root.answer.status !== 200 || !isPage(root.answer)) return []
  if (titles.test(textOf(root.answer)))
    return [seen({ ...listing, key }, 'unsafe', `visitors of ${root.where} are shown a list of files`, 'a list of files')]
  // one folder that is not listed says nothing of the others: no verdict
  return []
}

/** Pages that developers see: how they are known. */
const developers: readonly (readonly [RegExp, string])[] = [
  [/Traceback \(most recent call last\)/, 'a trace of Python'],
  [/You(?:'|&#x27;|&#39;)re seeing this error because you have <code>DEBUG = True/, "Django's page for developers"],
  [/<title>[^<]{0,200}\/\/ Werkzeug Debugger<\/title>/i, "Werkzeug's debugger, which runs what it is sent"],
  [/^\s+at (?:java|javax|jakarta|org|com|sun|io)\.[\w.$]+\([\w$]+\.java:\d+\)/m, 'a trace of Java'],
  [/\bat [\w.<>$ ]+ \((?:file:\/\/)?\/[\w./@-]+\.[cm]?[jt]s:\d+:\d+\)/, 'a trace of JavaScript'],
  [/^goroutine \d+ \[[a-z ]+\]:/m, 'a trace of Go'],
  [/(?:Fatal error|Parse error|Warning)<\/b>:\s[\s\S]{0,500}? on line <b>\d+/, 'an error of PHP with its file'],
  [/Stack trace:\s*(?:<br>|<br \/>|\n)?\s*#0 /, 'a trace of PHP'],
  [/^\s+at [\w.`]+\([^)]*\) in [^\n]{1,300}:line \d+/m, 'a trace of .NET'],
  [/<title>Action Controller: Exception caught<\/title>|Rails\.root: /, "Rails' page for developers"],
  [/thread '[^']+' panicked at/, 'a trace of Rust'],
]

function internals(pages: readonly Shown[]): Observation {
  for (const { where, answer } of pages) {
    if (!isPage(answer) && !/^(?:text\/plain|application\/(?:problem\+)?json|)$/.test(typeOf(answer))) continue
    const text = textOf(answer)
    const found = developers.find(([pattern]) => pattern.test(text))
    if (found !== undefined) return seen(errors, 'unsafe', `${where} shows ${found[1]}`, found[1])
  }
  return seen(errors, 'safe', 'the error pages that were asked for show nothing of the inside', 'nothing of the inside')
}
