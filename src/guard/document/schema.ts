import { z } from 'zod'
import { isIP } from 'node:net'
import { rights } from '../model/site.ts'
import { audit } from './audit.ts'
import { cookies, cors, headers } from './browser.ts'
import { egress } from './egress.ts'
import { bodyWords, scannerWords } from './bodies.ts'
import type { GuardFile, RightFile } from './file.ts'
import { people } from './people.ts'
import { certificate, duration, file, headerName, hostName, method, origin, secret, size, usualMethods } from './words.ts'

const pattern = z
  .string()
  .regex(/^\/(?:[^/?#\s%;\\]+\/)*(?:[^/?#\s%;\\]+)?$/, 'a path: decoded segments, * for any one, ** at the end for all below')
  .describe('Path of a route: `/a/*/b` exactly, `/a/**` with all below.')

const route = z
  .strictObject({
    path: pattern,
    methods: z
      .array(method)
      .min(1)
      .optional()
      .describe('Default: GET and HEAD for public routes, else GET, HEAD, OPTIONS, POST, PUT, PATCH and DELETE.'),
    public: z.literal(true).optional().describe('Anyone may, without an identity.'),
    closed: z.literal(true).optional().describe('Nobody may.'),
    right: z
      .enum([...rights, 'by-method'])
      .optional()
      .describe('The right that it takes; `by-method`: read for GET, HEAD and OPTIONS, else write.'),
    on: z
      .string()
      .regex(/^[A-Za-z0-9_.:/{}-]{1,200}$/, 'the name of a resource')
      .optional()
      .describe('What the right is on; {1} is the first segment of the path.'),
    'second-factor': z.boolean().optional(),
    upgrade: z.literal('websocket').optional(),
    body: z.union([size, bodyWords]).optional().describe('Most bytes of a request, or what is looked at in bodies.'),
    rewrite: z
      .string()
      .regex(/^\/[A-Za-z0-9\-._~/]*$/, 'a path of plain characters')
      .optional()
      .describe('Takes the place of the written segments in what the program is asked.'),
    cors: cors.optional().describe('Pages of other origins that may use it.'),
    rate: z.number().int().min(1).max(1_000_000).optional().describe('Requests a minute of one caller.'),
    record: z
      .enum(['before', 'after'])
      .optional()
      .describe(
        'When what is let through is in the audit log: before it is answered (default), or soon after; then HAProxy may judge keys by itself.',
      ),
  })
  .superRefine((value, context) => {
    if ([value.public, value.closed, value.right].filter((one) => one !== undefined).length > 1) {
      context.addIssue({ code: 'custom', message: 'a route is public, closed, or takes a right: one of them' })
    }
    if (value.public === true && (value.on !== undefined || value['second-factor'] === true)) {
      context.addIssue({ code: 'custom', message: 'a public route takes no right and no second factor' })
    }
    if (value.upgrade !== undefined && typeof value.body === 'object')
      context.addIssue({ code: 'custom', path: ['body'], message: 'what is sent over a socket is not looked at' })
    const methods = value.methods ?? (value.public === true ? ['GET', 'HEAD'] : usualMethods)
    const beyond = value.cors?.methods?.find((one) => !methods.includes(one))
    if (beyond !== undefined) context.addIssue({ code: 'custom', path: ['cors', 'methods'], message: `the route takes no ${beyond}` })
    if (value.record === 'after' && (value.public === true || value.closed === true || value.right === 'admin')) {
      context.addIssue({ code: 'custom', path: ['record'], message: 'a route that takes a right below admin: what manages is recorded before' })
    }
    if (value.rewrite !== undefined && !value.path.endsWith('**'))
      context.addIssue({ code: 'custom', path: ['rewrite'], message: 'only a path that ends in ** is rewritten' })
  })

const upstream = z.union([
  z.string().regex(/^http:\/\/[A-Za-z0-9.-]+:\d{1,5}$/, 'http://host:port'),
  z.string().regex(/^unix:\/[^\p{Cc}"'\\$;{}: ]+$/u, 'unix:/path'),
  z.strictObject(
    {
      https: z.string().regex(/^[A-Za-z0-9.-]+:\d{1,5}$/, 'host:port'),
      authority: file.describe('Who signs its certificate, in PEM.'),
      name: hostName.describe('The name that its certificate must have.'),
      client: certificate.optional(),
    },
    { error: ({ code }) => (code === 'invalid_type' ? 'a mapping with https, authority and name' : undefined) },
  ),
])

const site = z.strictObject({
  component: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a short name: letters, digits and hyphens')
    .optional(),
  upstream,
  tls: certificate.optional(),
  routes: z.array(route).min(1),
  body: size.default('1m'),
  'read-timeout': duration.default('60s'),
  'connections-per-address': z.number().int().min(1).max(100_000).default(100).describe('Of an IPv6 address: of its /64.'),
  'requests-per-second': z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Of one address, whatever they are; twice as many may come at once.'),
  tries: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('A minute, of one caller and of one address: what changes something on a path with login, password, reset and the like.'),
  origins: z.array(origin).default([]).describe('Other origins from which a browser may change something here.'),
  'user-header': headerName.optional().describe('Header in which the program expects who it is.'),
  strip: z.array(headerName).default([]).describe('Further headers of callers that never reach the program.'),
  inject: z.strictObject({ header: headerName, secret }).optional().describe('A native key that callers never see.'),
  headers: headers.prefault({}),
  cookies: cookies.prefault({}).describe('What the cookies of the program become; each is Secure.'),
})

const port = z.number().int().min(1).max(65_535)

const subject = z.string().regex(/^(?:person|group|system|worker):[^\p{Cc}]+$/u, 'person:ID, group:NAME, system:OWNER or worker:SPIFFE-ID')
const clock = z.string().regex(/^\d{2}:\d{2}$/, 'HH:MM')

/** A right as it is written, in the file and at run time. */
export const rightSchema: z.ZodType<RightFile> = z
  .strictObject({
    to: subject,
    on: z
      .string()
      .regex(/^[A-Za-z0-9_.:/*%-]{1,200}$/, 'the name of a resource')
      .describe('As routes name it: app, project:7, route:host/path.'),
    right: z.enum(rights).optional().describe('Up to this one.'),
    deny: z.enum(rights).optional().describe('This one and all above it, whoever else gives them.'),
    'may-grant': z.boolean().optional().describe('May give others what they have themselves.'),
    until: z.iso.date().optional(),
    networks: z.array(z.string()).min(1).optional(),
    hours: z.strictObject({ from: clock, to: clock, zone: z.string().optional() }).optional(),
    'second-factor': z.boolean().optional(),
  })
  .refine((value) => (value.right === undefined) !== (value.deny === undefined), 'a right or a deny: one of them')

const postgresql = z.strictObject({
  host: z.string().min(1),
  port: port.default(5432),
  database: z.string().min(1),
  user: z.string().min(1),
  password: secret.optional(),
  authority: file.optional().describe('Who signs its certificate, in PEM; without it only a socket and loopback are connected to.'),
})

const address = z.string().refine((text) => isIP(text) !== 0, 'an address')

/** The published schema of `guard.yaml`: the reader and the JSON Schema are made of it. */
export const guardSchema: z.ZodType<GuardFile> = z.strictObject({
  guard: z.literal(1).describe('Version of this format.'),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a short name: letters, digits and hyphens'),
  listen: z
    .strictObject({
      addresses: z.array(address).min(1).default(['0.0.0.0', '::']),
      https: port.default(443),
      http: z
        .union([port, z.literal(false)])
        .default(80)
        .describe('Redirects to https; false listens for none.'),
    })
    .prefault({}),
  tls: z
    .strictObject({
      profile: z.enum(['modern', 'intermediate']).default('intermediate'),
      certificate: certificate.optional(),
      workers: file.optional().describe('Who signs the certificates of workers, in PEM.'),
    })
    .prefault({}),
  folder: file.default('/run/ringwall-guard').describe('For sockets, of the guard alone.'),
  engine: z
    .enum(['nginx', 'haproxy', 'embedded'])
    .default('nginx')
    .describe('What carries the requests; `embedded`: the guard itself, without an engine, for small installations.'),
  'micro-cache': z.boolean().default(false).describe('Whether the data plane keeps an answer for reading for a second.'),
  keys: z
    .strictObject({
      pepper: secret,
      environment: z
        .string()
        .regex(/^[a-z0-9]{1,12}$/)
        .default('live'),
    })
    .optional(),
  identity: z
    .strictObject({ key: secret.describe('Ed25519 private key in PEM (PKCS #8).') })
    .optional()
    .describe('Signs who somebody is, for the programs behind.'),
  state: z
    .union([z.strictObject({ file }), z.strictObject({ postgresql })])
    .default({ file: '/var/lib/ringwall-guard/state.db' })
    .describe('Where keys, sessions and rights are kept.'),
  audit: audit.optional(),
  metrics: z
    .strictObject({
      listen: z.string().regex(/^(?:127(?:\.\d{1,3}){3}|\[::1\]):\d{1,5}$/, 'an address of this machine alone and a port: 127.0.0.1:9464'),
    })
    .optional()
    .describe('Where Prometheus finds figures of the guard, at /metrics.'),
  scanner: scannerWords.optional().describe('Who scans bodies for viruses.'),
  people: people.default({}).describe('Where people are known, and log in.'),
  egress: egress.optional().describe('What the protected components may reach.'),
  administrators: z.array(subject).default([]).describe('Who may change rights and keys.'),
  rights: z.array(rightSchema).default([]).describe('What stands here is changed here; others are given at run time.'),
  sites: z.record(hostName, site).refine((sites) => Object.keys(sites).length > 0, 'at least one site'),
})
