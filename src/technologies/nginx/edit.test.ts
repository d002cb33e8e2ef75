import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { byDefault } from '../../model/fact.ts'
import type { Identity, ServeTls, Want } from '../../model/want.ts'
import type { DeployedSketch } from '../../testing/deployment.ts'
import { editedFiles, hardenedFiles } from '../../testing/edited.ts'
import { edit } from './edit.ts'
import { nginx } from './index.ts'

const site = '/etc/nginx/conf.d/default.conf'
const identity: Identity = { certificate: 'CERTIFICATE\n', key: { name: 'proxy', value: 'KEY\n' }, authority: 'AUTHORITY\n' }

const proxy = (text: string, more: Partial<DeployedSketch> = {}): DeployedSketch => ({
  id: 'proxy',
  image: 'nginx:1.28',
  files: { [site]: text },
  mounts: [],
  ...more,
})

function hardened(text: string, more: Partial<DeployedSketch> = {}, others: readonly DeployedSketch[] = []): readonly [string, readonly string[]] {
  const { files, left } = hardenedFiles(nginx, edit, proxy(text, more), others)
  return [files[site] ?? '', left]
}

function served(text: string, tls: Partial<ServeTls>, more: Partial<DeployedSketch> = {}): string {
  const want: Want = { kind: 'serve', port: 80, tls: { port: 443, plaintext: 'refused', identity, ...tls } }
  const files = editedFiles(nginx, edit, want, proxy(text, more))
  return typeof files === 'string' ? files : (files[site] ?? '')
}

const secure = (...lines: readonly string[]): string =>
  `server {\n    listen 443 ssl;\n    server_name a.example.org;\n    ssl_certificate /c;\n    ssl_certificate_key /k;\n${lines.map((line) => `    ${line}\n`).join('')}}\n`

describe('settings', () => {
  it('of the weak examples change, and comments stay', () => {
    const folder = join(import.meta.dirname, 'examples/weak')
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8')
      if (!/\blisten\b/.test(text)) continue
      const [after] = hardened(text)
      expect(after).not.toBe(text)
      for (const line of text.split('\n').filter((each) => each.trim().startsWith('#'))) expect(after).toContain(line)
    }
  })

  it('that are missing stand in the block that decides, with comments and order kept', () => {
    const [text, left] = hardened(
      '# ours\nserver {\n  listen 80; # door\n  server_name a.example.org;\n  location / {\n    proxy_pass http://app:5000;\n  }\n}\n',
    )
    expect(left).toEqual([])
    expect(text).toContain('# ours\nserver {\n  listen 80; # door\n  server_name a.example.org;\n')
    expect(text).toContain('  server_tokens off;\n')
    expect(text).toContain('    proxy_pass http://app:5000;\n    proxy_set_header X-Forwarded-For $remote_addr;\n')
    expect(text).toContain('  limit_req zone=ringwall burst=200 nodelay;\n  limit_req_status 429;\n')
    expect(text.match(/limit_req_zone/g)).toHaveLength(1)
  })

  it('of http stand in its block where that is written', () => {
    const main = '/etc/nginx/nginx.conf'
    const text = 'events {}\nhttp {\n    server {\n        listen 80;\n        location / { proxy_pass http://app; }\n    }\n}\n'
    const { files } = hardenedFiles(nginx, edit, { ...proxy(''), files: { [main]: text } })
    expect(files[main]).toMatch(/http \{\n(?: {4}[^\n]*;\n)* {4}server_tokens off;\n/)
    expect(files[main]).toMatch(/\n {4}limit_req_zone /)
  })

  it('of files that are included stand there', () => {
    const { files, left } = hardenedFiles(nginx, edit, {
      ...proxy('server {\n  listen 80;\n  location /s { include snippets/status.conf; }\n}\n'),
      files: {
        '/etc/nginx/nginx.conf': 'events {}\nhttp {\n    server_tokens off;\n    include conf.d/*.conf;\n}\n',
        [site]: 'server {\n  listen 80;\n  location /s { include snippets/status.conf; }\n}\n',
        '/etc/nginx/snippets/status.conf': 'stub_status;\n',
      },
    })
    expect(left).toEqual([])
    expect(files['/etc/nginx/snippets/status.conf']).toBe('stub_status;\nallow 127.0.0.1;\nallow ::1;\ndeny all;\n')
  })

  it('of a template are written in the template, whose variables stay', () => {
    const template = '/etc/nginx/templates/default.conf.template'
    const text = 'server {\n    listen ${PORT};\n    location / { proxy_pass http://${APP}; proxy_set_header Connection "upgrade"; }\n}\n'
    const { files, left } = hardenedFiles(nginx, edit, { ...proxy(''), env: { PORT: '80', APP: 'app:5000' }, files: { [template]: text } })
    expect(left).toEqual([])
    expect(files[template]).toContain('listen ${PORT};')
    expect(files[template]).toContain('proxy_pass http://${APP};')
    expect(files[template]).toContain('proxy_set_header Connection $connection_upgrade;')
  })

  it('that are wrong are changed where they stand', () => {
    const lines = ['ssl_protocols TLSv1 TLSv1.2;', 'ssl_ciphers ALL:!aNULL;', 'autoindex on;', 'error_log /var/log/e debug;', 'root /srv;']
    const [text, left] = hardened(secure(...lines))
    expect(left).toEqual([])
    expect(text).toContain('    ssl_protocols TLSv1.2 TLSv1.3;\n    ssl_ciphers ECDHE-')
    expect(text).toContain('    autoindex off;\n    error_log /var/log/e warn;\n')
  })
})

describe('headers', () => {
  it('reach the blocks that have headers of their own', () => {
    const [text, left] = hardened(
      secure('location /api {\n        proxy_pass http://app;\n        add_header X-Own 1;\n    }', 'location / { proxy_pass http://app; }'),
    )
    expect(left).toEqual([])
    expect(text.match(/add_header Strict-Transport-Security/g)).toHaveLength(2)
    expect(text).toContain('        add_header X-Own 1;\n        add_header Strict-Transport-Security max-age=63072000 always;\n')
  })

  it('of an outer block are repeated where the first one of a block would put them out of force', () => {
    const [text, left] = hardened(
      `add_header X-Build 7;\nadd_header X-Frame-Options DENY always;\n${secure('location / { proxy_pass http://app; }')}`,
    )
    expect(left).toEqual([])
    expect(text).toContain('    add_header X-Build 7;\n    add_header X-Frame-Options DENY always;\n    add_header Strict-Transport-Security')
  })

  it('that a block lost are repeated in it', () => {
    const [text, left] = hardened(
      secure(
        'add_header Strict-Transport-Security max-age=63072000 always;',
        'add_header X-Frame-Options DENY always;',
        'location / {\n        proxy_pass http://app;\n        add_header X-Own 1;\n    }',
      ),
    )
    expect(left).toEqual([])
    expect(text).toContain(
      'add_header X-Own 1;\n        add_header Strict-Transport-Security max-age=63072000 always;\n        add_header X-Frame-Options DENY always;\n',
    )
  })

  it('to the program behind keep those that were inherited', () => {
    const [text, left] = hardened(secure('proxy_set_header Host a.example.org;', 'location / {\n        proxy_pass http://app;\n    }'))
    expect(left).toEqual([])
    expect(text).toContain('        proxy_set_header Host a.example.org;\n        proxy_set_header X-Forwarded-')
  })

  it('ask for an upgrade by the map that is there', () => {
    const map = 'map $http_upgrade $upgrading {\n    default upgrade;\n    "" close;\n}\n'
    const [text, left] = hardened(
      `${map}${secure('location /ws {\n        proxy_pass http://app;\n        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection "upgrade";\n    }')}`,
    )
    expect(left).toEqual([])
    expect(text).toContain('proxy_set_header Connection $upgrading;')
    expect(text.match(/^map/gm)).toHaveLength(1)
  })
})

describe('a redirect', () => {
  it('with the decoded path gets the path as it was asked for, and the query once', () => {
    const text =
      'server {\n    listen 80;\n    server_name a.example.org;\n    return 301 https://$host$uri$is_args$args;\n}\nserver {\n    listen 80;\n    server_name b.example.org;\n    rewrite ^ https://$host$uri permanent;\n}\n'
    const [after, left] = hardened(text)
    expect(left).toEqual([])
    expect(after).toContain('return 301 https://$host$request_uri;')
    expect(after).toContain('rewrite ^ https://$host$request_uri? permanent;')
  })
})

describe('strangers', () => {
  const host =
    'server {\n    listen 80;\n    listen [::]:80;\n    server_name a.example.org;\n    location / { proxy_pass http://app; proxy_set_header Host $host; }\n}\n'

  it('are refused by a server of its own at every address', () => {
    const [text, left] = hardened(host)
    expect(left).toEqual([])
    expect(text).toContain('server {\n    listen 80 default_server;\n    listen [::]:80 default_server;\n    server_name _;\n    return 444;\n')
  })

  it('are refused in the handshake, with the versions of TLS that count for all', () => {
    const [text] = hardened(host.replaceAll('80;', '443 ssl;'))
    expect(text).toContain('listen 443 ssl default_server;')
    expect(text).toContain('ssl_reject_handshake on;')
    expect(text.slice(text.indexOf('default_server'))).toContain('ssl_protocols TLSv1.2 TLSv1.3;')
  })

  it('that are somebody here are not refused', () => {
    const { files, left } = hardenedFiles(nginx, edit, proxy(host), [
      {
        id: 'job',
        is: {
          reading: {
            connections: [
              {
                protocol: 'http',
                host: 'proxy',
                port: 80,
                key: 'URL',
                trail: [],
                encryption: byDefault('none', 'plain'),
                verification: byDefault('none', 'plain'),
                authentication: byDefault('none', 'plain'),
              },
            ],
          },
        },
      },
    ])
    expect(files[site]).not.toContain('444')
    expect(left).toContain('proxy_set_header Host')
  })

  it('are served by a server without a name', () => {
    for (const name of ['_', 'localhost 0.0.0.0']) expect(hardened(host.replace('a.example.org', name))[0]).not.toContain('444')
  })
})

describe('TLS', () => {
  const plain =
    'server {\n    listen 80;\n    listen [::]:80 default_server;\n    server_name a.example.org;\n    client_max_body_size 64m;\n    location / {\n        rewrite ^/v1/(.*) /$1 break;\n        proxy_pass http://app:5000;\n    }\n}\n'

  it('stands beside plain HTTP first, and then takes its place', () => {
    const accepted = served(plain, { plaintext: 'kept' })
    expect(accepted).toContain('    listen 80;\n    listen [::]:80 default_server;\n    listen 443 ssl;\n    listen [::]:443 ssl default_server;\n')
    const closed = served(accepted, {})
    expect(closed).toBe(served(plain, {}))
    expect(closed).toContain(
      'server {\n    listen 443 ssl;\n    listen [::]:443 ssl default_server;\n    server_name a.example.org;\n    client_max_body_size 64m;\n',
    )
    expect(closed).toContain('        rewrite ^/v1/(.*) /$1 break;\n        proxy_pass http://app:5000;\n')
    expect(closed).toContain(
      'server {\n    listen 80;\n    listen [::]:80 default_server;\n    server_name a.example.org;\n    return 308 https://$host$request_uri;\n}\n',
    )
    expect(served(closed, {})).toBe(closed)
  })

  it('at another port outside is where people are sent', () => {
    expect(served(plain, { outside: 8443 })).toContain('return 308 https://$host:8443$request_uri;')
    expect(served(plain, { outside: 443 })).toContain('return 308 https://$host$request_uri;')
  })

  it('that another server has for the name is used', () => {
    const text = served(`${plain}${secure('location / { proxy_pass http://app; }')}`, {})
    expect(text).toContain('    client_max_body_size 64m;\n    return 308 https://$host$request_uri;\n')
    expect(text.match(/listen 443 ssl/g)).toHaveLength(1)
  })

  it('of the same server needs no new certificate', () => {
    const text = served(secure('listen 80;', 'location / { proxy_pass http://app; }'), { identity: undefined as never })
    expect(text).toContain('server {\n    listen 80;\n    server_name a.example.org;\n    return 308')
    expect(text).toContain('ssl_certificate /c;')
    expect(text.slice(0, text.indexOf('}'))).not.toContain('listen 80')
  })

  it('leaves the questions of a certificate authority in plain', () => {
    const text = served(
      plain.replace(
        '    location / {',
        '    root /srv;\n    location /.well-known/acme-challenge/ {\n        default_type text/plain;\n    }\n    location / {',
      ),
      {},
    )
    expect(text).toContain(
      '    root /srv;\n    location /.well-known/acme-challenge/ {\n        default_type text/plain;\n    }\n    location / {\n        return 308 https://$host$request_uri;\n    }\n',
    )
  })

  it('of a server that names no port keeps the one that it has without a word', () => {
    expect(served('server {\n    server_name a.example.org;\n    location / { proxy_pass http://app; }\n}\n', { plaintext: 'kept' })).toContain(
      '    listen 80;\n    listen 443 ssl;\n',
    )
  })
})
