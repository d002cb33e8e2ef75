import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { triedRepeats, wordLine, words } from '../../../test/edits.ts'
import type { Cannot, Change } from '../edit.ts'
import { applyEdits } from '../edit.ts'
import { parseHttpd } from '../httpd.ts'
import type { Directive } from '../nginx.ts'
import { parseNginx } from '../nginx.ts'
import { parseProftpdConf } from '../proftpd-conf.ts'
import type { BlockEditor, BlockPath, BlockStatement } from './blocks.ts'
import { holds } from './blocks.ts'
import { httpdEdits, proftpdConfEdits } from './httpd.ts'
import { nginxEdits } from './nginx.ts'

function edited(text: string, change: Change | Cannot): string {
  return 'cannot' in change ? `cannot: ${change.cannot}` : applyEdits(text, change.edits)
}

const nginx = `http {
  # plain
  server {
    listen 80;
    add_header X-A 1; # one
    location / {
      return 301 https://$host$request_uri;
    }
  }

  # tls
  server {
    listen 443 ssl;
    add_header X-A 1;
    location / { proxy_pass http://app; }
  }
}
`

describe('blocks of nginx', () => {
  const tls: BlockPath = ['http', 'server', holds('listen', '443')]

  it('are found by what they hold', () => {
    expect(edited(nginx, nginxEdits.set(nginx, [...tls, 'ssl_protocols'], ['TLSv1.3']))).toBe(
      nginx.replace('443 ssl;\n    add_header X-A 1;\n', '443 ssl;\n    add_header X-A 1;\n    ssl_protocols TLSv1.3;\n'),
    )
    expect(nginxEdits.set(nginx, ['http', 'server', holds('listen', '8443'), 'a'], ['b'])).toHaveProperty('cannot')
  })

  it('are added in the style of the file, once', () => {
    const admin: BlockStatement = {
      words: ['location', '/admin'],
      inner: [['allow', '10.0.0.0/8'], ['deny', 'all'], { words: ['if', '($x)'], inner: [['return', '403']] }],
    }
    const after = edited(nginx, nginxEdits.addBlock(nginx, tls, admin))
    expect(after).toBe(
      nginx.replace(
        'http://app; }\n',
        'http://app; }\n    location /admin {\n      allow 10.0.0.0/8;\n      deny all;\n      if ($x) {\n        return 403;\n      }\n    }\n',
      ),
    )
    expect(nginxEdits.addBlock(after, tls, admin)).toMatchObject({ edits: [] })
    expect(nginxEdits.addBlock(after, tls, { words: ['location', '/admin'], inner: [] })).toHaveProperty('cannot')
    const other: BlockStatement = {
      words: ['server'],
      inner: [
        ['listen', '80', 'default_server'],
        ['return', '444'],
      ],
    }
    expect(edited(nginx, nginxEdits.addBlock(nginx, ['http'], other))).toBe(
      nginx.replace(/ {2}\}\n\}\n$/, '  }\n\n  server {\n    listen 80 default_server;\n    return 444;\n  }\n}\n'),
    )
    const narrow = 'http {\n  server {\n    listen 80;\n  }\n}\n'
    expect(edited(narrow, nginxEdits.set(narrow, ['http', 'server_tokens'], ['off']))).toBe(
      narrow.replace('http {\n', 'http {\n  server_tokens off;\n'),
    )
    expect(edited('', nginxEdits.addBlock('', [], { words: ['stream'], inner: [['a', 'b c']] }))).toBe('stream {\n    a "b c";\n}\n')
  })

  it('land in the block that is meant where several share a line', () => {
    for (const text of ['server { location /a { } } server {\n}\n', 'server {\n  location /a { } } server {\n}\n']) {
      const after = edited(text, nginxEdits.addBlock(text, ['server', 0], { words: ['location', '/b'], inner: [] }))
      expect(parseNginx(after).directives.map(({ block }) => block?.length)).toEqual([2, 0])
    }
  })

  it('are taken out with what they hold', () => {
    expect(edited(nginx, nginxEdits.removeBlock(nginx, [...tls, 'location /']))).toBe(
      nginx.replace('    location / { proxy_pass http://app; }\n', ''),
    )
    expect(edited(nginx, nginxEdits.removeBlock(nginx, ['http', 'server', 0]))).toBe(`http {\n  # plain\n\n  # tls\n${nginx.split('# tls\n')[1]}`)
    expect(nginxEdits.removeBlock(nginx, ['http', 'server', 0, 'location /none'])).toMatchObject({ edits: [] })
    expect(nginxEdits.removeBlock(nginx, ['http', 'server'])).toHaveProperty('cannot')
  })

  it('hold directives that repeat', () => {
    const plain: BlockPath = ['http', 'server', 0, 'add_header']
    const after = edited(nginx, nginxEdits.put(nginx, plain, ['X-B', '2', 'always']))
    expect(after).toBe(nginx.replace('# one\n', '# one\n    add_header X-B 2 always;\n'))
    expect(edited(nginx, nginxEdits.put(nginx, plain, ['X-A', '2'], { fits: ([name]) => name === 'X-A' }))).toBe(
      nginx.replace('X-A 1; #', 'X-A 2; #'),
    )
    expect(edited(nginx, nginxEdits.put(nginx, plain, ['X-B', '2'], { before: (name) => name === 'listen' }))).toBe(
      nginx.replace('    listen 80;', '    add_header X-B 2;\n    listen 80;'),
    )
    expect(
      edited(
        after,
        nginxEdits.drop(after, plain, ([name]) => name === 'X-B'),
      ),
    ).toBe(nginx)
  })
})

describe('sections of httpd', () => {
  const file = 'Listen 443\n<VirtualHost *:80>\n\tServerName a\n</VirtualHost>\n# end\n'

  it('are added and taken out', () => {
    const host: BlockStatement = {
      words: ['VirtualHost', '*:443'],
      inner: [['SSLEngine', 'on'], { words: ['Directory', '/a b'], inner: [['Require', 'all', 'denied']] }],
    }
    const after = edited(file, httpdEdits.addBlock(file, [], host))
    const block = '<VirtualHost *:443>\n\tSSLEngine on\n\t<Directory "/a b">\n\t\tRequire all denied\n\t</Directory>\n</VirtualHost>\n'
    expect(after).toBe(file.replace('# end\n', `${block}# end\n`))
    expect(httpdEdits.addBlock(after, [], host)).toMatchObject({ edits: [] })
    expect(edited(after, httpdEdits.removeBlock(after, ['virtualhost', holds('sslengine', 'on')]))).toBe(file)
    expect(edited(after, httpdEdits.put(after, ['VirtualHost *:443', 'Directory /a b', 'Header'], ['set', 'X', 'a "b"']))).toContain(
      '\t\tRequire all denied\n\t\tHeader set X "a \\"b\\""\n',
    )
  })
})

interface Tried {
  readonly editor: BlockEditor
  readonly read: (text: string) => readonly string[]
  readonly pieces: readonly string[]
  readonly above: readonly BlockPath[]
  readonly names: readonly string[]
}

const nginxLines = (directives: readonly Directive[]): string[] =>
  directives.flatMap(({ name, args, block }) => [wordLine(name, args), ...(block === undefined ? [] : [...nginxLines(block), '}'])])

const formats: Readonly<Record<string, Tried>> = {
  nginx: {
    editor: nginxEdits,
    read: (text) => nginxLines(parseNginx(text).directives),
    pieces: [
      'user a; # c\n',
      'server {\n  listen 80;\n\n  location / { }\n}\n',
      'server { location /a {} } ',
      'http {\n\tserver {\n\t}\n}\n',
      '# c\n',
      '\n',
    ],
    above: [[], ['server'], ['server', 0], ['http', 'server'], ['server', 0, 'location /']],
    names: ['server', 'location', 'map'],
  },
  httpd: {
    editor: httpdEdits,
    read: (text) => parseHttpd(text).map(({ kind, name, args }) => wordLine(`${kind} ${name.toLowerCase()}`, args)),
    pieces: [
      'Listen 80\n',
      '<VirtualHost *:80>\n  SSLEngine on\n  <Directory /a>\n  </Directory>\n</VirtualHost>\n',
      '<IfModule a>\n</IfModule>\n',
      '# c\n',
      '\n',
    ],
    above: [[], ['VirtualHost'], ['virtualhost', 0], ['VirtualHost *:80', 'Directory /a'], ['IfModule', 0]],
    names: ['VirtualHost', 'Directory'],
  },
  proftpd: {
    editor: proftpdConfEdits,
    read: (text) => parseProftpdConf(text).map(({ kind, name, args }) => wordLine(`${kind} ${name.toLowerCase()}`, args)),
    pieces: ['Port 21\n', '<VirtualHost a>\n  Port 22\n</VirtualHost>\n', '<Global>\n\tUmask 022\n</Global>\n', '# c\n', '\n'],
    above: [[], ['VirtualHost'], ['VirtualHost', 0], ['Global', 0]],
    names: ['VirtualHost', 'Limit'],
  },
}

describe.each(Object.entries(formats))('blocks of %s', (name, { editor, read, pieces, above, names }) => {
  const documents = fc
    .tuple(fc.array(fc.constantFrom(...pieces), { maxLength: 5 }), fc.boolean())
    .map(([some, crlf]) => (crlf ? some.join('').replaceAll('\n', '\r\n') : some.join('')))
  const block: fc.Arbitrary<BlockStatement> = fc
    .tuple(fc.constantFrom(...names), words, fc.array(words, { maxLength: 2 }))
    .map(([own, some, inner]) => ({ words: [own, ...some], inner: inner.map((each): readonly string[] => ['Port', ...each]) }))

  it('come and go, and the rest stays', () => {
    let done = 0
    fc.assert(
      fc.property(documents, fc.constantFrom(...above), block, (text, path, wanted) => {
        const change = editor.addBlock(text, path, wanted)
        if ('cannot' in change || change.edits.length === 0) return
        done++
        const after = applyEdits(text, change.edits)
        const [old, now] = [read(text), read(after)]
        expect(change.edits.filter(({ start, end }) => start < end)).toEqual([])
        expect(now.length).toBe(old.length + wanted.inner.length + 2)
        expect(editor.addBlock(after, path, wanted)).toMatchObject({ edits: [] })
        const gone = editor.removeBlock(after, [...path, wanted.words.join(' ')])
        expect('cannot' in gone ? /several|template/.test(gone.cannot) : read(applyEdits(after, gone.edits))).toEqual('cannot' in gone ? true : old)
      }),
      { numRuns: 300 },
    )
    expect(done).toBeGreaterThan(50)
  })

  it('never throw', () => {
    const noise = fc.array(fc.constantFrom(...pieces, '{', '}', '<a>', '</a>', '"', '\n', ';', '#'), { maxLength: 12 }).map((some) => some.join(''))
    fc.assert(
      fc.property(noise, fc.constantFrom(...above), block, (text, path, wanted) => {
        for (const change of [editor.addBlock(text, path, wanted), editor.removeBlock(text, path)])
          expect('cannot' in change || typeof applyEdits(text, change.edits)).toBeTruthy()
      }),
      { numRuns: 200 },
    )
  })

  triedRepeats<BlockPath, readonly string[]>(name, {
    editor,
    read,
    pieces,
    paths: above.map((path) => [[...path, 'Port'], name === 'nginx' ? 'Port' : 'directive port'] as const),
    value: words,
    line: wordLine,
  })
})
