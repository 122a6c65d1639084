import type { Logo } from './draft';

/** The media types that a logo may have. */
export const LOGO_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml'];

/** The largest logo, in bytes. */
const MOST_BYTES = 65_536;

/** What is wrong with a file as a logo; null if nothing is. */
export function logoProblem({ type, size }: { type: string; size: number }): string | null {
  if (!LOGO_TYPES.includes(type)) {
    return 'A logo is a PNG, JPEG, WebP or SVG image.';
  }
  return size > MOST_BYTES
    ? `A logo has at most 64 KiB; this one has ${Math.ceil(size / 1_024).toLocaleString('en-US')}.`
    : null;
}

/** Reads a file as a logo. */
export async function readLogo(file: File): Promise<Logo> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return { kind: 'new', fileName: file.name, mediaType: file.type, base64 };
}

/** The address of a logo that was chosen and is not stored yet. */
export function dataUrl({ mediaType, base64 }: Logo & { kind: 'new' }): string {
  return `data:${mediaType};base64,${base64}`;
}
