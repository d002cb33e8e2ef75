import { describe, expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { ends, ports } from '../../testing/reading.ts'
import { files } from './files.ts'
import { nginx } from './index.ts'

function site(text: string, name = 'shop.conf'): Reading {
  return nginx.read(component({ form: 'process', files: { [`/etc/nginx/conf.d/${name}`]: text } }), undefined)
}

function main(text: string, others: Readonly<Record<string, string>> = {}): Reading {
  return nginx.read(component({ form: 'process', files: { '/etc/nginx/nginx.conf': `events {}\n${text}`, ...others } }), undefined)
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations
    .filter(({ verdict }) => verdict === 'unsafe')
    .map(
      ({ key, trail }) =>
        `${key} ${trail
          .filter(({ file }) => file !== 'compose.yml')
          .map(({ line }) => line)
          .join(',')}`,
    )
    .toSorted()
}

describe('a site that lies alone', () => {
  it('is read as part of the main file of a distribution', () => {
    const text = 'server {\n  listen 443 ssl;\n  server_name a.example;\n  location / {\n    proxy_pass http://localhost:5000;\n  }\n}'
    const found = site(text)
    expect(ports(found)).toEqual(['http 443 application required delegated'])
    expect(ends(found)).toEqual(['http localhost:5000 none none 5'])
    expect(found.gaps).toEqual([])
    expect(unsafe(found)).toEqual([
      'Strict-Transport-Security 1',
      'limit_req 1',
      'proxy_set_header X-Forwarded-For 4',
      'proxy_set_header X-Forwarded-Proto 4',
      'server_tokens 1',
      'ssl_protocols 1',
    ])
  })

  it('is judged as far as it goes where a brace is missing, and the place is told', () => {
    const text = 'server {\n  listen 80;\n  location / {\n    proxy_pass http://app:5000;\n  }\n\nserver {\n  listen 81;\n}\n'
    const found = site(text)
    expect(found.gaps).toEqual([{ why: 'a block does not end', place: { file: 'shop.conf', line: 1 } }])
    expect(ports(found)).toEqual(['http 80 application none delegated', 'http 81 application none none'])
    expect(ends(found)).toEqual(['http app:5000 none none 4'])
  })

  it('does not take what lies beside it for a site', () => {
    const files = {
      '/etc/nginx/conf.d/shop.conf': 'server {\n  listen 80;\n}',
      '/etc/nginx/conf.d/README.md': 'server {\n  listen 81;\n}',
      '/etc/nginx/conf.d/vhost.conf': '<VirtualHost *:82>\n</VirtualHost>\n',
      '/etc/nginx/sites-enabled/other': 'server {\n  listen 83;\n}',
    }
    expect(ports(nginx.read(component({ form: 'process', files }), undefined)).map((line) => line.slice(0, 7))).toEqual(['http 80', 'http 83'])
  })

  it('may be one of stream or mail', () => {
    expect(ports(site('server {\n  listen 5432;\n  proxy_pass db.example:5432;\n}'))).toEqual(['postgres 5432 data none delegated'])
    expect(ports(site('server {\n  listen 143;\n  protocol imap;\n  starttls only;\n}'))).toEqual(['imap 143 mail required password'])
  })

  it.each([
    ['nginx.conf', 'user www;\nevents {\n}\n', '/etc/nginx/nginx.conf'],
    ['nginx-prod.conf', 'http {\n}\n', '/etc/nginx/nginx.conf'],
    ['default', 'server {\n  listen 80 default_server;\n}', '/etc/nginx/conf.d/'],
    ['site.conf', 'server { listen 80; }', '/etc/nginx/conf.d/'],
    ['README.md', 'server {\n  listen 80;\n}', undefined],
    ['squid.conf', 'http_port 3128\nacl all src all\n', undefined],
    ['named.conf', 'options {\n  listen-on port 53 { any; };\n};', undefined],
    ['app.conf', 'server {\n  port = 80\n  host = "x"\n}', '/etc/nginx/conf.d/ part'],
  ])('is known by its name and text: %s', (name, text, wanted) => {
    const found = files.find((file) => file.name.test(name) && file.content?.test(text) !== false)
    expect(found === undefined ? undefined : `${found.at}${found.part === true ? ' part' : ''}`).toBe(wanted)
  })
})

describe('stream and mail', () => {
  it('reads servers of both with their TLS', () => {
    const found = main(
      [
        'stream {',
        '  upstream db { server db1:5432; }',
        '  server { listen 5432 ssl; ssl_protocols TLSv1.1; proxy_pass db; proxy_ssl on; proxy_ssl_verify on; proxy_ssl_trusted_certificate /ca; }',
        '  server { listen 8443; ssl_preread on; proxy_pass app:8443; }',
        '}',
        'mail {',
        '  auth_http localhost:9000/auth;',
        '  auth_http_header X-Auth-Key "Plum-77-x";',
        '  server { listen 25; protocol smtp; smtp_auth none; }',
        '  server { listen 143; starttls on; ssl_protocols TLSv1.2; }',
        '  server { listen 993 ssl; protocol imap; ssl_protocols TLSv1.3; }',
        '}',
      ].join('\n'),
    )
    expect(ports(found)).toEqual(
      [
        'postgres 5432 data required delegated',
        'http 8443 application required delegated',
        'smtp 25 mail none none',
        'imap 143 mail optional password',
        'imap 993 mail required password',
      ].map((line) => line.replace('http 8443', 'tcp 8443')),
    )
    expect(ends(found)).toEqual(['postgres db1:5432 required name 4', 'tcp app:8443 none none 5', 'http localhost:9000 none none 8'])
    expect(found.connections?.[2]?.password?.value).toBe('Plum-77-x')
    expect(unsafe(found)).toEqual(['ssl_protocols 4'])
  })
})

describe('includes', () => {
  it('start in the folder of the main file, and know classes of characters', () => {
    const text = 'http {\n  include sites/[ab]*.conf;\n  include s*/c.conf;\n}'
    const found = nginx.read(
      component({
        form: 'process',
        command: ['nginx', '-c', '/srv/web/nginx.conf'],
        files: {
          '/srv/web/nginx.conf': text,
          '/srv/web/sites/a.conf': 'server { listen 81; }',
          '/srv/web/sites/c.conf': 'server { listen 82; }',
        },
      }),
      undefined,
    )
    expect(ports(found)).toEqual(['http 81 application none none', 'http 82 application none none'])
    expect(found.gaps).toEqual([])
  })

  it('know what the package of Debian ships', () => {
    const found = site('server {\n  listen 80;\n  location / {\n    include proxy_params;\n    proxy_pass http://app;\n  }\n}')
    expect(found.gaps).toEqual([])
    expect(unsafe(found)).toEqual(['limit_req 1', 'proxy_set_header Host 4', 'proxy_set_header X-Forwarded-For 4', 'server_tokens 1'])
  })
})

describe('who the user is', () => {
  it('must not be left to the client', () => {
    const text = [
      'server {',
      '  location / {',
      '    auth_request /check;',
      '    proxy_set_header X-Remote-User $user;',
      '    proxy_pass http://app:8080;',
      '  }',
      '  location /static {',
      '    proxy_pass http://app:8080;',
      '  }',
      '  location /open {',
      '    proxy_set_header X-Remote-User "";',
      '    proxy_pass http://app:8080/;',
      '  }',
      '  location /other {',
      '    proxy_set_header Coopr-UserID $http_coopr_userid;',
      '    proxy_pass http://other:8080;',
      '  }',
      '}',
    ].join('\n')
    expect(unsafe(site(`${text}`)).filter((line) => /User/.test(line))).toEqual(['Coopr-UserID 15', 'X-Remote-User 8'])
  })
})

describe('the order of locations', () => {
  const text = (mark: string): string =>
    `server {\n  listen 80;\n  location ${mark} /admin {\n    auth_basic x;\n    proxy_pass http://app;\n  }\n  location ~ \\.php$ {\n    fastcgi_pass php:9000;\n  }\n}`
  const keys = (mark: string): readonly string[] => unsafe(site(text(mark))).filter((line) => line.startsWith('location'))

  it('lets an expression pass by a login, and a firm prefix keeps it', () => {
    expect(keys('')).toEqual(['location 7'])
    expect(keys('^~')).toEqual([])
  })

  it('finds allow without deny', () => {
    expect(unsafe(site('server {\n  allow 10.0.0.0/8;\n}')).filter((line) => line.startsWith('allow'))).toEqual(['allow 2'])
    expect(unsafe(site('server {\n  allow 10.0.0.0/8;\n  deny all;\n}')).filter((line) => line.startsWith('allow'))).toEqual([])
  })
})

it('follows what a map may give', () => {
  const text =
    'http {\n  map $host $up {\n    hostnames;\n    default app:80;\n    api.example api:81;\n  }\n  server {\n    location / {\n      proxy_pass http://$up;\n    }\n  }\n}'
  const found = main(text)
  expect(found.gaps).toEqual([])
  expect(ends(found)).toEqual(['http app:80 none none 10', 'http api:81 none none 10'])
})

describe('a path that is decoded', () => {
  const told = (line: string) =>
    unsafe(main(`http {\n server {\n listen 127.0.0.1:80;\n location /a {\n${line}\n}\n}\n}`)).filter((one) => one.endsWith(' 6'))

  it.each([
    ['return 302 https://$host$uri;', 'return 6'],
    ['return https://x$document_uri;', 'return 6'],
    ['rewrite ^ https://x${uri} permanent;', 'rewrite 6'],
    ['add_header X-Path $uri;', 'add_header 6'],
    ['proxy_set_header X-Path $uri; proxy_pass http://a;', 'proxy_set_header 6'],
    ['proxy_pass http://a$uri;', 'proxy_pass 6'],
  ])('may break a line: %s', (line, key) => {
    expect(told(line)).toContain(key)
  })

  it.each([
    'return 302 https://$host$request_uri;',
    'return 200 $uri;',
    'rewrite ^ /index.php?q=$uri last;',
    'try_files $uri =404;',
    'add_header X $uri_name;',
  ])('breaks none: %s', (line) => {
    expect(told(line).filter((one) => /^(?:return|rewrite|try_files|add_header X)/.test(one))).toEqual([])
  })
})

it('tells that workers run as root', () => {
  expect(unsafe(main('user root;\nhttp { }'))).toEqual(['user 2'])
  expect(unsafe(main('user www-data;\nhttp { }'))).toEqual([])
})

it('tells where WebSockets are passed on', () => {
  const upgrade = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;'
  const to = 'proxy_pass http://app:5000;'
  const places = [
    `location /live/ { ${upgrade} ${to} }`,
    `location /socket.io/ { ${upgrade} ${to} }`,
    `location ~ ^/ws { ${upgrade} ${to} }`,
    `location /page { ${to} }`,
    `location /files { ${upgrade} }`,
  ]
  const { listeners = [] } = site(`server {\n  listen 80;\n  ${places.join('\n  ')}\n}`)
  expect(listeners.map(({ sockets }) => sockets)).toEqual([['/live/', '/socket.io/?EIO=4&transport=websocket']])
})
