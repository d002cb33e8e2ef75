import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Gap } from '../../model/fact.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import type { PythonSettings } from './read.ts'
import { pythonSettings } from './read.ts'
import { asSetting, evenOnCondition, secondsOf, switchOf } from './value.ts'
import { effort } from '../../testing/effort.ts'

const gaps: Gap[] = []

function read(text: string, sketch: ComponentSketch = {}): PythonSettings {
  gaps.length = 0
  const found = pythonSettings(component({ ...sketch, files: { '/app/settings.py': text, ...sketch.files } }), '/app/settings.py', gaps)
  if (found === undefined) throw new Error('no settings')
  return found
}

/** The value, `?` behind it when it is not certain, with its line. */
const told = (text: string, name = 'A', sketch: ComponentSketch = {}): string => {
  const found = read(text, sketch).text(name)
  return found === undefined ? 'none' : `${found.value}${found.unresolved.length > 0 ? '?' : ''} ${found.trail.map(({ line }) => line).join(' ')}`
}

describe('settings in Python', () => {
  it('put together what is written in several places', () => {
    expect(told("A = 1\nA = 'last'")).toBe('last 2 8')
    expect(told("user = 'me'\nA = f'postgres://{user}:' + user + '@db'")).toBe('postgres://me:me@db 2 8')
    expect(told("A = 'x' if B else 'y'")).toBe('x? 1 8')
    expect(told("A = 'x' if B else 'x'")).toBe('x 1 8')
    expect(told('A = 60 * 60 * 24 + 1')).toBe('86401 1 8')
    expect(told('A = unknown')).toBe('unknown? 1 8')
    expect(told('A = ssl.CERT_NONE')).toBe('ssl.CERT_NONE 1 8')
    expect(told("A = f'http://{host}/'")).toBe('http://<host>/? 1 8')
    expect(told("A = os.path.join(BASE, 'db.sqlite')\n")).toBe('<BASE>/db.sqlite? 1 8')
    expect(told("A = ['a', 'b']\nA += ['c']\nA.append('d')")).toBe('a,b,c,d 1 8')
    expect(told("X = {'k': {'a': 1}}\nX['k']['a'] = 2\nX.update(b=3)\nA = X['k']['a']")).toBe('2 2 8')
    expect(told('class B:\n  A = 1\nclass C(B):\n  pass', 'C.A')).toBe('1 2 8')
    expect(told("class C:\n  K = 'x'\n  A = K + 'y'", 'C.A')).toBe('xy 3 8')
    expect(told("def f():\n  A = 1\n  app.config['A'] = 2")).toBe('none')
    expect(read("def f():\n  app.config['A'] = 2").get('app.config', 'A')).toMatchObject({ setting: { value: '2' } })
  })

  it('say that a value under a condition is not certain', () => {
    const text = "A = 'x'\nif os.environ.get('Y'):\n  A = 'y'\n"
    expect(told(text)).toBe('y? 3 8')
    expect(evenOnCondition(read(text).text('A')!).unresolved).toEqual([])
    expect(told("try:\n  A = 'x'\nexcept E:\n  A = 'y'\n  B = 'z'")).toBe('x 2 8')
    expect(told("A = 'x'\nif Y:\n  A = 'x'\n")).toBe('x 1 8')
    expect(told('try:\n  from local import *\nexcept ImportError:\n  A = 1\nA = 2')).toBe('2 5 8')
  })

  it('take variables from the environment, else what stands beside them', () => {
    const env = { Y: ['given', 12] } as const
    expect(told("A = os.environ.get('Y', 'default')", 'A', { env })).toBe('given 12 1')
    expect(told("A = os.environ.get('Y', 'default')")).toBe('default 1 8')
    expect(told("A = os.getenv('Y') or 'default'")).toBe('default 1 8')
    expect(told("A = os.environ['Y']")).toBe('${Y}? 1 8')
    expect(told("A = env('Y', default='d')")).toBe('d 1 8')
    expect(told("A = int(os.getenv('Y', '5'))")).toBe('5 1 8')
    expect(told("A = bool(os.getenv('Y', 'False'))")).toBe('True 1 8')
    expect(told("A = os.getenv('Y', 'False').lower() == 'true'")).toBe('False 1 8')
    expect(told("A = os.getenv('Y', 'false').lower() in ('true', '1')", 'A', { env: { Y: '1' } })).toMatch(/^True 10 /)
    expect(told("os.environ['Y'] = 'own'\nA = os.environ['Y']")).toBe('own 1 8')
  })

  it('read the files beside them', () => {
    const files = { '/app/base.py': "A = 'base'\nB = 1\n_C = 2\nfrom settings import *\n", '/app/package/__init__.py': 'D = 4\n' }
    expect(told('from .base import *\n', 'A', { files })).toBe('base 1 8')
    expect(told('from base import B as A\n', 'A', { files })).toBe('1 2 8')
    expect(told('import base\nA = base.B\n', 'A', { files })).toBe('1 2 8')
    expect(told('from package import D\nA = D\n', 'A', { files })).toBe('4 1 8')
    expect(told('from .base import *\n', '_C', { files })).toBe('none')
    expect(told("c.X.a = 1\nload_subconfig('base.py')", 'A', { files })).toBe('base 1 8')
    read('import os\nfrom .gone import *')
    expect(gaps).toMatchObject([{ why: 'settings.py takes settings from gone, which is not here' }])
  })

  it('keep calls by name', () => {
    expect(secondsOf(read('A = timedelta(hours=1, minutes=30)').get('A'))).toBe(5400)
    expect(secondsOf(read('A = datetime.timedelta(1)').get('A'))).toBe(86_400)
    expect(told('A = datetime.timedelta(hours=20).total_seconds()')).toBe('72000 1 8')
    expect(read('Talisman(app, force_https=False)\nsetup()').alone).toMatchObject([{ name: 'Talisman' }, { name: 'setup' }])
    expect(switchOf(read("{'debug': true}").alone[0]?.kind === 'entries' ? read('A = true').get('A') : undefined)).toBe(true)
  })

  it('stay small whatever names what', () => {
    const bomb = `A = ['x']\n${'A = [*A, *A, A, A]\n'.repeat(60)}if x:\n  A = A\nT = 'x'\n${'T = T + T\n'.repeat(60)}B = {'k': T}\n${'B = {**B, "b": B}\n'.repeat(60)}`
    expect(effort(() => read(bomb))).toBeLessThan(500)
  })

  it('never throw', () => {
    const piece = fc.constantFrom(
      'A',
      ' = ',
      '\n',
      '\n  ',
      "'x'",
      '[',
      ']',
      '{',
      '}',
      '(',
      ')',
      ', ',
      ': ',
      '.',
      '1',
      ' or ',
      'class A(A):',
      'if 1:',
      '.update(',
      'from A import *',
      "os.environ['A']",
      '*',
      '+',
      '/',
      ' == ',
      "f'{A}'",
      'A.append(A)',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const found = read(pieces.join(''))
        for (const name of found.names) expect(asSetting(found.get(name))?.value).not.toBe(0)
      }),
      { numRuns: 1000 },
    )
  })
})
