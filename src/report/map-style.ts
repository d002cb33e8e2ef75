/** Colours of a drawing and of a page, light and dark. */
export const palette = `:root{color-scheme:light dark;--paper:#fff;--surface:#f5f6f8;--raised:#fff;--ink:#1b2430;--muted:#566171;--line:#d8dde4;--accent:#1f5aa8;
--critical:#8c1020;--high:#b3261e;--medium:#8a5200;--low:#2f5f7d;--info:#566171;--unknown:#6b3fa0;--locked:#18744a;--open:#b3261e;--zone:#f7f8fa;--zone-line:#c3cad4}
@media(prefers-color-scheme:dark){:root{--paper:#11151b;--surface:#181e26;--raised:#1d242e;--ink:#e7ebf1;--muted:#9aa7b7;--line:#2d3744;--accent:#8ab8f5;
--critical:#ff9aa2;--high:#ff8078;--medium:#e6b450;--low:#86c0e6;--info:#9aa7b7;--unknown:#c6a5f3;--locked:#63cf95;--open:#ff8078;--zone:#161b23;--zone-line:#3a4656}}`

/** Styles of the map, wherever it stands. State is never colour alone: also dash and glyph. */
export const mapStyle = `.map{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
.map text{fill:var(--ink)}.map .zone rect{fill:var(--zone);stroke:var(--zone-line)}.map .zone.internal rect{stroke-dasharray:7 4}.map .zone text{fill:var(--muted);font-weight:600;letter-spacing:.02em}
.map .node rect.body{fill:var(--raised);stroke:var(--muted);stroke-width:1.2}.map .node .name{font-weight:600;font-size:13px}.map .node .sub{fill:var(--muted);font-size:11.5px}.map .node .also{fill:var(--muted);font-size:10.5px;font-style:italic}
.map .node .glyph{fill:none;stroke:var(--muted);stroke-width:1.4;stroke-linejoin:round;stroke-linecap:round}.map .node.external rect.body{fill:var(--surface);stroke-dasharray:4 3}.map .node.unknown rect.body{stroke:var(--unknown);stroke-dasharray:1.5 3.5;stroke-linecap:round}
.map .door rect{fill:var(--paper);stroke-width:1.4}.map .door text{font-size:10.5px;font-weight:600;text-anchor:middle}
.map .locked .stroke,.map .door.locked rect{stroke:var(--locked)}.map .open .stroke,.map .door.open rect{stroke:var(--open)}.map .unknown .stroke,.map .door.unknown rect{stroke:var(--unknown)}
.map .door.locked text,.map .locked .label{fill:var(--locked)}.map .door.open text,.map .open .label{fill:var(--open)}.map .door.unknown text,.map .unknown .label{fill:var(--unknown)}
.map .stroke{fill:none;stroke-width:1.7}.map .open .stroke.path{stroke-dasharray:7 4}.map .unknown .stroke.path{stroke-dasharray:1.5 4.5;stroke-linecap:round}.map .locked .tip{fill:var(--locked)}.map .open .tip{fill:var(--open)}.map .unknown .tip{fill:var(--unknown)}
.map .label{font-size:11px}.map .plate{fill:var(--paper);stroke:var(--line)}.map .lock{fill:none;stroke-width:1.5}.map .hit{fill:none;stroke:transparent;stroke-width:16}
.map a,.map [tabindex]{cursor:pointer;outline:none}.map a:focus-visible .body,.map a:focus-visible .plate,.map [tabindex]:focus-visible .body,.map [tabindex]:focus-visible .plate{stroke:var(--accent);stroke-width:3;stroke-dasharray:none}
.map .edge:focus-visible .path,.map .edge:hover .path,.map .edge.chosen .path{stroke-width:3.2}.map .node:hover .body{stroke:var(--accent)}.map .node.chosen .body,.map .edge.chosen .plate{stroke:var(--accent);stroke-width:2.6;stroke-dasharray:none}`
