/** Stands in for `node:child_process` where the command-line library asks for it: none of our commands is a program of its own. */
export function spawn(): never {
  throw new Error('no command is a program of its own')
}
