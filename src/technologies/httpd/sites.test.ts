import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { ends, ports } from '../../testing/reading.ts'
import { files } from './files.ts'
import { httpd } from './index.ts'

function process(all: Readonly<Record<string, string>>): Reading {
  return httpd.read(component({ form: 'process', files: all }), undefined)
}

function site(text: string): Reading {
  return process({ '/etc/apache2/sites-enabled/shop.conf': text })
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations
    .filter(({ verdict }) => verdict === 'unsafe')
    .map(({ key, trail }) => `${key} ${trail[0]?.line}`)
    .toSorted()
}

const tls = (more: string): string =>
  `<VirtualHost *:443>\n  SSLEngine on\n  SSLProtocol -all +TLSv1.3\n  Header always set Strict-Transport-Security "max-age=31536000"\n${more}\n</VirtualHost>\n`

describe('a site that lies alone', () => {
  it('is read with what it leaves out', () => {
    const found = site('\n<VirtualHost *:443>\n  SSLEngine On\n  ServerName a.example\n  ProxyPass / http://localhost:5002/\n</VirtualHost>\n')
    expect(ports(found)).toEqual(['http 443 application required delegated'])
    expect(ends(found)).toEqual(['http localhost:5002 none none 5'])
    expect(found.gaps).toEqual([])
    expect(unsafe(found)).toEqual(['SSLProtocol 2', 'Strict-Transport-Security 2', 'X-Forwarded-For 5', 'X-Forwarded-Proto 2'])
  })

  it('is judged as far as it goes where a section is left open, and the place is told', () => {
    const found = site('<VirtualHost *:80>\n  <Location /a>\n    ProxyPass http://app:81/\n</VirtualHost>\n<VirtualHost *:82>\n  ServerName b\n')
    expect(found.gaps?.map(({ why, place }) => `${place?.line} ${why}`)).toEqual(['2 <location> is not closed', '5 <virtualhost> is not closed'])
    expect(ports(found)).toEqual(['http 80 application none delegated', 'http 82 application none delegated'])
    expect(ends(found)).toEqual(['http app:81 none none 3'])
  })

  it('does not take what lies beside it for a site', () => {
    const found = process({
      '/etc/httpd/conf.d/shop.conf': '<VirtualHost *:80>\n  ServerName a\n</VirtualHost>\n',
      '/etc/httpd/conf.d/site.conf': 'server {\n  listen 81;\n}',
      '/etc/httpd/conf.d/README': 'Listen 82',
    })
    expect(ports(found)).toEqual(['http 80 application none delegated'])
  })

  it.each([
    ['httpd.conf', 'ServerRoot "/etc/httpd"\n', '/etc/httpd/conf/httpd.conf'],
    ['httpd.conf', 'ServerRoot "/usr/local/apache2"\n', '/usr/local/apache2/conf/httpd.conf'],
    ['apache2.conf', 'IncludeOptional mods-enabled/*.load\n', '/etc/apache2/apache2.conf'],
    ['shop.httpd.conf', '<VirtualHost *:443>\n', '/etc/apache2/sites-enabled/'],
    ['proxy.conf', '  ProxyPass / http://app/\n', '/etc/apache2/sites-enabled/ part'],
    ['proftpd.conf', '<VirtualHost 10.0.0.1>\n', undefined],
    ['site.md', '<VirtualHost *:443>\n', undefined],
  ])('is known by its name and text: %s', (name, text, wanted) => {
    const found = files.find((file) => file.name.test(name) && file.content?.test(text) === true)
    expect(found === undefined ? undefined : `${found.at}${found.part === true ? ' part' : ''}`).toBe(wanted)
  })
})

describe('what is in force', () => {
  it('is what the section says, or a section around it', () => {
    const found = site(
      tls(
        [
          '  SSLProxyEngine on',
          '  SSLProxyVerify require',
          '  <Location /lax>',
          '    SSLProxyVerify none',
          '    ProxyPass https://lax:8443/',
          '  </Location>',
          '  <Proxy "https://own/">',
          '    SSLProxyCheckPeerName off',
          '    SSLProxyMachineCertificateFile /own.pem',
          '  </Proxy>',
          '  ProxyPass /own https://own/x',
          '  ProxyPass / https://safe:8443/',
        ].join('\n'),
      ),
    )
    expect(ends(found)).toEqual(['http lax:8443 required none 9', 'http own:443 required chain 15', 'http safe:8443 required name 16'])
  })

  it('asks modules, versions and files', () => {
    const text = [
      'LoadModule ssl_module modules/mod_ssl.so',
      'LoadModule mpm_event_module modules/mod_mpm_event.so',
      '<IfModule mod_ssl.c>\nListen 1\n</IfModule>',
      '<IfModule event.c>\nListen 2\n</IfModule>',
      '<IfModule unixd_module>\nListen 3\n</IfModule>',
      '<IfModule mod_proxy.c>\nListen 4\n</IfModule>',
      '<IfVersion >= 2.4>\nListen 5\n</IfVersion>',
      '<IfVersion < 2.4>\nListen 6\n</IfVersion>',
      '<IfFile "/etc/apache2/apache2.conf">\nListen 7\n</IfFile>',
      '<IfDefine !X>\nListen 8\n</IfDefine>',
    ].join('\n')
    const found = process({ '/etc/apache2/apache2.conf': text })
    expect(found.listeners?.map(({ port }) => port)).toEqual([1, 2, 3, 5, 7, 8])
    expect(unsafe(found)).toEqual(['ServerTokens 1', 'TraceEnable 1'])
  })

  it('knows the variables of Debian', () => {
    const found = process({
      '/etc/apache2/envvars': 'export APACHE_PORT=8088\nexport LANG=C\n',
      '/etc/apache2/apache2.conf': 'Listen ${APACHE_PORT}\nTraceEnable Off\nServerTokens Prod',
    })
    expect(found.listeners?.map(({ port }) => port)).toEqual([8088])
  })
})

describe('who the client and the user are', () => {
  const proxied = (more: string): readonly string[] =>
    unsafe(site(tls(`  RequestHeader set X-Forwarded-Proto https\n  ProxyPass / http://app/\n${more}`)))

  it('is not left to the client', () => {
    expect(proxied('')).toEqual(['X-Forwarded-For 6'])
    expect(proxied('  RequestHeader unset X-Forwarded-For')).toEqual([])
    expect(proxied('  RemoteIPHeader X-Forwarded-For')).toEqual(['RemoteIPHeader 7'])
    expect(proxied('  RemoteIPHeader X-Forwarded-For\n  RemoteIPTrustedProxy 10.0.0.1')).toEqual([])
  })

  it('is emptied for the whole site before a part sets it', () => {
    const part = '  <Location /in>\n    RequestHeader set X-Remote-User %{REMOTE_USER}s\n  </Location>'
    const clean = '  RequestHeader unset X-Forwarded-For\n'
    expect(proxied(`${clean}${part}`)).toEqual(['X-Remote-User 9'])
    expect(proxied(`${clean}  RequestHeader unset X-Remote-User\n${part}`)).toEqual([])
    expect(proxied(`${clean}  RequestHeader set Coopr-UserID %{HTTP_X_USER}e env=HAS_USER`)).toEqual(['Coopr-UserID 8'])
  })

  it('passes on the name of the host where strangers are refused', () => {
    const rules = '  ProxyPreserveHost On\n  RequestHeader unset X-Forwarded-For'
    expect(proxied(rules)).toEqual(['ProxyPreserveHost 7'])
    const first = '<VirtualHost *:443>\n<Location />\nRequire all denied\n</Location>\n</VirtualHost>\n'
    const all = `${first}${tls(`  RequestHeader set X-Forwarded-Proto https\n  ProxyPass / http://app/\n${rules}`)}`
    expect(unsafe(site(all))).toEqual([])
  })
})

it('finds what weakens', () => {
  const text = [
    'SSLCompression on',
    'SSLCipherSuite ALL:!aNULL:RC4-SHA',
    'SSLVerifyClient optional_no_ca',
    '<Directory />',
    '  Require all granted',
    '  AllowOverride All',
    '</Directory>',
    '<Location /status>',
    '  SetHandler server-status',
    '</Location>',
    '<Location /info>',
    '  SetHandler server-info',
    '  Require local',
    '</Location>',
    'LimitRequestBody 0',
  ].join('\n')
  expect(unsafe(site(tls(text)))).toEqual([
    'AllowOverride 10',
    'LimitRequestBody 19',
    'Require 9',
    'SSLCipherSuite 6',
    'SSLCompression 5',
    'SSLVerifyClient 7',
    'SetHandler 13',
  ])
})

it('never throws', () => {
  const word = fc.constantFrom(
    '<VirtualHost',
    '*:443>',
    '</VirtualHost>',
    '<IfModule',
    '!x>',
    '\n',
    '\\\n',
    'Include',
    '*.conf',
    '"',
    "'",
    '${A}',
    'Define',
    'A',
    '<IfVersion',
    '>=',
    'ProxyPass',
    'https://a/',
    '<Proxy',
    'Require',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      expect(site(words.join(' ')).gaps).toBeDefined()
    }),
    { numRuns: 200 },
  )
})
