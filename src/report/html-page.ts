import { contentSecurityPolicy } from './html-policy.ts'
import { pageScript } from './html-script.ts'
import { pageStyle } from './html-style.ts'
import { escape } from './markup.ts'

interface PageHead {
  readonly title: string
  readonly heading: string
  /** A sentence of ours, as it stands. */
  readonly subtitle: string
  readonly tool: { readonly name: string; readonly version: string }
}

/** What every page has around its content: one style, one script, and a policy that allows nothing else. */
export function page({ title, heading, subtitle, tool }: PageHead, content: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escape(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header class="top"><div class="wide"><p class="brand">Ringwall</p><h1>${escape(heading)}</h1><p class="lead">${subtitle}</p></div></header>
<main id="main" class="wide">
${content.join('\n')}
</main>
<footer class="wide"><p>Made by ${escape(tool.name)} ${escape(tool.version)}. What could not be read or decided is listed as not known; it never counts as passed.</p></footer>
<script>${pageScript}</script>
</body>
</html>
`
}
