import type { ScalarType } from './node.ts'

export type YamlVersion = '1.1' | '1.2'

const number12 =
  /^(?:[-+]?(?:[0-9]+|(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.(?:inf|Inf|INF))|0o[0-7]+|0x[0-9a-fA-F]+|\.(?:nan|NaN|NAN))$/
const number11 =
  /^(?:[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN))$/
const boolean12 = /^(?:true|True|TRUE|false|False|FALSE)$/
const boolean11 = /^(?:y|Y|n|N|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/
const nothing = /^(?:~|null|Null|NULL)?$/

/** What a plain scalar resolves to: YAML 1.2 core schema (§10.3.2), or the types of YAML 1.1. */
export function plainType(text: string, version: YamlVersion): ScalarType {
  if (text === '') return 'null'
  const first = text.charCodeAt(0)
  if (first <= 57) {
    // only + - . and digits start a number
    if (first < 43 || first === 44 || first === 47) return 'string'
    return (version === '1.1' ? number11 : number12).test(text) ? 'number' : 'string'
  }
  if (text.length > 5) return 'string'
  if (nothing.test(text)) return 'null'
  return (version === '1.1' ? boolean11 : boolean12).test(text) ? 'boolean' : 'string'
}
