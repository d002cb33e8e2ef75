import type { Directive } from '../../formats/nginx.ts'

/** What opens a block. */
const blocks = /^(?:http|server|location|if|limit_except|upstream|events|types|map|geo|split_clients|stream|mail|match)$/
/** Blocks whose lines are data, and no directives. */
const tables = /^(?:types|map|geo|split_clients|charset_map)$/
/** Names of directives that are hardly ever a value. */
const names = /^(?:listen|(?:server|proxy|ssl|access|error|client|add|try|keepalive|auth|fastcgi|uwsgi)_[a-z_]+)$/

/** The word before which a `;` is missing: nginx does not start with such a file, and what is swallowed is judged by nobody. */
function swallowed({ name, args, block }: Directive): string | undefined {
  if (block !== undefined && blocks.test(name)) return undefined
  return args.find((arg, index) => (block !== undefined && blocks.test(arg)) || (names.test(arg) && (block !== undefined || index < args.length - 1)))
}

/** Every directive that has swallowed the next one. */
export function unterminated(directives: readonly Directive[]): readonly { readonly line: number; readonly message: string }[] {
  return directives.flatMap((directive) => {
    const word = swallowed(directive)
    const below = directive.block === undefined || tables.test(directive.name) ? [] : unterminated(directive.block)
    return word === undefined ? below : [{ line: directive.span.line, message: `${directive.name} does not end with ";" before "${word}"` }, ...below]
  })
}
