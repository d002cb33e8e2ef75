import type { Passage } from './passage.ts'

export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** The body of a request, of so many bytes at most. It rejects with `TooLarge`, or where the client sends none of it for too long. */
export async function* bodyOf({ message, patience }: Passage, most: number): AsyncGenerator<Buffer> {
  let length = 0
  const late = (): void => void message.destroy(new Error('nothing more of the body came'))
  let timer = setTimeout(late, patience)
  try {
    for await (const part of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      // whoever asks for it may wait for the program
      clearTimeout(timer)
      length += part.length
      if (length > most) throw new TooLarge()
      yield part
      timer = setTimeout(late, patience)
    }
  } finally {
    clearTimeout(timer)
  }
}
