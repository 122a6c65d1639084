import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

import { parsePage } from './html';

interface Props {
  html: string;
  /** What its logo looks like. */
  logo: string | null;
  /** How wide the window is in which it is shown, in pixels. */
  width: number;
}

/** How high it is on screen, in pixels. */
const HEIGHT_PX = 640;

/** Links lead nowhere here, but look as if they did. */
const LINKS = ':where(a:not([href])){text-decoration:underline}';

/** A page as the public would see it: in a frame without scripts, made smaller if it is too wide. */
export function PreviewFrame({ html, logo, width }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const { ref, width: room } = useElementSize();
  const [loads, setLoads] = useState(0);
  const scale = room === 0 ? 1 : Math.min(1, room / width);
  useEffect(() => {
    if (frame.current) {
      show(frame.current, html, logo);
    }
  }, [html, logo, loads]);
  return (
    <div ref={ref} className="preview-room" style={{ height: HEIGHT_PX }}>
      <iframe
        ref={frame}
        title="Preview of the status page"
        sandbox="allow-same-origin"
        // Some browsers put another empty document into a frame that is new.
        onLoad={() => setLoads((loads) => loads + 1)}
        style={{
          width,
          height: HEIGHT_PX / scale,
          transform: `scale(${scale})`,
        }}
      />
    </div>
  );
}

/** Makes the document of a frame the page, where it was scrolled and unfolded before. */
function show(frame: HTMLIFrameElement, html: string, logo: string | null): void {
  const { contentDocument: document, contentWindow: window } = frame;
  if (!document || !window) {
    return;
  }
  const { root, styles } = parsePage(html, document, logo);
  if (!root) {
    return;
  }
  const { scrollY } = window;
  const isOpen = Array.from(document.querySelectorAll('details'), ({ open }) => open);
  // A sheet is of the document for which it was made.
  const { CSSStyleSheet } = window as Window & typeof globalThis;
  document.adoptedStyleSheets = [...styles, LINKS].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  document.documentElement.replaceWith(root);
  document.querySelectorAll('details').forEach((details, index) => {
    details.open = isOpen[index] ?? details.open;
  });
  window.scrollTo(0, scrollY);
}
